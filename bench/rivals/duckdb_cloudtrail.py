#!/usr/bin/env python3
"""duckdb_cloudtrail.py INPUT OUTPUT: the logs become a table with DuckDB: its JSON reader, from_json with all fields declared, unnest, one
COPY.

read_json with the same fields as `columns` gives the same and takes four times the CPU where a file is one document.
"""

import json
import sys

from duckdb_copy import DAY, REGION, copy

source, output = sys.argv[1:3]
TEXTS = [
    "eventVersion", "eventSource", "eventName", "awsRegion", "sourceIPAddress", "userAgent", "requestID", "eventID", "eventType",
    "recipientAccountId", "errorCode", "errorMessage", "apiVersion", "vpcEndpointId", "eventCategory", "sharedEventID",
    "sessionCredentialFromConsole", "vpcEndpointAccountId",
]
BOOLEANS = ["readOnly", "managementEvent"]
NESTED = [
    "userIdentity", "requestParameters", "responseElements", "additionalEventData", "serviceEventDetails", "insightDetails", "addendum",
    "edgeDeviceDetails", "tlsDetails", "eventContext",
]
CALLER = ["type", "arn", "accountId", "principalId"]
EVENT = {
    **dict.fromkeys(TEXTS, "VARCHAR"), **dict.fromkeys(BOOLEANS, "BOOLEAN"), **dict.fromkeys(NESTED, "JSON"), "eventTime": "TIMESTAMP",
    "resources": [{"ARN": "VARCHAR", "accountId": "VARCHAR", "type": "VARCHAR"}],
}
columns = ", ".join(
    [f"event.{key} AS {key.lower()}" for key in [*TEXTS, *BOOLEANS]] + [f"event.{key}::VARCHAR AS json_{key.lower()}" for key in NESTED]
    + [f"event.userIdentity ->> '$.{key}' AS useridentity_{key.lower()}" for key in CALLER])
copy(f"""
    SELECT {columns}, event.eventTime AS eventtime, event.resources AS resources, {REGION}, {DAY.replace('time,', 'event.eventTime,')}
    FROM (SELECT unnest(from_json(json, '{json.dumps({"Records": [EVENT]})}').Records) AS event, filename
          FROM read_json_objects('{source}/**/*.gz', format = 'unstructured', maximum_object_size = 100000000, filename = true))""",
     output, ["region", "year", "month", "day"])

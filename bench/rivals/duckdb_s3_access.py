#!/usr/bin/env python3
"""duckdb_s3_access.py INPUT OUTPUT: the logs become a table with DuckDB: its CSV reader, one COPY.

The time has a space and is two fields of the reader; the second is always +0000.
"""

import sys

from duckdb_copy import DAY, copy

source, output = sys.argv[1:3]
NUMBERS = ["http_status", "bytes_sent", "object_size", "total_time", "turnaround_time"]
FIELDS = [
    "bucket_owner", "bucket", "clock", "zone", "remote_ip", "requester", "request_id", "operation", "key", "request_uri", "http_status",
    "error_code", "bytes_sent", "object_size", "total_time", "turnaround_time", "referrer", "user_agent", "version_id", "host_id",
    "signature_version", "cipher_suite", "authentication_type", "host_header", "tls_version", "access_point_arn", "acl_required",
    "source_region",
]
columns = {field: "BIGINT" if field in NUMBERS else "VARCHAR" for field in FIELDS}
copy(f"""
    SELECT *, {DAY}
    FROM (SELECT * EXCLUDE (clock, zone), strptime(clock, '[%d/%b/%Y:%H:%M:%S') AS time,
              CASE WHEN operation LIKE 'BATCH.%' THEN url_decode(key) ELSE url_decode(url_decode(key)) END AS key_decoded
          FROM read_csv('{source}/*', delim = ' ', quote = '"', escape = '"', nullstr = '-', header = false, auto_detect = false,
                        compression = 'gzip', null_padding = true, columns = {columns}))""", output, ["year", "month", "day"])

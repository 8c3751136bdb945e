#!/usr/bin/env python3
"""duckdb_cloudfront.py INPUT OUTPUT: the logs become a table with DuckDB: its CSV reader, one COPY."""

import sys

from duckdb_copy import DAY, copy

source, output = sys.argv[1:3]
NUMBERS = ["bytes", "status", "requestbytes", "fle_encrypted_fields", "c_port", "sc_content_len", "sc_range_start", "sc_range_end"]
KINDS = {"date": "DATE", "clock": "TIME", "timetaken": "DOUBLE", "time_to_first_byte": "DOUBLE", **dict.fromkeys(NUMBERS, "BIGINT")}
FIELDS = [
    "date", "clock", "location", "bytes", "requestip", "method", "host", "uri", "status", "referrer", "useragent", "querystring", "cookie",
    "resulttype", "requestid", "hostheader", "requestprotocol", "requestbytes", "timetaken", "xforwardedfor", "sslprotocol", "sslcipher",
    "responseresulttype", "httpversion", "fle_status", "fle_encrypted_fields", "c_port", "time_to_first_byte",
    "x_edge_detailed_result_type", "sc_content_type", "sc_content_len", "sc_range_start", "sc_range_end",
]
columns = {field: KINDS.get(field, "VARCHAR") for field in FIELDS}
copy(f"""
    SELECT *, {DAY}
    FROM (SELECT * EXCLUDE (date, clock), date + clock AS time
          FROM read_csv('{source}/*.gz', delim = '\t', quote = '', escape = '', nullstr = '-', header = false, skip = 2, auto_detect = false,
                        columns = {columns}))""", output, ["year", "month", "day"])

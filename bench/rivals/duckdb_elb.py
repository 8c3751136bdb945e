#!/usr/bin/env python3
"""duckdb_elb.py INPUT OUTPUT: the logs become a table with DuckDB: its CSV reader, one COPY."""

import sys

from duckdb_copy import DAY, REGION, copy

source, output = sys.argv[1:3]
SECONDS = ["request_processing_time", "target_processing_time", "response_processing_time"]  # -1: there was none
COLUMNS = {
    "time": "TIMESTAMP", "elb": "VARCHAR", "client_ip_port": "VARCHAR", "target_ip_port": "VARCHAR", **dict.fromkeys(SECONDS, "DOUBLE"),
    "elb_status_code": "BIGINT", "target_status_code": "BIGINT", "received_bytes": "BIGINT", "sent_bytes": "BIGINT", "request": "VARCHAR",
    "user_agent": "VARCHAR", "ssl_cipher": "VARCHAR", "ssl_protocol": "VARCHAR",
}


def address(field, ip, port):
    last = f"split_part({field}, ':', -1)"
    return f"left({field}, length({field}) - length({last}) - 1) AS {ip}, {last}::BIGINT AS {port}"


seconds = ", ".join(f"nullif({field}, -1) AS {field}" for field in SECONDS)
verb, proto = "split_part(request, ' ', 1)", "split_part(request, ' ', -1)"
url = f"substr(request, length({verb}) + 2, length(request) - length({verb}) - length({proto}) - 2)"
copy(f"""
    SELECT * EXCLUDE (filename, request) REPLACE ({seconds}),
        nullif({verb}, '-') AS request_verb, nullif({url}, '-') AS request_url, nullif({proto}, '-') AS request_proto,
        {address('client_ip_port', 'client_ip', 'client_port')}, {address('target_ip_port', 'target_ip', 'target_port')}, {REGION}, {DAY}
    FROM read_csv('{source}/**/*.gz', delim = ' ', quote = '"', escape = '"', nullstr = '-', header = false, auto_detect = false,
                  null_padding = true, filename = true, columns = {COLUMNS})""", output, ["region", "year", "month", "day"])

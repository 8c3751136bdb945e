#!/usr/bin/env python3
"""duckdb_alb.py INPUT OUTPUT: the logs become a table with DuckDB: its CSV reader, one COPY."""

import sys

import alb
from duckdb_copy import DAY, REGION, copy

source, output = sys.argv[1:3]
columns = {field: alb.kind(field, "BIGINT", "TIMESTAMP", "DOUBLE", "VARCHAR") for field in alb.FIELDS}


def made(field):
    """The columns of a field, as SQL."""
    if field == "request":
        verb, proto = "split_part(request, ' ', 1)", "split_part(request, ' ', -1)"
        url = f"substr(request, length({verb}) + 2, length(request) - length({verb}) - length({proto}) - 2)"
        return f"nullif({verb}, '-') AS request_verb, nullif({url}, '-') AS request_url, nullif({proto}, '-') AS request_proto"
    return f"nullif({field}, -1) AS {field}" if field in alb.SECONDS else field


def address(field, ip, port):
    last = f"split_part({field}, ':', -1)"
    return f"left({field}, length({field}) - length({last}) - 1) AS {ip}, {last}::BIGINT AS {port}"


select = ", ".join([made(field) for field in alb.FIELDS] + [address(field, *names) for field, names in alb.ADDRESSES.items()])
copy(f"""
    SELECT {select}, {REGION}, {DAY}
    FROM read_csv('{source}/**/*.gz', delim = ' ', quote = '"', escape = '"', nullstr = '-', header = false, auto_detect = false,
                  null_padding = true, filename = true, columns = {columns})""", output, alb.PARTITIONS)

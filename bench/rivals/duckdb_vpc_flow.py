#!/usr/bin/env python3
"""duckdb_vpc_flow.py INPUT OUTPUT: the logs become a table with DuckDB: its CSV reader, one COPY."""

import sys

from duckdb_copy import DAY, REGION, copy

source, output = sys.argv[1:3]
COLUMNS = {
    "version": "BIGINT", "account": "VARCHAR", "interfaceid": "VARCHAR", "sourceaddress": "VARCHAR", "destinationaddress": "VARCHAR",
    "sourceport": "BIGINT", "destinationport": "BIGINT", "protocol": "BIGINT", "numpackets": "BIGINT", "numbytes": "BIGINT",
    "starttime": "BIGINT", "endtime": "BIGINT", "action": "VARCHAR", "logstatus": "VARCHAR",
}
copy(f"""
    SELECT * EXCLUDE (filename) REPLACE (make_timestamp(starttime * 1000000) AS starttime, make_timestamp(endtime * 1000000) AS endtime),
        {REGION}, {DAY.replace('time,', 'make_timestamp(starttime * 1000000),')}
    FROM read_csv('{source}/**/*.gz', delim = ' ', quote = '', escape = '', nullstr = '-', header = true, auto_detect = false,
                  filename = true, columns = {COLUMNS})""", output, ["region", "year", "month", "day"])

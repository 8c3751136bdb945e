#!/usr/bin/env python3
"""chdb_alb.py INPUT OUTPUT: the logs become a table with ClickHouse, inside this process: one INSERT into partitioned files."""

import os
import sys

import chdb

import alb

source, output = map(os.path.abspath, sys.argv[1:3])
cores = len(os.sched_getaffinity(0))
types = {field: alb.kind(field, "Nullable(Int64)", "String", "Nullable(Float64)", "Nullable(String)") for field in alb.FIELDS}
structure = ", ".join(f"{field} {type}" for field, type in types.items())


def made(field):
    """The columns of a field, as SQL."""
    if field == "request":
        verb, proto = "substringIndex(request, ' ', 1)", "substringIndex(request, ' ', -1)"
        url = f"substring(request, length({verb}) + 2, length(request) - length({verb}) - length({proto}) - 2)"
        return f"nullIf({verb}, '-') AS request_verb, nullIf({url}, '-') AS request_url, nullIf({proto}, '-') AS request_proto"
    if field in alb.TIMES:
        return f"toDateTime64(replaceOne({field}, 'Z', ''), 6, 'UTC') AS {field}_"
    if field in alb.QUOTED:  # only what is not quoted is read as null
        return f"nullIf({field}, '-') AS {field}_"
    return f"nullIf({field}, -1) AS {field}_" if field in alb.SECONDS else f"{field} AS {field}_"


def address(field, ip, port):
    last = f"substringIndex({field}, ':', -1)"
    return f"left({field}, length({field}) - length({last}) - 1) AS {ip}, toInt64OrNull({last}) AS {port}"


select = [made(field) for field in alb.FIELDS] + [address(field, *names) for field, names in alb.ADDRESSES.items()]
renamed = ", ".join(column if column in (*alb.REQUEST, *sum(alb.ADDRESSES.values(), ())) else f"{column}_ AS {column}" for column in alb.COLUMNS)
settings = f"""max_threads = {cores}, max_insert_threads = {cores}, output_format_parquet_compression_method = 'snappy',
    output_format_parquet_string_as_string = 1, output_format_parquet_parallel_encoding = 0, format_custom_escaping_rule = 'CSV',
    format_custom_field_delimiter = ' ', format_custom_row_after_delimiter = '\\n', format_custom_row_between_delimiter = '',
    format_csv_null_representation = '-', input_format_custom_allow_variable_number_of_columns = 1"""
query = f"""
    INSERT INTO FUNCTION file('{output}/{{_partition_id}}/part.parquet', 'Parquet')
    PARTITION BY concat('region=', region, '/year=', formatDateTime(time, '%Y'), '/month=', formatDateTime(time, '%m'), '/day=', formatDateTime(time, '%d'))
    SETTINGS {settings}
    SELECT {renamed}, region FROM (
        SELECT {", ".join(select)}, splitByChar('/', _path)[-5] AS region
        FROM file('{source}/**/*.gz', 'CustomSeparated', '{structure}'))
    SETTINGS {settings}"""
chdb.query(query)

#!/usr/bin/env python3
"""polars_alb.py INPUT OUTPUT: the logs become a table with Polars: a lazy scan, streamed into a partitioned sink."""

import sys

import polars as pl

import alb

source, output = sys.argv[1:3]
schema = {field: alb.kind(field, pl.Int64, pl.String, pl.Float64, pl.String) for field in alb.FIELDS}


def made(field):
    """The columns of a field."""
    column = pl.col(field)
    if field == "request":
        verb, rest = (column.str.splitn(" ", 2).struct.field(f"field_{i}") for i in (0, 1))
        proto = rest.str.extract("([^ ]*)$")
        url = rest.str.head(rest.str.len_chars() - proto.str.len_chars() - 1)
        return [pl.when(part != "-").then(part).alias(name) for name, part in zip(alb.REQUEST, (verb, url, proto))]
    if field in alb.TIMES:
        return [column.str.to_datetime("%Y-%m-%dT%H:%M:%S%.6fZ", time_unit="us", time_zone="UTC")]
    if field in alb.SECONDS:
        return [pl.when(column != -1).then(column)]
    return [column]


def address(field, ip, port):
    last = pl.col(field).str.extract("([0-9]+)$")
    return [pl.col(field).str.head(-1 * (last.str.len_chars().cast(pl.Int64) + 1)).alias(ip), last.cast(pl.Int64).alias(port)]


columns = [column for field in alb.FIELDS for column in made(field)]
columns += [column for field, names in alb.ADDRESSES.items() for column in address(field, *names)]
region = pl.col("file").str.extract("/([^/]+)/[0-9]{4}/[0-9]{2}/[0-9]{2}/[^/]*$").alias("region")
day = [pl.col("time").dt.strftime(format).alias(name) for name, format in (("year", "%Y"), ("month", "%m"), ("day", "%d"))]
rows = pl.scan_csv(source + "/**/*.gz", separator=" ", quote_char='"', has_header=False, schema=schema, null_values="-",
                   missing_columns="insert", include_file_paths="file").select(*columns, region).with_columns(day)
rows.sink_parquet(pl.PartitionBy(output, key=alb.PARTITIONS, include_key=False), compression="snappy", mkdir=True)

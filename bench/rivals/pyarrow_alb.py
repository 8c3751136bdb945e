#!/usr/bin/env python3
"""pyarrow_alb.py INPUT OUTPUT: the logs become a table with Arrow: its CSV reader and compute functions, a file on each thread."""

import gzip
import os
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as csv
import pyarrow.dataset as dataset

import alb

source, output = map(Path, sys.argv[1:3])
TIME = pa.timestamp("us", "UTC")
TYPES = {field: alb.kind(field, pa.int64(), TIME, pa.float64(), pa.string()) for field in alb.FIELDS}
SCHEMA = pa.schema([(name, TYPES.get(name, pa.int64() if name.endswith("_port") else pa.string())) for name in (*alb.COLUMNS, *alb.PARTITIONS)])
PARTITIONING = dataset.partitioning(pa.schema([(name, pa.string()) for name in alb.PARTITIONS]), flavor="hive")
PARQUET = dataset.ParquetFileFormat()


def parts(column, pattern, count):
    """The groups of a pattern, each a column."""
    found = pc.extract_regex(column, pattern)
    return [pc.struct_field(found, number) for number in range(count)]


def null_if(column, value):
    return pc.if_else(pc.equal(column, value), None, column)


def fields_of(path):
    """How many fields the lines of a file have: those of one file have all the same number, which the reader insists on."""
    with gzip.open(path, "rt") as file:
        return len(re.findall(r'"[^"]*"|\S+', file.readline()))


def convert(path):
    names = alb.FIELDS[:fields_of(path)]
    read = csv.read_csv(path, csv.ReadOptions(column_names=names, block_size=8 << 20), csv.ParseOptions(delimiter=" ", quote_char='"'),
                        csv.ConvertOptions(column_types=TYPES, null_values=["-"], strings_can_be_null=True, timestamp_parsers=[csv.ISO8601]))
    columns = dict(zip(names, read.columns))
    verb, url, proto = parts(columns.pop("request"), "^(?P<verb>[^ ]*) (?P<url>.*) (?P<proto>[^ ]*)$", 3)
    columns |= {name: null_if(part, "-") for name, part in zip(alb.REQUEST, (verb, url, proto))}
    columns |= {name: null_if(columns[name], -1) for name in alb.SECONDS}
    for field, (ip, port) in alb.ADDRESSES.items():
        columns[ip], digits = parts(columns[field], "^(?P<ip>.*):(?P<port>[0-9]+)$", 2)
        columns[port] = pc.cast(digits, pa.int64())
    time = columns["time"]
    columns["region"] = pa.array([path.relative_to(source).parts[0]] * len(time))
    columns |= {name: pc.strftime(time, format) for name, format in (("year", "%Y"), ("month", "%m"), ("day", "%d"))}
    table = pa.table([columns.get(name, pa.nulls(len(time), type)) for name, type in zip(SCHEMA.names, SCHEMA.types)], schema=SCHEMA)
    dataset.write_dataset(table, output, format="parquet", file_options=PARQUET.make_write_options(compression="snappy"),
                          partitioning=PARTITIONING, basename_template=path.name + "-{i}.parquet", existing_data_behavior="overwrite_or_ignore")


cores = len(os.sched_getaffinity(0))
pa.set_cpu_count(cores)
with ThreadPoolExecutor(cores) as threads:
    list(threads.map(convert, sorted(source.rglob("*.gz"))))

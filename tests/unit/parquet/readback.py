#!/usr/bin/env python3
"""readback.py FOLDER

Reads the tables that write_random_tables wrote with pyarrow and DuckDB, and compares every value with what went in, and every
row group's statistics with its values.
"""
import glob
import json
import math
import os
import struct
import sys

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

ARROW = {"bool": pa.bool_(), "int32": pa.int32(), "int64": pa.int64(), "double": pa.float64(),
         "timestamp": pa.timestamp("us", tz="UTC"), "text": pa.string(), "binary": pa.binary()}


def expected_of(path):
    with open(path) as lines:
        columns = json.loads(next(lines))
        rows = [json.loads(line) for line in lines]
    values = {}
    for i, (name, kind) in enumerate(columns):
        column = [row[i] for row in rows]
        if kind in ("text", "binary"):
            column = [None if v is None else bytes.fromhex(v) for v in column]
        if kind == "text":  # Python, too, replaces each maximal part of what is not UTF-8
            column = [None if v is None else v.decode("utf-8", errors="replace") for v in column]
        values[name] = (kind, column)
    return values


def plain_values(column, kind):
    """A column of an Arrow table as expected_of has it."""
    if isinstance(column, pa.ChunkedArray):
        column = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
    if kind in ("double", "timestamp"):
        column = column.view(pa.int64())
    return column.to_pylist()


def compare(what, expected, table):
    assert table.column_names == list(expected), f"{what}: columns {table.column_names}"
    for name, (kind, values) in expected.items():
        found = plain_values(table[name], kind)
        if kind == "double":  # one NaN is as good as another
            found = ["nan" if v is not None and math.isnan(double(v)) else v for v in found]
            values = ["nan" if v is not None and math.isnan(double(v)) else v for v in values]
        if found == values:
            continue
        assert len(found) == len(values), f"{what}: {name} has {len(found)} rows, not {len(values)}"
        row = next(i for i, (a, b) in enumerate(zip(found, values)) if a != b)
        raise AssertionError(f"{what}: {name} row {row}: {found[row]!r}, not {values[row]!r}")


def double(bits):
    return struct.unpack("<d", struct.pack("<q", bits))[0]


def check_statistics(what, expected, metadata):
    first = 0
    for g in range(metadata.num_row_groups):
        group = metadata.row_group(g)
        for c, (name, (kind, column)) in enumerate(expected.items()):
            where = f"{what}: row group {g}: {name}"
            chunk = group.column(c)
            values = [v for v in column[first:first + group.num_rows] if v is not None]
            assert chunk.num_values == group.num_rows, where
            statistics = chunk.statistics
            assert statistics.null_count == group.num_rows - len(values), f"{where}: null count"
            if not statistics.has_min_max:
                continue
            least, greatest = statistics.min_raw, statistics.max_raw
            if kind == "double":
                values = [double(v) for v in values]
                assert not any(map(math.isnan, values)), f"{where}: bounds beside NaN"
            if kind == "text":
                values = [v.encode() for v in values]
                least, greatest = as_bytes(least), as_bytes(greatest)
            if kind in ("text", "binary"):
                assert least <= min(values) and max(values) <= greatest, f"{where}: {least!r} {greatest!r}"
                if len(min(values)) <= 64:
                    assert least == min(values), f"{where}: least"
                if len(max(values)) <= 64:
                    assert greatest == max(values), f"{where}: greatest"
            else:
                assert (least, greatest) == (min(values), max(values)), f"{where}: {least!r} {greatest!r}"
        first += group.num_rows
    assert first == metadata.num_rows


def as_bytes(value):
    return value.encode() if isinstance(value, str) else value


def main():
    tables = sorted(glob.glob(os.path.join(sys.argv[1], "*.jsonl")))
    assert tables, "no tables"
    duck = duckdb.connect()
    duck.execute("SET TimeZone = 'UTC'")
    groups = compared = 0
    for table in tables:
        expected = expected_of(table)
        files = glob.glob(table.removesuffix(".jsonl") + "/**/*.parquet", recursive=True)
        # The lane numbers its files in the order in which rows came.
        files.sort(key=lambda name: int(name.rsplit("-", 1)[1].split(".")[0]))
        first = 0
        for name in files:
            file = pq.ParquetFile(name, page_checksum_verification=True)
            for column, (kind, _) in expected.items():
                assert file.schema_arrow.field(column).type == ARROW[kind], f"{name}: {column}: {file.schema_arrow.field(column).type}"
            part = {column: (kind, values[first:first + file.metadata.num_rows]) for column, (kind, values) in expected.items()}
            compare(f"{name}: pyarrow", part, file.read())
            compare(f"{name}: duckdb", part, duck.sql("SELECT * FROM read_parquet($name)", params={"name": name}).to_arrow_table())
            check_statistics(name, part, file.metadata)
            assert file.metadata.metadata[b"weir.epoch"] == b"1"
            first += file.metadata.num_rows
            groups += file.metadata.num_row_groups
            compared += file.metadata.num_rows * len(part)
        assert first == len(next(iter(expected.values()))[1]), f"{table}: {first} rows"
    print(f"{len(tables)} tables, {groups} row groups, {compared} values: as they were written")


if __name__ == "__main__":
    main()

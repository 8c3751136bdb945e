"""Filters that readers answer with the help of statistics and dictionaries have to find the rows that a scan of everything finds.

Each engine is asked twice, of the file and of the same rows where there are no statistics, or it is told not to look at them.
"""
import math
import random
import struct

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

import readers
import truth

COLUMNS = 3  # of a file
TESTS = 5  # of a column
MOST_TIME = 10**15  # engines have their own ideas of times far from ours
ARROW_OPS = {"=": lambda a, b: a == b, ">": lambda a, b: a > b, "<=": lambda a, b: a <= b}


def probes(column, chance):
    """Some values of the column, and one that it may not have."""
    values = column.doubles() if column.kind == "double" else column.values
    values = pc.unique(values.drop_null()).to_pylist()
    if not values:
        return []
    if column.kind == "double":
        values = [value for value in values if not math.isnan(value)]
    elif column.kind == "timestamp":
        values = [value for value in values if abs(value) < MOST_TIME]
    elif column.kind in ("text", "binary"):
        values = [value for value in values if len(value) < 1000]
    chosen = chance.sample(values, min(2, len(values))) + ([min(values), max(values)] if values else [])
    absent = {"bool": True, "int32": 77777, "int64": 77777, "double": 0.123, "timestamp": 77777, "text": b"absent", "binary": b"absent"}
    return [*chosen, absent[column.kind]]


def arrow_scalar(kind, value):
    return pa.scalar(value.decode() if kind == "text" else value, readers.ARROW[kind])


def duckdb_literal(kind, value):
    if kind == "text":
        return f"decode('{escaped(value)}'::BLOB)"
    if kind == "binary":
        return f"'{escaped(value)}'::BLOB"
    if kind == "double":
        return f"'{value!r}'::DOUBLE"
    return f"make_timestamptz({value})" if kind == "timestamp" else str(value)


def escaped(value):
    return "".join(f"\\x{byte:02x}" for byte in value)


def clickhouse_literal(kind, value):
    if kind in ("text", "binary"):
        return f"unhex('{value.hex()}')"
    if kind == "double":
        return f"reinterpretAsFloat64(unhex('{struct.pack('<d', value).hex()}'))"
    return f"fromUnixTimestamp64Micro({value}, 'UTC')" if kind == "timestamp" else str(value)


def check_pyarrow(name, columns, column, tests):
    names = [each.name for each in columns]
    table = pq.read_table(name, columns=names, partitioning=None)
    for op, value in tests:
        field = pc.field(column.name)
        expression = field.is_null() if op is None else ARROW_OPS[op](field, arrow_scalar(column.kind, value))
        wanted, found = table.filter(expression), pq.read_table(name, columns=names, filters=expression, partitioning=None)
        for each in columns:
            assert truth.from_arrow(each.kind, found[each.name]).equals(truth.from_arrow(each.kind, wanted[each.name])), \
                f"{name}: pyarrow: {column.name} {op} {value!r}: {found.num_rows} rows, not {wanted.num_rows}"


def duckdb_name(column):
    return '"' + column.name.replace('"', '""') + '"'


def check_duckdb(name, columns, column, tests):
    names = ", ".join(map(duckdb_name, columns))
    for op, value in tests:
        where = f"{duckdb_name(column)} IS NULL" if op is None else f"{duckdb_name(column)} {op} {duckdb_literal(column.kind, value)}"
        ask = f"SELECT count(*), bit_xor(hash({names})) FROM {{}} WHERE {where}"
        wanted = readers.duck.execute(ask.format("everything")).fetchall()
        found = readers.duck.execute(ask.format(readers.DUCKDB_FILE), {"name": name}).fetchall()
        assert found == wanted, f"{name}: duckdb: {where}: {found}, not {wanted}"


def clickhouse_name(column):
    return "`" + column.name.replace("\\", "\\\\").replace("`", "\\`") + "`"


def check_chdb(name, columns, column, tests):
    names = ", ".join(map(clickhouse_name, columns))
    for op, value in tests:
        where = f"{clickhouse_name(column)} IS NULL" if op is None \
            else f"{clickhouse_name(column)} {op} {clickhouse_literal(column.kind, value)}"
        ask = f"SELECT count(), groupBitXor(sipHash64({names})) FROM file('{name}', Parquet) WHERE {where}"
        found, wanted = (readers.clickhouse(ask, f"input_format_parquet_filter_push_down = {on}") for on in (1, 0))
        assert found.equals(wanted), f"{name}: chdb: {where}: {found.to_pylist()}, not {wanted.to_pylist()}"


def check(name, columns):
    chance = random.Random(name)
    columns = [column for column in columns if not truth.is_nested(column.kind)]
    columns = chance.sample(columns, min(COLUMNS, len(columns)))
    if not columns:
        return
    readers.duck.execute(f"CREATE OR REPLACE TEMP TABLE everything AS SELECT {', '.join(map(duckdb_name, columns))} "
                         f"FROM {readers.DUCKDB_FILE}", {"name": name})
    for column in columns:
        tests = [(None, None)]
        for value in probes(column, chance):
            tests += [(op, value) for op in (("=",) if column.kind == "bool" else ARROW_OPS)]
        tests = chance.sample(tests, min(TESTS, len(tests)))
        check_pyarrow(name, columns, column, tests)
        check_duckdb(name, columns, column, tests)
        check_chdb(name, columns, column, tests[:2])

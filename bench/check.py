#!/usr/bin/env python3
"""check.py [--rows] TABLE: what a Parquet table holds, as JSON: its rows, and of each column its type, how many values, how many different
ones, and a sum over their hashes, which differs when any value does.  Of whole rows too, so that values can't change places; columns
without any value count for nothing there, as not all tables have them.

weir decodes the escapes in quoted fields and the others keep them as they are: \\x22 counts as the quote it stands for.
"""

import json
import sys

import duckdb

QUOTE = r"'\x22'"


def value(column, type):
    """The column as all tools can have written it."""
    if type.startswith("TIMESTAMP"):
        return f"epoch_us({column})"
    if type == "VARCHAR":
        return f"replace({column}, {QUOTE}, '\"')"
    return column


def main():
    rows_only = "--rows" in sys.argv
    table = f"read_parquet('{sys.argv[-1]}/**/*.parquet', hive_partitioning = true, hive_types_autocast = false)"
    if rows_only:
        print(json.dumps({"rows": duckdb.sql(f"SELECT count(*) FROM {table}").fetchall()[0][0]}))
        return
    columns = sorted((name, type) for name, type, *_ in duckdb.sql(f"DESCRIBE SELECT * FROM {table}").fetchall())
    values = {name: value(name, type) for name, type in columns}
    facts = [fact for name, made in values.items() for fact in (
        f"count({name})", f"count(DISTINCT {made})", f"sum(CASE WHEN {name} IS NOT NULL THEN hash({made})::HUGEINT END)::VARCHAR")]
    rows, *found = duckdb.sql(f"SELECT count(*), {', '.join(facts)} FROM {table}").fetchall()[0]
    # DuckDB takes the names in a struct without their case.
    each = {name: {"type": type.removesuffix(" WITH TIME ZONE").lower(), "values": found[at], "distinct": found[at + 1], "hash": found[at + 2]}
            for at, (name, type) in zip(range(0, len(found), 3), columns)}
    filled = ", ".join(made for name, made in values.items() if each[name]["values"] > 0)
    hash = duckdb.sql(f"SELECT sum(hash({filled})::HUGEINT)::VARCHAR FROM {table}").fetchall()[0][0]
    print(json.dumps({"rows": rows, "hash": hash, "columns": each}))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""readback FOLDER PARQUET_JAVA

Reads the tables that write_random_tables wrote below FOLDER with pyarrow, DuckDB, chdb and parquet-java, and compares every value with
what went in; every page and every row group's statistics with the values; and what filters find with what is there.
"""
import glob
import mmap
import sys

import bounds
import coverage
import footer
import pages
import parquet_java
import pushdown
import readers
import truth


def files_of(table):
    """A table's files in the order in which rows came: the lane numbers them."""
    files = glob.glob(glob.escape(table.removesuffix(".jsonl")) + "/**/*.parquet", recursive=True)
    return sorted(files, key=lambda name: int(name.rsplit("-", 1)[1].split(".")[0]))


def check_bytes(name, rest):
    """What is in the file, without any reader's help.  `rest` has the rows from the file's first on.  Returns the columns of the file,
    its footer, and what it reached."""
    with open(name, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        try:
            read = footer.read(data)
        except Exception as failure:  # bytes that are not what they should be break the reading of them anyhow
            raise AssertionError(f"{name}: footer: {failure!r}") from failure
        columns = [column.slice(0, read.rows) for column in rest]
        assert read.names == [column.name for column in columns], f"{name}: columns {read.names}"
        reached = coverage.of_file(read)
        first = 0
        for group in read.row_groups:
            chunks = iter(group.chunks)
            for column in columns:
                part = column.slice(first, group.rows)
                reached |= coverage.of_nested(part.kind, part.values)
                for leaf in truth.leaves(part):
                    try:
                        chunk = next(chunks)
                        assert ".".join(chunk.leaf.path) == leaf.name, f"a chunk of {chunk.leaf.path}"
                        pages.check_chunk(data, chunk, leaf.kind, group.rows, reached)
                        bounds.check(leaf, chunk, reached)
                    except Exception as failure:
                        raise AssertionError(f"{name}: row group at row {first}: {leaf.name}: {failure!r}") from failure
            assert next(chunks, None) is None
            first += group.rows
    return columns, read, reached


def check_rows(name, columns):
    for reader, read in readers.ALL.items():
        table = read(name, columns)
        assert table.column_names == [column.name for column in columns], f"{name}: {reader}: columns {table.column_names}"
        for column in columns:
            wanted = column
            if reader == "chdb" and truth.is_nested(column.kind):
                wanted = truth.Column(column.name, column.kind, truth.without_null_groups(column.kind, column.values))
            truth.compare(f"{name}: {reader}", wanted, truth.from_arrow(column.kind, table[column.name]))


def main():
    tables = sorted(glob.glob(sys.argv[1] + "/**/*.jsonl", recursive=True))
    assert tables, "no tables"
    files = {table: files_of(table) for table in tables}
    with parquet_java.ParquetJava(sys.argv[2], [name for table in tables for name in files[table]]) as java:
        check(files, java)


def check(files, java):
    reached = set()
    groups = values = 0
    for table in files:
        columns = truth.read(table)
        first = 0
        if len(files[table]) > 1:
            reached.add("table of several files")
        if "/p=" in table:
            reached.add("partition")
        for name in files[table]:
            part, read, met = check_bytes(name, [column.slice(first, None) for column in columns])
            reached |= met
            check_rows(name, part)
            java.check(name, part, read)
            pushdown.check(name, part)
            first += read.rows
            groups += len(read.row_groups)
            values += read.rows * len(part)
        assert first == len(columns[0].values), f"{table}: {first} rows"
    java.finish()
    coverage.check(reached)
    versions = ", ".join(f"{reader} {version}" for reader, version in {**readers.VERSIONS, "parquet-java": java.version}.items())
    print(f"{len(files)} tables, {groups} row groups, {values} values: as they were written, by {versions}")


if __name__ == "__main__":
    main()

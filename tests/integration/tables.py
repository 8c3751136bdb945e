"""Reads tables back with the readers that users have, and compares them with what they must hold."""

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as dataset
import pyarrow.parquet as parquet

import alb_oracle


def read_with_pyarrow(folder):
    partitions = dataset.partitioning(pa.schema([(name, pa.string()) for name in alb_oracle.PARTITIONS]), flavor="hive")
    return dataset.dataset(folder, format="parquet", partitioning=partitions).to_table()


def parse(weir, parser, files, options=""):
    """What a parser makes of files, as Python's values, by way of a Parquet table."""
    result = weir.run(weir.pipeline(f"""
weir = 1
[source.files]
type = "files"
path = "{files}"
[transform.rows]
type = "{parser}"
from = "files"
{options}
[sink.lake]
type = "parquet"
from = "rows"
path = "{weir.table}"
"""))
    assert result.exit == 0, result
    return dataset.dataset(weir.table, format="parquet").to_table().to_pylist()


def read_with_duckdb(folder):
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    query = "SELECT * FROM read_parquet(?, hive_partitioning = true, hive_types_autocast = false)"
    return connection.sql(query, params=[f"{folder}/**/*.parquet"]).to_arrow_table()


def sort(table):
    return table.sort_by([("trace_id", "ascending"), ("time", "ascending"), ("client_ip_port", "ascending")]).combine_chunks()


def assert_same(actual, expected, columns=alb_oracle.TABLE):
    """Every value of every column is as expected, in whatever order the rows are."""
    assert set(actual.column_names) == set(columns.names)
    assert actual.num_rows == expected.num_rows
    actual = sort(actual.select(columns.names))
    expected = sort(expected.select(columns.names).cast(columns))
    for field in columns:
        ours = actual[field.name]
        # Readers differ in how they hold strings, and in nothing else.
        assert ours.type == field.type or field.type == pa.string(), f"{field.name} is {ours.type}, not {field.type}"
        ours, theirs = ours.cast(field.type).combine_chunks(), expected[field.name].combine_chunks()
        if ours.equals(theirs):
            continue
        same = pc.if_else(pc.or_(pc.is_null(ours), pc.is_null(theirs)), pc.and_(pc.is_null(ours), pc.is_null(theirs)), pc.equal(ours, theirs))
        row = pc.index(same, False).as_py()
        raise AssertionError(f"{field.name} of {expected['trace_id'][row]}: {ours[row].as_py()!r}, expected {theirs[row].as_py()!r}")


def assert_table_is(weir, expected):
    """The table of this run is what is expected, for both readers, and its folders and files are in order."""
    assert_same(read_with_pyarrow(weir.table), expected)
    assert_same(read_with_duckdb(weir.table), expected)
    assert_in_order(weir, expected)


def assert_in_order(weir, expected):
    """The folders are those of the rows, each file is complete, and nothing else is there."""
    folders = {str(path.parent.relative_to(weir.table)) for path in weir.files()}
    values = expected.select(alb_oracle.PARTITIONS).group_by(alb_oracle.PARTITIONS).aggregate([]).to_pylist()
    assert folders == {"/".join(f"{name}={value}" for name, value in row.items()) for row in values}
    for path in weir.files():
        assert parquet.read_schema(path).names == alb_oracle.SCHEMA.names
    assert_nothing_staged(weir)


def assert_nothing_staged(weir):
    """Below the table are its files and no others, not even hidden ones."""
    others = [path for path in weir.table.rglob("*") if path.is_file() and path.suffix != ".parquet"]
    assert not others
    hidden = [path for path in weir.table.rglob("*") if path.name.startswith(".") or path.name.endswith(".staged")]
    assert not hidden, "the staging place is gone when nothing is staged"


class Visible:
    """What a reader could see of a table while it was written: every file whole, and never another one under its name."""

    def __init__(self, weir):
        self.weir = weir
        self.seen = {}

    def check(self):
        """Looks at the table as it is now; returns the trace ids of all rows."""
        found = []
        for path in self.weir.files():
            status = path.stat()
            mark = (status.st_ino, status.st_size, status.st_mtime_ns)
            if path not in self.seen:
                trace_ids = parquet.ParquetFile(path).read()["trace_id"]
                self.seen[path] = mark, trace_ids
            assert self.seen[path][0] == mark, f"{path} was changed after it had become visible"
            found.extend(self.seen[path][1].chunks)
        gone = set(self.seen) - set(self.weir.files())
        assert not gone, "files that were visible are gone"
        trace_ids = pa.chunked_array(found, pa.string())
        assert len(trace_ids.unique()) == len(trace_ids), "rows were doubled"
        return trace_ids

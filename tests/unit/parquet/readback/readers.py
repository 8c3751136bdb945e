"""The readers that are asked for a file's rows: pyarrow, DuckDB and ClickHouse (chdb), each with what is asked of it alone.

parquet-java is in parquet_java.py.
"""
import chdb
import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

import truth

ARROW = {"bool": pa.bool_(), "int32": pa.int32(), "int64": pa.int64(), "double": pa.float64(),
         "timestamp": pa.timestamp("us", tz="UTC"), "text": pa.string(), "binary": pa.binary()}

# The folders of partitions are no columns here.
DUCKDB_FILE = "read_parquet($name, hive_partitioning = false)"

duck = duckdb.connect()
duck.execute("SET TimeZone = 'UTC'")
click = chdb.connect(":memory:")


def arrow_type(kind):
    """The type that pyarrow finds for a kind."""
    if not truth.is_nested(kind):
        return ARROW[kind]
    if kind[0] == "list":
        return pa.list_(pa.field("element", arrow_type(kind[1])))
    return pa.struct([(name, arrow_type(below)) for name, below in kind[1]])


def with_pyarrow(name, columns):
    file = pq.ParquetFile(name, page_checksum_verification=True)
    for column in columns:
        found = file.schema_arrow.field(column.name).type
        assert found == arrow_type(column.kind), f"{name}: {column.name} is {found} for pyarrow"
    assert file.metadata.metadata[b"weir.epoch"] == b"1"
    return file.read()


def with_duckdb(name, _):
    return duck.sql(f"SELECT * FROM {DUCKDB_FILE}", params={"name": name}).to_arrow_table()


def clickhouse(query, *settings):
    settings = ("input_format_parquet_preserve_order = 1", "output_format_arrow_string_as_string = 0", "use_hive_partitioning = 0",
                *settings)
    return click.query(f"{query} SETTINGS {', '.join(settings)}", "ArrowTable")


def with_chdb(name, _):
    return clickhouse(f"SELECT * FROM file('{name}', Parquet)")


ALL = {"pyarrow": with_pyarrow, "duckdb": with_duckdb, "chdb": with_chdb}
VERSIONS = {"pyarrow": pa.__version__, "duckdb": duckdb.__version__, "chdb": chdb.__version__}

"""Pipelines of other shapes: several sources, several sinks, and the port for rejected rows."""

import gzip

import pyarrow.dataset as dataset

import edge_lines
from tables import assert_same, assert_table_is, read_with_duckdb, read_with_pyarrow
from weir import ALB_TO_PARQUET, Weir

TWO_SINKS = ALB_TO_PARQUET.read_text() + """
[sink.copy]
type = "parquet"
from = "rows"
path = "copy"
compression = "zstd"
partition_by = ["region", "year", "month", "day"]

[sink.nothing]
type = "discard"
from = "rows"
"""

TWO_SOURCES = """
weir = 1

[params]
first = {}
second = {}
output = {}

[source.a]
type = "files"
path = "${first}/{region}/{yyyy}/{mm}/{dd}/*.log.gz"

[source.b]
type = "files"
path = "${second}/{region}/{yyyy}/{mm}/{dd}/*.log.gz"

[transform.rows]
type = "alb"
from = ["a", "b"]

[sink.lake]
type = "parquet"
from = "rows"
path = "${output}"
partition_by = ["region", "year", "month", "day"]
"""

REJECTED = ALB_TO_PARQUET.read_text() + """
[sink.bad]
type = "parquet"
from = "rows.rejected"
path = "bad"
"""

CONSOLE = """
weir = 1

[params]
input = {}

[source.logs]
type = "files"
path = "${input}/{region}/{yyyy}/{mm}/{dd}/*.log.gz"

[transform.rows]
type = "alb"
from = "logs"

[sink.screen]
type = "console"
from = "rows"
"""


def test_fan_out(weir, small):
    result = weir.run(weir.pipeline(TWO_SINKS), input=small.folder, output=weir.table)
    assert result.exit == 0, result
    assert_table_is(weir, small.expected)
    assert_same(read_with_pyarrow(weir.folder / "copy"), small.expected)
    assert_same(read_with_duckdb(weir.folder / "copy"), small.expected)
    rows = small.expected.num_rows
    assert result.node("lake")["written"] == result.node("copy")["written"] == rows
    assert result.node("nothing")["in"] == rows
    assert result.summary["balanced"]


def test_fan_in(weir, small):
    folders = [weir.folder / "first", weir.folder / "second"]
    for number, path in enumerate(small.paths()):
        link = folders[number % 2] / path.relative_to(small.folder)
        link.parent.mkdir(parents=True, exist_ok=True)
        link.write_bytes(path.read_bytes())
    result = weir.run(weir.pipeline(TWO_SOURCES), first=folders[0], second=folders[1], output=weir.table)
    assert result.exit == 0, result
    assert_table_is(weir, small.expected)
    assert result.node("a")["out"] + result.node("b")["out"] == result.node("rows")["in"] == small.expected.num_rows


def test_rejected_rows_have_a_port(weir, small):
    logs = weir.folder / "logs"
    for path in small.paths():
        copy = logs / path.relative_to(small.folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    (copy.parent / "bad.log.gz").write_bytes(gzip.compress(b"\n".join(edge_lines.BAD)))
    result = weir.run(weir.pipeline(REJECTED), input=logs, output=weir.table)
    assert result.exit == 0, result
    assert_same(read_with_pyarrow(weir.table), small.expected)
    bad = dataset.dataset(weir.folder / "bad", format="parquet").to_table()
    assert sorted(bad["message"].to_pylist()) == sorted(line.decode() for line in edge_lines.BAD)
    assert all(bad["weir.reason"].to_pylist())
    assert weir.dead_letters() == [], "rows that the pipeline takes care of are no dead letters"
    assert result.node("rows")["rejected"] == result.node("bad")["written"] == len(edge_lines.BAD)
    assert result.summary["balanced"]


def test_the_console_prints_rows_and_nothing_else_on_stdout(weir, small):
    result = weir.run(weir.pipeline(CONSOLE), input=small.folder)
    assert result.exit == 0, result
    lines = result.stdout.splitlines()
    assert len(lines) == small.expected.num_rows
    ids = small.expected["trace_id"].to_pylist()
    assert all(any(trace_id in line for line in lines) for trace_id in ids[:20])


def test_one_lane_and_many_give_the_same_table(tmp_path, small):
    for lanes in (1, 2, 7):
        weir = Weir(tmp_path / str(lanes))
        result = weir.run(weir.alb(f"\n[pipeline]\nlanes = {lanes}\n"), input=small.folder, output=weir.table)
        assert result.exit == 0, result
        assert_same(read_with_pyarrow(weir.table), small.expected)

"""The main job, whole: every value of every column against the independent parse, with both readers."""

import gzip
import shutil

import pytest

import alb_oracle
import edge_lines
from tables import assert_nothing_staged, assert_same, assert_table_is, read_with_pyarrow
from weir import SANITIZED, ALB_TO_PARQUET, ROOT, SMALL_EPOCHS


def assert_reads_nothing(weir, pipeline, corpus):
    """A run that finds nothing new says so, and changes nothing."""
    files = weir.files()
    again = weir.run(pipeline, input=corpus.folder, output=weir.table)
    assert again.exit == 0, again
    assert "weir state reset" in again.stderr, "a run that finds nothing new names the way to read all of it again"
    assert again.summary["read"] == 0
    assert weir.files() == files


@pytest.mark.heavy
@pytest.mark.parametrize("epochs", ["", SMALL_EPOCHS], ids=["one epoch", "small epochs"])
def test_every_value_of_200_megabytes(weir, corpus, epochs):
    pipeline = weir.alb(epochs)
    result = weir.run(pipeline, input=corpus.folder, output=weir.table)
    assert result.exit == 0, result
    assert_table_is(weir, corpus.expected)
    assert result.summary["balanced"]
    assert result.summary["rejected"] == len(corpus.rejected)
    assert result.summary["written"] == corpus.expected.num_rows
    assert result.summary["epochs"] > (1 if epochs else 0)
    assert_reads_nothing(weir, pipeline, corpus)


@pytest.mark.heavy
def test_memory_is_bounded_and_flat(weir, corpus):
    half = weir.folder / "half"
    for path in corpus.paths()[::2]:
        copy = half / path.relative_to(corpus.folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    assert weir.run(ALB_TO_PARQUET, input=corpus.folder, output=weir.folder / "default").memory_is_bounded()
    # Little enough for half of the input to fill it: then twice the input must not take more.
    pipeline = weir.alb('\n[pipeline]\nmemory = "64MiB"\n')
    of_half = weir.run(pipeline, input=half, output=weir.folder / "half-table")
    of_all = weir.run(pipeline, input=corpus.folder, output=weir.table)
    assert (of_half.exit, of_all.exit) == (0, 0), of_all
    assert SANITIZED or of_all.peak_bytes < (64 + 64) << 20
    assert of_all.peak_bytes < of_half.peak_bytes * 1.25


def test_every_value_of_a_small_corpus(weir, small):
    result = weir.run(ALB_TO_PARQUET, input=small.folder, output=weir.table)
    assert result.exit == 0, result
    assert_table_is(weir, small.expected)
    assert_reads_nothing(weir, ALB_TO_PARQUET, small)


def test_the_bundled_logs(weir):
    logs = ROOT / "pipelines/demo/logs"
    result = weir.run(ALB_TO_PARQUET, input=logs, output=weir.table)
    assert result.exit == 0, result
    assert_table_is(weir, alb_oracle.parse_folder(logs)[0])


def test_every_shape_of_a_line(weir):
    path = weir.folder / "logs/eu-central-1/2024/03/01/edge.log.gz"
    path.parent.mkdir(parents=True)
    path.write_bytes(gzip.compress(edge_lines.CONTENT))
    expected, rejected = alb_oracle.parse_folder(weir.folder / "logs")
    assert len(rejected) == len(edge_lines.BAD)

    result = weir.run(ALB_TO_PARQUET, input=weir.folder / "logs", output=weir.table)
    assert result.exit == 3, "one line in ten is rejected, and that is more than the one percent that is in order"
    assert_table_is(weir, expected)

    # Each dead letter tells where its line begins in the content of the object, and keeps it as it was.
    letters = weir.dead_letters()
    assert {letter["raw"].encode() for letter in letters} == set(edge_lines.BAD)
    for letter in letters:
        assert edge_lines.CONTENT[int(letter["offset"]):].startswith(letter["raw"].encode())
        assert letter["node"] == "rows"
        assert letter["split"].endswith("edge.log.gz")
        assert letter["reason"]
        assert letter["time"]


def test_only_what_is_new_is_read(weir, small):
    logs = weir.folder / "logs"
    first, *others = small.paths()

    def deliver(paths):
        for path in paths:
            copy = logs / path.relative_to(small.folder)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy)

    deliver([first])
    assert weir.run(ALB_TO_PARQUET, input=logs, output=weir.table).exit == 0
    before = weir.files()
    deliver(others)
    second = weir.run(ALB_TO_PARQUET, input=logs, output=weir.table)
    assert second.exit == 0, second
    assert second.summary["read"] == small.expected.num_rows - len(alb_oracle.lines_of(first))
    assert set(before) < set(weir.files())
    assert_same(read_with_pyarrow(weir.table), small.expected)
    assert_nothing_staged(weir)

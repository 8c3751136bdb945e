"""Runs that are killed or told to stop: nothing is lost, nothing is doubled, nothing half-written is ever seen."""

import random
import signal
import subprocess
import time

import pyarrow.compute as pc
import pytest

from tables import Visible, assert_nothing_staged, assert_same, assert_table_is, read_with_pyarrow
from weir import SMALL_EPOCHS, Weir

KILLS = 20
pytestmark = pytest.mark.heavy


def whole_run(folder, corpus, epochs):
    """How many seconds an undisturbed run takes."""
    weir = Weir(folder)
    begun = time.monotonic()
    result = weir.run(weir.alb(epochs), input=corpus.folder, output=weir.table)
    assert result.exit == 0, result
    return time.monotonic() - begun


def stop_after(process, delay, how):
    """Sends the signal when the delay is over; False when the run ended before."""
    try:
        process.wait(delay)
    except subprocess.TimeoutExpired:
        process.send_signal(how)
    _, talk = process.communicate(timeout=300)
    assert process.returncode in (0, 75, -how), talk
    return process.returncode != 0


def finish(weir, pipeline, corpus):
    """Runs to the end; then the table equals the input once, and another run reads nothing."""
    last = weir.run(pipeline, input=corpus.folder, output=weir.table)
    assert last.exit == 0, last
    Visible(weir).check()
    assert_table_is(weir, corpus.expected)
    again = weir.run(pipeline, input=corpus.folder, output=weir.table)
    assert (again.exit, again.summary["read"]) == (0, 0), again
    assert "weir state reset" in again.stderr


@pytest.mark.parametrize("epochs, kills, moments", [
    # Many commits a run: each attempt gets some of the work done, so they are short, and several make a round.
    (SMALL_EPOCHS, KILLS, lambda rng: rng.uniform(0, 0.4)),
    # One commit at the end of the run: until then all is done again.  Most kills are near it.
    ("", KILLS // 2, lambda rng: rng.choice([rng.uniform(0, 1), rng.uniform(0.85, 1.02)])),
], ids=["small epochs", "one epoch"])
def test_killed_at_random_moments(tmp_path, corpus, epochs, kills, moments):
    seconds = whole_run(tmp_path / "undisturbed", corpus, epochs)
    rng = random.Random(20)
    rounds = 0
    while kills > 0:
        rounds += 1
        weir = Weir(tmp_path / f"round-{rounds}")
        pipeline = weir.alb(epochs)
        visible = Visible(weir)
        # A round ends when a run ends before its kill: then the next kills need a fresh table.
        while kills > 0 and stop_after(weir.start(pipeline, input=corpus.folder, output=weir.table), seconds * moments(rng), signal.SIGKILL):
            kills -= 1
            visible.check()
        if kills > 0:
            assert_same(read_with_pyarrow(weir.table), corpus.expected)
            assert_nothing_staged(weir)
    finish(weir, pipeline, corpus)
    visible.check()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop(tmp_path, corpus, how):
    seconds = whole_run(tmp_path / "undisturbed", corpus, SMALL_EPOCHS)
    for part in (0.6, 0.3, 0.15):
        weir = Weir(tmp_path / f"stopped-at-{part}")
        pipeline = weir.alb(SMALL_EPOCHS)
        process = weir.start(pipeline, input=corpus.folder, output=weir.table)
        if stop_after(process, seconds * part, how):
            break
    assert process.returncode == 75

    # What is committed stays: of each object the table holds the first rows, none or all of them included.
    visible = Visible(weir)
    trace_ids = visible.check()
    assert 0 < len(trace_ids) < corpus.expected.num_rows
    assert_nothing_staged(weir)
    rows = corpus.expected.filter(pc.is_in(corpus.expected["trace_id"], trace_ids))
    assert rows.num_rows == len(trace_ids)
    firsts = rows.group_by("file").aggregate([("line", "max"), ("line", "count")]).to_pylist()
    bad_lines = {file for file, _, _ in corpus.rejected}
    assert all(first["line_max"] == first["line_count"] - 1 for first in firsts if first["file"] not in bad_lines)

    finish(weir, pipeline, corpus)
    visible.check()


def test_told_twice(tmp_path, corpus):
    weir = Weir(tmp_path)
    pipeline = weir.alb()
    process = weir.start(pipeline, input=corpus.folder, output=weir.table)
    time.sleep(0.3)
    process.send_signal(signal.SIGTERM)
    process.send_signal(signal.SIGINT)
    _, talk = process.communicate(timeout=60)
    assert process.returncode == 75, talk
    Visible(weir).check()
    finish(weir, pipeline, corpus)

"""What scripts and people see of the command line: outputs, summaries, exit codes."""

import gzip
import os
import re
import signal
import subprocess
import time

import alb_oracle
from weir import ALB_TO_PARQUET, ROOT, SMALL_EPOCHS

LEDGER = re.compile(r"read ([\d ]+?) = written ([\d ]+?) \+ filtered ([\d ]+?) \+ rejected ([\d ]+?)\s+balanced")


def test_the_summary_is_the_ledger(weir, small):
    result = weir.run(ALB_TO_PARQUET, input=small.folder, output=weir.table)
    assert result.exit == 0, result
    printed = [int(count.replace(" ", "")) for count in LEDGER.search(result.stderr).groups()]
    summary = result.summary
    assert printed == [summary["read"], summary["written"], summary["filtered"], summary["rejected"]]
    assert summary["read"] == small.expected.num_rows
    assert summary["bytes"] == small.content_bytes
    assert (summary["exit"], summary["balanced"], summary["damaged"]) == (0, True, [])
    assert {(node["name"], node["kind"], node["type"]) for node in summary["nodes"]} >= {
        ("logs", "source", "files"), ("rows", "transform", "alb"), ("lake", "sink", "parquet")}
    rows = small.expected.num_rows
    assert result.node("logs")["out"] == result.node("rows")["in"] == result.node("rows")["out"] == result.node("lake")["in"] == rows
    assert result.node("lake")["written"] == rows


def test_a_run_prints_nothing_on_stdout_and_no_colours(weir, small):
    result = weir.call([*weir.command("run", ALB_TO_PARQUET, input=small.folder, output=weir.table)])
    assert result.exit == 0, result
    assert result.stdout == ""
    assert "\x1b" not in result.stderr
    assert "\r" not in result.stderr


def test_check(weir):
    result = weir.tell("check", ALB_TO_PARQUET, input="logs")
    assert result.exit == 0, result
    assert "\x1b" not in result.stdout + result.stderr
    assert not weir.state.exists(), "a check leaves nothing behind"


def test_graph(weir):
    result = weir.tell("graph", ALB_TO_PARQUET, input="logs")
    assert result.exit == 0, result
    for word in ("logs", "rows", "lake", "files", "alb", "parquet"):
        assert word in result.stdout


def test_list(weir):
    result = weir.tell("list")
    assert result.exit == 0, result
    for component in ("files", "alb", "parquet", "console", "discard"):
        assert re.search(rf"\b{component}\b", result.stdout), result


def test_version(weir):
    result = weir.tell("version")
    assert result.exit == 0, result
    assert re.search(r"\d+\.\d+\.\d+", result.stdout)


def test_wrong_usage(weir):
    for arguments in (["run", "--nope", ALB_TO_PARQUET], ["nope"], ["run"]):
        result = weir.tell(*arguments)
        assert result.exit == 2, result
        assert result.stderr
        assert result.stdout == ""


def test_a_file_alone_is_run(weir, small):
    result = weir.call(weir.command(ALB_TO_PARQUET, "--progress", "none", input=small.folder, output=weir.table))
    assert result.exit == 0, result
    assert weir.files()


def test_metrics_are_the_ledger_for_prometheus(weir, small):
    page = weir.folder / "weir.prom"
    result = weir.run(weir.alb(SMALL_EPOCHS), "--metrics", page, input=small.folder, output=weir.table)
    assert result.exit == 0, result
    values = {}
    for line in page.read_text().splitlines():
        if not line.startswith("#"):
            name, value = line.rsplit(" ", 1)
            values[name] = float(value)
    pipeline = 'pipeline="alb-to-parquet"'
    assert values[f'weir_rows_total{{{pipeline},node="lake",type="parquet",kind="sink",rows="written"}}'] == result.summary["written"]
    assert values[f"weir_epochs_total{{{pipeline}}}"] == result.summary["epochs"]
    assert values[f"weir_content_bytes_total{{{pipeline}}}"] == result.summary["bytes"]
    assert values[f"weir_run_exit_code{{{pipeline}}}"] == 0
    assert abs(values[f"weir_last_commit_timestamp_seconds{{{pipeline}}}"] - time.time()) < 60
    # Where it can't be written the run goes on.
    again = weir.run(weir.alb(SMALL_EPOCHS), "--metrics", weir.folder / "not/there", input=small.folder, output=weir.table)
    assert again.exit == 0 and "not/there" in again.stderr, again


def test_two_runs_at_once(weir, small):
    # A long run, made cheaply: gzip members may repeat.
    path = weir.folder / "logs/eu-west-1/2024/02/28/long.log.gz"
    path.parent.mkdir(parents=True)
    path.write_bytes(gzip.compress(b"\n".join(alb_oracle.lines_of(small.paths()[0])) + b"\n") * 2000)
    first = weir.start(ALB_TO_PARQUET, input=weir.folder / "logs", output=weir.table)
    try:
        while not list(weir.state.glob("*/state.db")):
            assert first.poll() is None, first.communicate()
            time.sleep(0.01)
        time.sleep(0.2)
        second = weir.run(ALB_TO_PARQUET, input=weir.folder / "logs", output=weir.table)
        assert first.poll() is None, "the first run ended too early for this test"
        assert second.exit == 75, second
        assert str(first.pid) in second.stderr
    finally:
        first.send_signal(signal.SIGKILL)
        first.communicate()
    # A lock is gone with its process.
    path.unlink()
    assert weir.run(ALB_TO_PARQUET, input=weir.folder / "logs", output=weir.table).exit == 0


def test_no_color_holds_on_a_terminal(weir):
    pipeline = weir.pipeline('weir = 1\n[sink.x]\ntype = "nope"\nfrom = "y"\n')
    master, terminal = os.openpty()
    process = subprocess.Popen(weir.command("check", pipeline), cwd=weir.folder, env=weir.environment() | {"NO_COLOR": "1", "TERM": "xterm"},
                               stdin=subprocess.DEVNULL, stdout=terminal, stderr=terminal)
    assert process.wait(30) == 78
    shown = os.read(master, 1 << 16).decode()
    os.close(terminal)
    os.close(master)
    assert "error" in shown
    assert "\x1b" not in shown


def test_the_summary_of_a_run_that_failed(weir):
    result = weir.run(ALB_TO_PARQUET, input=weir.folder / "nowhere", output=weir.table)
    assert result.exit == 4, result
    assert result.summary["exit"] == 4


def test_the_help_of_a_run_tells_the_parameters_of_its_pipeline(weir):
    told = weir.tell("run", ROOT / "pipelines/cloudwatch-export.toml", "--help")
    assert told.exit == 0
    assert re.search(r"^  group   source log group: .* \(required\)$", told.stdout, re.M), told
    assert re.search(r'^  region  .* \(default "us-east-1"\)$', told.stdout, re.M), told
    assert "Parameters" not in weir.tell("run", "--help").stdout
    assert weir.tell("run", "nowhere.toml", "--help").exit == 0

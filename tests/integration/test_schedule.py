"""Pipelines under their schedules: what runs when, what becomes of it, and that nothing of it is lost with the scheduler."""

import contextlib
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest

from weir import PATIENCE, WEIR, Weir

SLOW = WEIR.parents[1] / "tests/plugins/slow.so"

LINES = """
weir = 1

[source.logs]
type = "files"
path = "{input}/*"

[transform.rows]
type = "stuck"
from = "logs"
pause = "{pause}"

[sink.out]
type = "text"
from = "rows"
path = "{output}"
format = "column"

[pipeline]
lanes = 1

[epoch]
grace = "1s"

[schedule]
{schedule}
"""


def pipeline(weir, name, schedule, input="in", pause="0s"):
    """Lines of one folder to another, and its schedule."""
    text = LINES.replace("{input}", input).replace("{pause}", pause).replace("{output}", f"out-{name}").replace("{schedule}", schedule)
    return weir.pipeline(text, name)


def put(weir, name, text="1\n"):
    path = weir.folder / "in" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)


def written(weir, name):
    return sorted(line for path in (weir.folder / f"out-{name}").rglob("*") if path.is_file() for line in path.read_text().splitlines())


def command(weir, *pipelines):
    return weir.command("schedule", *pipelines, "--plugin-path", SLOW)


@contextlib.contextmanager
def scheduler(weir, *pipelines):
    """A scheduler that is under way; killed at the end unless it has ended."""
    said = open(weir.folder / "scheduler.log", "ab")
    process = subprocess.Popen(command(weir, *pipelines), cwd=weir.folder, env=weir.environment(), stdin=subprocess.DEVNULL, stdout=said, stderr=said)
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        process.wait()
        said.close()
        for row in (row for one in pipelines for row in occurrences(weir, one) if row.process):
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(row.process.split()[0]), signal.SIGKILL)


def run_all(weir, *pipelines):
    """A schedule to its end."""
    return weir.call(command(weir, *pipelines))


def said(weir):
    return (weir.folder / "scheduler.log").read_text()


def folder_of(weir, pipeline):
    return next(iter(weir.state.glob(f"{pipeline.stem}-*")), None)


def occurrences(weir, pipeline):
    folder = folder_of(weir, pipeline)
    if folder is None or not (folder / "schedule.db").exists():
        return []
    with contextlib.closing(sqlite3.connect(folder / "schedule.db", timeout=10)) as database:
        try:
            cursor = database.execute("SELECT * FROM occurrence ORDER BY id")
        except sqlite3.OperationalError:  # its tables are being made
            return []
        names = [column[0] for column in cursor.description]
        return [SimpleNamespace(**dict(zip(names, row))) for row in cursor]


def wait_for(weir, pipeline, what):
    """Until the occurrences are so, which are then returned."""
    give_up = time.monotonic() + PATIENCE / 5
    while time.monotonic() < give_up:
        rows = occurrences(weir, pipeline)
        if what(rows):
            return rows
        time.sleep(0.05)
    raise AssertionError(f"never so: {[vars(row) for row in occurrences(weir, pipeline)]}\n{said(weir)}")


def has(*statuses):
    return lambda rows: {row.status for row in rows} >= set(statuses)


def statuses(rows):
    return [row.status for row in rows]


def alive(pid):
    try:
        return open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_a_schedule_runs_to_its_end(weir):
    put(weir, "a", "1\n2\n")
    first = pipeline(weir, "first", 'every = "1s"\noccurrences = 5\nlogs = "logs"')
    second = pipeline(weir, "second", 'after = "first"', input="out-first")
    result = run_all(weir, second, first)
    assert result.exit == 0, result
    rows = occurrences(weir, first)
    assert sum(row.covers for row in rows) == 5, "those that a busy machine missed are stood for"
    assert statuses([rows[0], rows[-1]]) == ["FINISHED", "FINISHED"]
    assert [row.due for row in rows] == sorted({row.due for row in rows})
    assert {row.due for row in occurrences(weir, second)} == {row.due for row in rows if row.status == "FINISHED"}
    assert written(weir, "first") == written(weir, "second") == ["1", "2"]
    ran = [row for row in rows if row.attempts]
    assert len(list((weir.folder / "logs/first").iterdir())) == len(ran)
    # The history of runs has when each was due.
    history = weir.tell("runs", "list", first, "--plugin-path", SLOW).stdout.splitlines()[1:]
    assert len(history) == len(ran)
    # All is through: nothing is done again.
    assert run_all(weir, first, second).exit == 0
    assert [vars(row) for row in occurrences(weir, first)] == [vars(row) for row in rows]


def test_what_became_of_it_is_shown(weir):
    put(weir, "a", "1\n2\n")
    file = pipeline(weir, "shown", 'every = "1s"\noccurrences = 1')
    assert run_all(weir, file).exit == 0
    shown = weir.tell("runs", "scheduled", file, "--plugin-path", SLOW)
    header, line = shown.stdout.splitlines()
    assert header.split() == ["id", "due", "covers", "started", "took", "status", "attempts", "exit", "note"]
    assert line.split()[0] == "1" and re.search(r" FINISHED +1 +0", line), shown
    log = weir.tell("runs", "log", "1", file, "--plugin-path", SLOW)
    assert "others passed 0 rows meanwhile" in log.stdout and "read 2 = written 2" in log.stdout, log
    for words in (["log", "9"], ["rerun", "9"]):
        wrong = weir.tell("runs", *words, file, "--plugin-path", SLOW)
        assert wrong.exit == 2 and "no occurrence 9" in wrong.stderr, wrong
    other = weir.tell("runs", "scheduled", pipeline(weir, "other", 'every = "1s"'), "--plugin-path", SLOW)
    assert other.exit == 2 and "no scheduler has run this pipeline" in other.stderr, other


def test_through_a_kill_and_a_restart(weir):
    """A run that takes longer than a second, a scheduler that is killed meanwhile, a run that fails, and one that follows."""
    put(weir, "a")
    first = pipeline(weir, "first", 'every = "1s"', pause="4s")
    second = pipeline(weir, "second", f'after = "{first}"', input="out-first")
    with scheduler(weir, first, second) as process:
        rows = wait_for(weir, first, has("RUNNING", "SKIPPED"))
        assert rows[1].status == "SKIPPED" and rows[1].note == "occurrence 1 was still under way"
        process.kill()
        process.wait()
        child = int(occurrences(weir, first)[0].process.split()[0])
        assert alive(child), "a run does not end with its scheduler"
        assert statuses(occurrences(weir, first))[0] == "RUNNING"
    # `with` killed the run as well: a scheduler that comes back finds neither, and runs it again.
    # It is nobody's child any more, so nobody can wait for its end.
    give_up = time.monotonic() + 30
    while alive(child) and time.monotonic() < give_up:
        time.sleep(0.05)
    assert not alive(child)
    with scheduler(weir, first, second) as process:
        rows = wait_for(weir, first, lambda rows: rows[0].status == "FINISHED")
        assert (rows[0].attempts, rows[0].exit) == (2, 0), "run again, once"
        wait_for(weir, second, lambda rows: rows and rows[0].status == "FINISHED")
        assert written(weir, "first") == written(weir, "second") == ["1"], "of the first attempt there is nothing"
        (weir.folder / "in").rename(weir.folder / "away")
        failed = next(row for row in wait_for(weir, first, has("FAILED")) if row.status == "FAILED")
        assert (failed.exit, failed.note) == (4, "exit 4")
        cascaded = next(row for row in wait_for(weir, second, has("CASCADE_FAILED")) if row.status == "CASCADE_FAILED")
        assert cascaded.due == failed.due and cascaded.attempts == 0
        (weir.folder / "away").rename(weir.folder / "in")
        wait_for(weir, first, lambda rows: any(row.status == "FINISHED" and row.id > failed.id for row in rows))
        wait_for(weir, second, lambda rows: any(row.status == "FINISHED" and row.id > cascaded.id for row in rows))
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 75
    settled = {row.due: row.status for row in occurrences(weir, first)}
    for row in occurrences(weir, second):
        assert settled[row.due] == ("FAILED" if row.status == "CASCADE_FAILED" else "FINISHED"), vars(row)
    assert written(weir, "first") == written(weir, "second") == ["1"]


def test_a_run_that_outlived_its_scheduler_is_found(weir):
    put(weir, "a")
    file = pipeline(weir, "outlived", 'every = "1s"\noccurrences = 1\nlogs = "logs"', pause="5s")
    process = subprocess.Popen(command(weir, file), cwd=weir.folder, env=weir.environment(), stderr=subprocess.DEVNULL)
    rows = wait_for(weir, file, lambda rows: rows and rows[0].process)
    process.kill()
    process.wait()
    assert alive(int(rows[0].process.split()[0]))
    result = run_all(weir, file)
    assert result.exit == 0 and "still runs, started by a scheduler before this one" in result.stderr, result
    row, = occurrences(weir, file)
    assert (row.status, row.attempts, row.exit) == ("FINISHED", 1, 0)
    assert [path.read_text() for path in (weir.folder / "logs/outlived").iterdir()] == [(folder_of(weir, file) / "runs/1-1.log").read_text()]


def test_a_stopped_scheduler_goes_on(weir):
    put(weir, "a")
    file = pipeline(weir, "stopped", 'every = "1s"\noccurrences = 1', pause="2s")
    with scheduler(weir, file) as process:
        wait_for(weir, file, lambda rows: rows and rows[0].process)
        time.sleep(1)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 75, said(weir)
    row, = occurrences(weir, file)
    assert (row.status, row.process) in (("WAITING", ""), ("FINISHED", "")), vars(row)
    assert run_all(weir, file).exit == 0
    assert statuses(occurrences(weir, file)) == ["FINISHED"]
    assert written(weir, "stopped") == ["1"]


def test_a_scheduler_that_stops_waits_quietly(weir):
    put(weir, "a")
    file = pipeline(weir, "quiet", 'every = "1s"', pause="20s")
    with scheduler(weir, file) as process:
        wait_for(weir, file, has("SKIPPED"))
        log = folder_of(weir, file) / "runs/1-1.log"
        give_up = time.monotonic() + PATIENCE / 5
        while "stands still" not in log.read_text() and time.monotonic() < give_up:
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        time.sleep(2.5)  # more would be due meanwhile
        ticks = sum(map(int, open(f"/proc/{process.pid}/stat").read().rsplit(")", 1)[1].split()[11:13]))
        assert process.poll() is None and ticks / os.sysconf("SC_CLK_TCK") < 1, ticks
        assert process.wait(60) == 75


def test_what_was_missed_is_caught_up_by_one_run(weir):
    put(weir, "a")
    file = pipeline(weir, "missed", 'every = "1s"')
    with scheduler(weir, file) as process:
        before = wait_for(weir, file, has("FINISHED"))
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 75
    before = occurrences(weir, file)
    time.sleep(3.5)
    put(weir, "b", "2\n")
    with scheduler(weir, file):
        caught = wait_for(weir, file, lambda rows: len(rows) > len(before) and rows[len(before)].status == "FINISHED")[len(before)]
    assert caught.covers >= 3 and caught.attempts == 1 and "that were missed" in caught.note, vars(caught)
    assert caught.due - before[-1].due == caught.covers * 1_000_000_000, "none is left out and none counted twice"
    assert written(weir, "missed") == ["1", "2"]
    assert "occurrences were missed" in said(weir)


def test_a_run_that_takes_too_long_is_stopped(weir):
    put(weir, "a")
    file = pipeline(weir, "long", 'every = "1s"\noccurrences = 1\ntimeout = "1s"\nretries = 3', pause="30s")
    began = time.monotonic()
    result = run_all(weir, file)
    assert time.monotonic() - began < 25, "killed where it does not stop"
    row, = occurrences(weir, file)
    assert (row.status, row.attempts, row.note) == ("TIMED_OUT", 1, "stopped after 1.0 s"), vars(row)
    assert row.exit in (75, 128 + signal.SIGKILL) and result.exit == 75, result


def test_what_may_succeed_is_retried(weir):
    file = pipeline(weir, "retried", 'every = "1s"\noccurrences = 1\nretries = 2\nretry_delay = "0s"')
    result = run_all(weir, file)
    assert result.exit == 4, result
    row, = occurrences(weir, file)
    assert (row.status, row.attempts, row.exit) == ("FAILED", 3, 4), vars(row)
    shown = weir.tell("runs", "log", "1", file, "--plugin-path", SLOW).stdout
    assert [line for line in shown.splitlines() if line.startswith("---")] == ["--- attempt 1", "--- attempt 2", "--- attempt 3"]


def test_a_retry_may_succeed(weir):
    file = pipeline(weir, "retried", 'every = "1s"\noccurrences = 1\nretries = 2\nretry_delay = "2s"')
    with scheduler(weir, file) as process:
        waiting = wait_for(weir, file, lambda rows: rows and rows[0].exit == 4)[0]
        assert waiting.status == "WAITING" and waiting.not_before - waiting.ended == 2_000_000_000, vars(waiting)
        put(weir, "a")
        assert process.wait(60) == 0, said(weir)
    row, = occurrences(weir, file)
    assert (row.status, row.attempts, row.exit) == ("FINISHED", 2, 0), vars(row)


def test_what_is_wrong_again_is_not_retried(weir):
    put(weir, "a")
    file = pipeline(weir, "broken", 'every = "1s"\nretries = 5', pause="0s")
    with scheduler(weir, file) as process:
        wait_for(weir, file, has("FINISHED"))
        file.write_text(file.read_text().replace('from = "rows"', 'from = "nobody"'))
        failed = next(row for row in wait_for(weir, file, has("FAILED")) if row.status == "FAILED")
        assert (failed.attempts, failed.exit) == (1, 78)
        assert process.poll() is None, "a pipeline that became wrong does not end the scheduler"


def test_a_crash_is_the_run_s_alone(weir):
    put(weir, "a")
    file = pipeline(weir, "crash", 'every = "1s"\noccurrences = 1', pause="20s")
    with scheduler(weir, file) as process:
        pid = int(wait_for(weir, file, lambda rows: rows and rows[0].process)[0].process.split()[0])
        os.kill(pid, signal.SIGABRT)  # AddressSanitizer makes an exit of a SIGSEGV
        assert process.wait(60) == 1, "a crash is a bug"
    row, = occurrences(weir, file)
    assert (row.status, row.exit, row.note) == ("FAILED", 128 + signal.SIGABRT, "killed by signal 6"), vars(row)


def test_queue_lets_one_wait(weir):
    put(weir, "a")
    file = pipeline(weir, "queue", 'every = "1s"\noverlap = "queue"', pause="4s")
    with scheduler(weir, file):
        rows = wait_for(weir, file, has("RUNNING", "WAITING", "SKIPPED"))
        assert statuses(rows)[:3] == ["RUNNING", "WAITING", "SKIPPED"]
        rows = wait_for(weir, file, lambda rows: rows[1].status == "FINISHED")
        assert rows[0].status == "FINISHED" and rows[1].started >= rows[0].ended


def test_a_rerun_reruns_what_follows(weir):
    first = pipeline(weir, "first", 'every = "1s"\noccurrences = 1')
    second = pipeline(weir, "second", 'after = "first"', input="out-first")
    third = pipeline(weir, "third", 'after = "second"', input="out-second")
    assert run_all(weir, third, second, first).exit == 4
    assert [statuses(occurrences(weir, one)) for one in (first, second, third)] == [["FAILED"], ["CASCADE_FAILED"], ["CASCADE_FAILED"]]
    put(weir, "a")
    asked = weir.tell("runs", "rerun", "1", first, "--plugin-path", SLOW)
    assert asked.exit == 0, asked
    result = run_all(weir, first, second, third)
    assert result.exit == 0, result
    rows = [occurrences(weir, one) for one in (first, second, third)]
    assert [statuses(row) for row in rows] == [["FINISHED"]] * 3
    assert [row[0].attempts for row in rows] == [2, 1, 1]
    assert written(weir, "third") == ["1"]


def test_only_one_scheduler_has_a_pipeline(weir):
    put(weir, "a")
    file = pipeline(weir, "held", 'every = "1s"')
    with scheduler(weir, file) as process:
        wait_for(weir, file, lambda rows: rows)
        result = run_all(weir, file)
        assert result.exit == 75 and f"another scheduler holds this pipeline: pid {process.pid}" in result.stderr, result


def test_a_scheduler_that_is_refused_leaves_a_run_alone(weir):
    put(weir, "a")
    long, held = pipeline(weir, "long", 'every = "1s"\noccurrences = 1', pause="20s"), pipeline(weir, "held", 'every = "1s"')
    with scheduler(weir, held), scheduler(weir, long) as process:
        wait_for(weir, held, lambda rows: rows)
        pid = int(wait_for(weir, long, lambda rows: rows and rows[0].process)[0].process.split()[0])
        process.kill()
        process.wait()
        assert run_all(weir, long, held).exit == 75
        assert alive(pid) and statuses(occurrences(weir, long)) == ["RUNNING"]


def test_another_timetable_begins_anew(weir):
    put(weir, "a")
    assert run_all(weir, pipeline(weir, "changed", 'every = "1s"\noccurrences = 1')).exit == 0
    file = pipeline(weir, "changed", 'every = "2s"\noccurrences = 1\nstart = "now"')
    result = run_all(weir, file)
    assert result.exit == 0 and "is another one than before" in result.stderr, result
    assert statuses(occurrences(weir, file)) == ["FINISHED"] * 2


def test_a_start_in_words(weir):
    put(weir, "a")
    file = pipeline(weir, "start", 'every = "1s"\noccurrences = 1\nstart = "in 3 seconds"')
    began = time.time()
    assert run_all(weir, file).exit == 0
    assert 1.9 < time.time() - began
    row, = occurrences(weir, file)
    assert 1.9 < row.due / 1e9 - began < 3.1


def test_parameters_reach_the_runs_that_have_them(weir):
    put(weir, "a")
    first = pipeline(weir, "first", 'every = "1s"\noccurrences = 1', input="${input}")
    first.write_text(first.read_text().replace("weir = 1", 'weir = 1\n[params]\ninput = {}'))
    second = pipeline(weir, "second", 'after = "first"', input="out-first")
    result = weir.call([*command(weir, first, second), "--set", "input=in"])
    assert result.exit == 0, result
    assert written(weir, "second") == ["1"]
    wrong = weir.call([*command(weir, first, second), "--set", "inptu=in"])
    assert wrong.exit == 2 and "none of these pipelines has a parameter `inptu`" in wrong.stderr, wrong


def test_wrong_schedules_are_refused(weir):
    plain = weir.pipeline(LINES.replace("[schedule]\n{schedule}", "").format(input="in", pause="0s", output="out"), "plain")
    result = run_all(weir, plain)
    assert result.exit == 78 and "has no [schedule]" in result.stderr, result
    lonely = pipeline(weir, "lonely", 'after = "nobody.toml"')
    result = run_all(weir, lonely)
    assert result.exit == 78 and "runs after `nobody.toml`, which is not scheduled here" in result.stderr and "^^^" in result.stderr, result
    one, other = pipeline(weir, "one", 'after = "other"'), pipeline(weir, "other", 'after = "one"')
    result = run_all(weir, one, other)
    assert result.exit == 78 and "in a circle" in result.stderr, result
    result = run_all(weir, pipeline(weir, "wrong", 'cron = "0 25 * * *"'))
    assert result.exit == 78 and "an hour is 0 to 23" in result.stderr, result
    assert not weir.state.exists(), "none of them left anything"


def test_logs_go_to_a_bucket(tmp_path, s3, bucket):
    weir = Weir(tmp_path, s3.environment())
    put(weir, "a")
    file = pipeline(weir, "bucket", f'every = "1s"\noccurrences = 1\nlogs = "{bucket.url}/logs/"')
    result = run_all(weir, file)
    assert result.exit == 0 and "is not copied" not in result.stderr, result
    key, = bucket.list()
    assert re.fullmatch(r"logs/bucket/\d{8}T\d{6}Z-1-1\.log", key)
    assert bucket.get(key).decode() == weir.tell("runs", "log", "1", file, "--plugin-path", SLOW).stdout


def test_a_log_that_could_not_be_copied_is_copied_later(weir):
    put(weir, "a")
    (weir.folder / "logs").write_text("in the way")
    file = pipeline(weir, "later", 'every = "1s"\noccurrences = 1\nlogs = "logs"')
    result = run_all(weir, file)
    assert result.exit == 0 and "1-1.log is not copied: create " in result.stderr, result
    (weir.folder / "logs").unlink()
    assert run_all(weir, file).exit == 0
    assert len(list((weir.folder / "logs/later").iterdir())) == 1


CRON = 'cron = "30 4 13 * mon-fri"\ntimeout = "2h"\nretries = 3\nretry_delay = "1m"'


def printed(weir, format, schedule, *more, zone="Europe/Berlin"):
    weir.extra["WEIR_PLUGIN_PATH"] = str(SLOW)
    file = pipeline(weir, "print", schedule, input="${input}")
    file.write_text(file.read_text().replace("weir = 1", "weir = 1\n[params]\ninput = {}").replace("[pipeline]", f'[pipeline]\ntz = "{zone}"'))
    return weir.call([*weir.command("schedule", "--print", format, file, *more, input="a 'b' \"c\" $d %e $(f)")])


def units(weir, text):
    """The files that the comments name."""
    parts = re.split(r"^# /etc/systemd/system/(\S+)\n", text, flags=re.MULTILINE)[1:]
    folder = weir.folder / "units"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in zip(parts[::2], parts[1::2]):
        (folder / name).write_text(content)
    return sorted(folder.iterdir())


@pytest.mark.parametrize("schedule", [CRON, 'cron = "@hourly"', 'every = "7m"\nretries = 1', 'cron = "*/15 6-18 1 jan-mar *"'])
def test_the_units_of_systemd_are_good(weir, schedule):
    result = printed(weir, "systemd", schedule, "--plugin-path", SLOW)
    assert result.exit == 0, result
    files = units(weir, result.stdout)
    assert [path.name for path in files] == ["weir-print.service", "weir-print.timer"]
    assert shutil.which("systemd-analyze"), "systemd-analyze is not there: run make test-deps, which installs the package systemd"
    checked = subprocess.run(["systemd-analyze", "verify", *files], capture_output=True, text=True, check=False)
    complaints = [line for line in checked.stderr.splitlines() if "weir-print" in line]
    assert checked.returncode == 0 and not complaints, checked.stderr
    for when in re.findall(r"^OnCalendar=(.*)$", result.stdout, re.MULTILINE):
        assert subprocess.run(["systemd-analyze", "calendar", when], capture_output=True, check=False).returncode == 0, when


def test_systemd_has_what_the_schedule_says(weir):
    service, timer = printed(weir, "systemd", CRON).stdout.split("# /etc/systemd/system/weir-print.timer")
    for line in ("RuntimeMaxSec=7200", "Restart=on-failure", "RestartSec=60", "RestartPreventExitStatus=1 2 3 5 78", "StartLimitBurst=4",
                 f'Environment="WEIR_STATE={weir.state}"'):
        assert line in service.splitlines(), service
    assert r'''"--set" "input=a 'b' \"c\" $$d %%e $$(f)"''' in service
    # A day of the month or one of the week.
    assert "OnCalendar=*-*-13 04:30:00 Europe/Berlin\nOnCalendar=Mon,Tue,Wed,Thu,Fri *-*-* 04:30:00 Europe/Berlin\n" in timer


def test_a_line_of_a_crontab(weir):
    result = printed(weir, "cron", CRON)
    zone, line = result.stdout.splitlines()
    assert zone == "CRON_TZ=Europe/Berlin" and line.startswith("30 4 13 * mon-fri cd "), result
    assert "does not know `retries`" in result.stderr
    # What cron gives to the shell, with a program that prints its words.
    shell = line.split(" ", 5)[5].replace("\\%", "%").replace(f"'{WEIR}'", f"'{sys.executable}' -c 'import sys, json; print(json.dumps(sys.argv[1:]))'")
    words = json.loads(subprocess.run(shell, shell=True, capture_output=True, text=True, check=True).stdout)
    assert words == ["run", str(weir.folder / "print.toml"), "--set", "input=a 'b' \"c\" $d %e $(f)", "--progress", "none"]
    assert "timeout --signal=TERM --kill-after=6 7200 " in line


@pytest.mark.parametrize("every, fields", [("1m", "* * * * *"), ("15m", "*/15 * * * *"), ("1h", "0 * * * *"), ("6h", "0 */6 * * *"),
                                           ("1 day", "0 0 * * *"), ("1 week", "0 0 * * 0"), ("7m", None), ("90m", None), ("10s", None)])
def test_a_distance_as_a_cron_expression(weir, every, fields):
    result = printed(weir, "cron", f'every = "{every}"', zone="UTC")
    if fields is None:
        assert result.exit == 78 and "divides neither the hour nor the day" in result.stderr, result
    else:
        assert result.stdout.startswith(f"{fields} cd "), result


@pytest.mark.parametrize("schedule", [CRON, 'every = "1h"'])
def test_a_cron_job_is_one(weir, schedule):
    import kubernetes_validate
    import yaml
    result = printed(weir, "kubernetes", schedule, "--image", "registry.example.com/weir:1")
    assert result.exit == 0, result
    job = yaml.safe_load(result.stdout)
    kubernetes_validate.validate(job, "1.32", strict=True)
    spec = job["spec"]["jobTemplate"]["spec"]
    container, = spec["template"]["spec"]["containers"]
    assert container["command"] == ["weir", "run", "/etc/weir/print.toml", "--set", "input=a 'b' \"c\" $d %e $$(f)", "--progress", "none"]
    assert container["image"] == "registry.example.com/weir:1"
    assert spec["podFailurePolicy"]["rules"] == [
        {"action": "FailJob", "onExitCodes": {"containerName": "weir", "operator": "In", "values": [1, 2, 3, 5, 78]}}]
    if schedule == CRON:
        assert (job["spec"]["schedule"], job["spec"]["timeZone"]) == ("30 4 13 * mon-fri", "Europe/Berlin")
        assert (spec["backoffLimit"], spec["activeDeadlineSeconds"]) == (3, 7200)


@pytest.mark.parametrize("schedule, attempts", [(CRON, 4), ('every = "1h"\ntimeout = "5s"', 1), ('every = "1h"\nretries = 50', 10)])
def test_a_job_definition_is_one(weir, schedule, attempts):
    import botocore.session
    import botocore.validate
    result = printed(weir, "aws-batch", schedule)
    assert result.exit == 0, result
    definition = json.loads(result.stdout)
    shape = botocore.session.get_session().get_service_model("batch").operation_model("RegisterJobDefinition").input_shape
    report = botocore.validate.ParamValidator().validate(definition, shape)
    assert not report.has_errors(), report.generate_report()
    assert set(definition) <= set(shape.members), "the validator lets unknown names pass"
    retry = definition["retryStrategy"]
    assert retry["attempts"] == attempts and len(retry["evaluateOnExit"]) <= 5
    retried = [rule["onExitCode"] for rule in retry["evaluateOnExit"] if rule["action"] == "RETRY" and "onExitCode" in rule]
    assert retried == ([] if attempts == 1 else ["4", "75"])
    assert retry["evaluateOnExit"][-1] == {"onReason": "*", "action": "EXIT"}
    assert definition["containerProperties"]["command"][:3] == ["weir", "run", "/etc/weir/print.toml"]


def test_what_a_format_does_not_know_is_said(weir):
    result = printed(weir, "systemd", 'every = "1h"\nstart = "tomorrow"\noccurrences = 3\noverlap = "queue"\nlogs = "logs"')
    assert result.exit == 0, result
    for word in ("`start`", "`occurrences`", "`overlap", "`logs`"):
        assert f"systemd does not know {word}" in result.stderr, result
    after = printed(weir, "systemd", 'after = "x.toml"')
    assert after.exit == 78 and "`after` is for weir schedule" in after.stderr, after

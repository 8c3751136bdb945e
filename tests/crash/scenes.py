"""What the crash tests run: pipelines with small epochs over a small corpus, and what each must leave behind, exactly."""

import collections
import contextlib
import gzip
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
os.environ.setdefault("WEIR_BIN", str(ROOT / "build-crash/bin/weir"))
sys.path[:0] = [str(ROOT / "tests/integration"), str(ROOT / "tests")]

import pyarrow.parquet as parquet  # noqa: E402

import alb_oracle  # noqa: E402
import tables  # noqa: E402
import weir  # noqa: E402
from weir import WEIR  # noqa: E402

TESTS = WEIR.parents[1] / "tests"
TOTALS = TESTS / "plugins/totals.so"
FAULTS = TESTS / "faults.so"
PATIENCE = 120  # seconds; a run takes less than one


class Result(weir.Result):
    def __repr__(self):
        return f"exit {self.exit}: {self.stderr.strip()[-400:]}"


class Wrong(Exception):
    """What a run left is not what it had to leave."""


def check(claim, *told):
    if not claim:
        raise Wrong(" ".join(map(str, told)))


# ---- input ---------------------------------------------------------------------------------------

class Corpus:
    """Small objects with bad lines among the good ones, each line unlike all others; and the truth about them."""

    def __init__(self, folder, seed=9, files=20, size=1_600_000):
        self.folder = Path(folder)
        if not self.folder.exists():
            making = self.folder.with_name(self.folder.name + f".{os.getpid()}")
            weir.make_logs(making, size, seed=seed, files=files)
            rng = random.Random(seed)
            for number, path in enumerate(sorted(path for path in making.rglob("*") if path.is_file())):
                lines = alb_oracle.lines_of(path)
                for bad in range(3):
                    lines.insert(rng.randrange(len(lines) + 1), f"no line of a load balancer: {number} {bad}".encode())
                # Some objects are plain, so that runs go on inside of them.
                content = b"".join(line + b"\n" for line in lines)
                path.write_bytes(gzip.compress(content) if number % 3 else content)
            making.rename(self.folder)
        self.expected, rejected = alb_oracle.parse_folder(self.folder)
        self.rejected = collections.Counter(alb_oracle.lines_of(file)[line].decode() for file, line, _ in rejected)
        self.rows = self.expected.num_rows
        self.lines = self.rows + sum(self.rejected.values())
        self.verbs = collections.Counter(verb or "" for verb in self.expected["request_verb"].to_pylist())
        self.traces = collections.Counter(self.expected["trace_id"].to_pylist())


# ---- pipelines -----------------------------------------------------------------------------------

READ = """weir = 1
[pipeline]
lanes = {lanes}
memory = "64MiB"
[epoch]
bytes = "{epoch}"
[params]
input = {{}}
output = {{}}
[dead_letter]
max_rejected = 1.0
[source.logs]
type = "files"
path = "${{input}}/{{region}}/{{yyyy}}/{{mm}}/{{dd}}/*.log.gz"
[transform.rows]
type = "alb"
from = "logs"
"""
TABLE = """[sink.lake]
type = "parquet"
from = "rows"
path = "${output}/table"
partition_by = ["region", "year", "month", "day"]
"""
LINES = """[sink.lines]
type = "text"
from = "rows"
path = "${output}/lines"
name = "{random}_{sequence}.jsonl"
file_rows = 300
"""
REJECTED = """[sink.rejected]
type = "text"
from = "rows.rejected"
path = "${output}/rejected"
"""
COUNTS = """[transform.verbs]
type = "totals"
from = "rows"
key = "request_verb"
[sink.counts]
type = "text"
from = "verbs"
path = "${output}/counts"
"""


class Scene:
    """One pipeline: its sinks by name, and how many lanes it has."""

    def __init__(self, lanes, sinks, epoch="200KiB"):
        self.sinks = sinks
        self.text = READ.format(lanes=lanes, epoch=epoch) + "".join(
            {"table": TABLE, "lines": LINES, "rejected": REJECTED, "counts": COUNTS}[sink] for sink in sinks)


SCENES = {
    "table": Scene(1, ["table", "rejected"]),
    "sinks": Scene(2, ["table", "lines", "rejected"]),
    "lanes": Scene(4, ["table", "rejected"], "300KiB"),
    "letters": Scene(2, ["table"]),
    "totals": Scene(2, ["lines", "counts", "rejected"], "150KiB"),
}


# ---- one pipeline in a folder of its own ---------------------------------------------------------

class Stage(weir.Weir):
    def __init__(self, folder, scene, corpus):
        super().__init__(folder)
        self.scene, self.corpus = SCENES[scene], corpus
        self.output = self.folder / "out"
        self.table = self.output / "table"
        # Not in the folder: its calls are none of the protocol's.
        self.summary = self.folder.with_name(self.folder.name + ".summary.json")
        self.file = self.pipeline(self.scene.text)
        self.places = {"input": corpus.folder, "output": self.output}
        self.always = {}  # in the environment of each run
        self.all_talk = []

    def once(self, kill_after=None, stop_after=None, wrap=(), words=("run",), **extra):
        """One run, or another command about the pipeline, with more in its environment; told to stop, and killed, when so many seconds are over."""
        self.summary.unlink(missing_ok=True)
        self.extra = self.always | extra
        command = self.command(*words, self.file, "--plugin-path", TOTALS, **self.places)
        if words[0] == "run":
            command += ["--progress", "none", "--summary", str(self.summary)]
        process = subprocess.Popen([*wrap, *command], cwd=self.folder, env=self.environment(), stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace")
        hung = threading.Event()
        stopper = threading.Timer(stop_after or PATIENCE, process.terminate)
        stopper.start()

        def end():
            if kill_after is None:
                hung.set()
            process.kill()

        timer = threading.Timer(PATIENCE if kill_after is None else kill_after, end)
        timer.start()
        _, talk = process.communicate()
        timer.cancel()
        stopper.cancel()
        self.all_talk.append(f"--- {words} exit {process.returncode} {extra}\n{talk}")
        check(not hung.is_set(), "a run did not end within", PATIENCE, "s")
        summary = json.loads(self.summary.read_text()) if self.summary.exists() else None
        return Result(process.returncode, "", talk, summary)

    @contextlib.contextmanager
    def telling(self):
        """Keeps what the runs said beside what they left, when that is wrong."""
        try:
            yield self
        except Wrong as error:
            (self.folder / "talk").write_text("\n".join(self.all_talk))
            raise Wrong(f"{error} (what the runs said: {self.folder}/talk)") from None

    # ---- what it left ----

    def json_lines(self, name):
        for path in sorted((self.output / name).rglob("*.jsonl")):
            for line in path.read_text().splitlines():
                yield json.loads(line)

    def dead_letters(self):
        """Those that no replay has put back: the bookmarks know, whatever their files are called."""
        with contextlib.closing(sqlite3.connect(self.database())) as state:
            put_back = {id for id, in state.execute("SELECT id FROM split WHERE finished")}
        files = [path for path in sorted(self.state.glob("*/dead_letters/*.jsonl*")) if str(path).removesuffix(".replayed") not in put_back]
        return [json.loads(line) for path in files for line in path.read_text().splitlines()]

    def check_visible(self):
        """At any moment: whole files, no row twice, none that is not in the input."""
        if "table" in self.scene.sinks:
            seen = collections.Counter()
            for path in self.files():
                seen.update(parquet.ParquetFile(path).read(["trace_id"])["trace_id"].to_pylist())
            self.check_part(seen, self.corpus.traces, "table")
        for name, key, whole in (("lines", "trace_id", self.corpus.traces), ("rejected", "message", self.corpus.rejected)):
            if name in self.scene.sinks:
                self.check_part(collections.Counter(row[key] for row in self.json_lines(name)), whole, name)

    def check_part(self, seen, whole, name):
        more = seen - whole
        check(not more, f"{sum(more.values())} rows of {name} are doubled or not of the input, such as", next(iter(more), None))

    def check_all(self):
        self.check_output()
        self.check_state()

    def check_output(self):
        """After the last run: all rows, once, with their values; and nothing that was under way."""
        corpus = self.corpus
        if "table" in self.scene.sinks:
            try:
                tables.assert_same(tables.read_with_pyarrow(self.table), corpus.expected)
            except AssertionError as error:
                self.check_visible()
                raise Wrong(f"the table is not its input: {error}; {sum(1 for _ in self.files())} files") from None
        if "lines" in self.scene.sinks:
            self.compare(collections.Counter(row["trace_id"] for row in self.json_lines("lines")), corpus.traces, "lines")
        if "rejected" in self.scene.sinks:
            self.compare(collections.Counter(row["message"] for row in self.json_lines("rejected")), corpus.rejected, "rejected")
        else:
            self.compare(collections.Counter(letter["raw"] for letter in self.dead_letters()), corpus.rejected, "dead letters")
        if "counts" in self.scene.sinks:
            counts = collections.Counter()
            for row in self.json_lines("counts"):
                counts[row.get("key", "")] += row["count"]
            self.compare(counts, corpus.verbs, "counts")
        self.check_nothing_staged()

    def compare(self, seen, whole, name):
        check(seen == whole, f"{name}: {sum((whole - seen).values())} lost, {sum((seen - whole).values())} doubled")

    def check_nothing_staged(self):
        for folder in (self.output, self.state):
            left = [path for path in folder.rglob("*") if path.name == ".weir" or path.name.endswith(".staged")]
            check(not left, "left behind:", *left[:3])

    def database(self):
        found = list(self.state.glob("*/state.db"))
        check(len(found) == 1, "states:", found)
        return found[0]

    def check_state(self):
        """The committed epochs add up to the input, and nothing is open."""
        with contextlib.closing(sqlite3.connect(self.database())) as state:
            check(state.execute("PRAGMA integrity_check").fetchall() == [("ok",)], "state.db is damaged")
            check(not state.execute("SELECT 1 FROM receipt WHERE state <> 'committed'").fetchall(), "receipts that are not confirmed")
            check(not state.execute("SELECT 1 FROM owed").fetchall(), "a repair that is not done")
            epochs = state.execute("SELECT phase, repairs, ledger FROM epoch WHERE phase <> 'rewound'").fetchall()
        check(all(phase == "committed" for phase, _, _ in epochs), "an epoch that is not committed")
        sums = collections.Counter()
        for _, repairs, ledger in epochs:
            for node in json.loads(ledger):
                for count in ("in", "out", "rejected", "written"):
                    sums[node["name"], count] += node.get(count, 0) if not repairs else 0  # what a repair did was counted before
        read = sums["logs", "out"] + sums["logs", "rejected"]
        check(read == self.corpus.lines, "the ledgers have read", read, "of", self.corpus.lines)
        for sink, rows in (("lake", self.corpus.rows), ("lines", self.corpus.rows), ("rejected", self.corpus.lines - self.corpus.rows)):
            if f"[sink.{sink}]" in self.scene.text:
                check(sums[sink, "written"] == rows, f"the ledgers have written {sums[sink, 'written']} to {sink}, not {rows}")

    def finish(self):
        """Runs to the end, and once more: then there is nothing to read."""
        last = self.once()
        check(last.exit == 0, "the last run: exit", last.exit, last.stderr.strip())
        check(last.summary["balanced"], "the last run does not balance")
        self.check_all()
        again = self.once()
        check((again.exit, again.summary["read"], again.summary["written"]) == (0, 0, 0), "a run with nothing to do:", again)
        self.check_nothing_staged()


# ---- cases, many ---------------------------------------------------------------------------------

def run_cases(folder, cases, case, jobs, give_up):
    """Runs `case(folder, what)` for each until the time is over.  Returns how many were run, and the failed ones with the reason."""
    numbered, failed, lock = iter(enumerate(cases)), [], threading.Lock()
    done = 0

    def take():
        with lock:
            return None if time.monotonic() > give_up else next(numbered, None)

    def work():
        nonlocal done
        while True:
            try:
                taken = take()
            except Exception as error:  # the cases themselves could not be made
                failed.append((["?"], folder, f"{type(error).__name__}: {error}"))
                return
            if taken is None:
                return
            number, what = taken
            place = Path(folder) / f"case-{number}"
            shutil.rmtree(place, ignore_errors=True)
            try:
                case(place, what)
            except Exception as error:  # whatever it is, it is a failure of this case, and the others go on
                failed.append((what, place, f"{type(error).__name__}: {error}"))
            else:
                shutil.rmtree(place, ignore_errors=True)
                place.with_name(place.name + ".summary.json").unlink(missing_ok=True)
            with lock:
                done += 1

    threads = [threading.Thread(target=work) for _ in range(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done, failed


def killed(result):
    return result.exit == -signal.SIGKILL

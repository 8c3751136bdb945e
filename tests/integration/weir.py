"""Runs the weir binary in a folder of its own: its state, its tables, its files."""

import json
import os
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WEIR = Path(os.environ.get("WEIR_BIN", ROOT / "build/bin/weir")).resolve()
ALB_TO_PARQUET = ROOT / "pipelines/alb-to-parquet.toml"
GENERATE_ALB = ROOT / "pipelines/generate-alb.toml"
SANITIZED = "WEIR_SANITIZED" in os.environ  # a sanitizer's memory is not weir's
MEMORY = 512 << 20
PATIENCE = 600  # seconds; nothing here takes a tenth of it

# The main job with epochs so small that a run commits many times.
SMALL_EPOCHS = '\n[epoch]\nbytes = "8MiB"\n'


class Result:
    """What a finished run left: exit code, both outputs, and the summary if it wrote one."""

    def __init__(self, exit, stdout, stderr, summary, peak_bytes=None):
        self.exit, self.stdout, self.stderr, self.summary, self.peak_bytes = exit, stdout, stderr, summary, peak_bytes

    def __repr__(self):
        return f"exit {self.exit}\n--- stdout\n{self.stdout}\n--- stderr\n{self.stderr}\n--- summary\n{json.dumps(self.summary)}"

    def memory_is_bounded(self):
        return SANITIZED or self.peak_bytes < MEMORY

    def node(self, name):
        return next(node for node in self.summary["nodes"] if node["name"] == name)


class Weir:
    def __init__(self, folder, environment=None):
        """environment: on top of the tests' own, of which nothing of AWS is passed on."""
        self.folder = Path(folder)
        self.extra = environment or {}
        self.folder.mkdir(parents=True, exist_ok=True)
        self.state = self.folder / "state"
        self.table = self.folder / "table"
        self.summary = self.folder / "summary.json"

    def pipeline(self, text, name="test"):
        """A pipeline file in this folder."""
        path = self.folder / f"{name}.toml"
        path.write_text(text)
        return path

    def alb(self, more=""):
        """The main job's file with more at its end."""
        return self.pipeline(ALB_TO_PARQUET.read_text() + more, "alb-to-parquet")

    def command(self, *arguments, **parameters):
        command = [str(WEIR), *map(str, arguments)]
        for name, value in parameters.items():
            command += ["--set", f"{name}={value}"]
        return command

    def run_command(self, pipeline, *arguments, **parameters):
        return self.command("run", pipeline, "--progress", "none", "--summary", self.summary, *arguments, **parameters)

    def environment(self):
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("WEIR_", "AWS_"))}
        # Every value of every batch is looked at where time does not matter.
        return environment | {"WEIR_STATE": str(self.state)} | ({"WEIR_VALIDATE": "1"} if SANITIZED else {}) | self.extra

    def start(self, pipeline, *arguments, **parameters):
        """Starts a run and does not wait."""
        return subprocess.Popen(self.run_command(pipeline, *arguments, **parameters), cwd=self.folder, env=self.environment(),
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace")

    def run(self, pipeline, *arguments, before=(), **parameters):
        """Runs a pipeline to its end.  before: a command that starts the runner, such as setpriv with its options."""
        self.summary.unlink(missing_ok=True)
        return self.call([*before, *self.run_command(pipeline, *arguments, **parameters)])

    def tell(self, *arguments, **parameters):
        """Any other command: weir check, weir list."""
        return self.call(self.command(*arguments, **parameters))

    def call(self, command):
        out, err = self.folder / "stdout", self.folder / "stderr"
        with open(out, "wb") as stdout, open(err, "wb") as stderr:
            process = subprocess.Popen(command, cwd=self.folder, env=self.environment(), stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr)
            peak = wait(process)
        summary = json.loads(self.summary.read_text()) if self.summary.exists() else None
        return Result(process.returncode, out.read_text(errors="replace"), err.read_text(errors="replace"), summary, peak)

    def dead_letters(self):
        """All dead letters of this folder's pipelines."""
        return [json.loads(line) for path in sorted(self.state.glob("*/dead_letters/*.jsonl")) for line in path.read_text().splitlines()]

    def files(self):
        """What a reader of the table sees."""
        return sorted(self.table.rglob("*.parquet"))


def make_logs(folder, size, **parameters):
    """Writes gzipped ALB logs of this size, before compression, below the folder; the same ones each time."""
    with tempfile.TemporaryDirectory(prefix="weir-logs-") as home:
        weir = Weir(home)
        made = weir.run(GENERATE_ALB, output=Path(folder).resolve(), bytes=size, **parameters)
    assert made.exit == 0, made


def wait(process):
    """Waits for the process's end and returns the peak of its memory in bytes.

    Read from /proc while it runs: the kernel's own account at the end includes what the parent had when it forked.
    """
    give_up = time.monotonic() + PATIENCE
    peak = 0
    while time.monotonic() < give_up:
        peak = max(peak, high_water(process.pid))
        pid, status, _ = os.wait4(process.pid, os.WNOHANG)
        if pid:
            process.returncode = os.waitstatus_to_exitcode(status)
            return peak
        time.sleep(0.005)
    process.kill()
    process.wait()
    raise AssertionError(f"no end after {PATIENCE} s: {process.args}")


def high_water(pid):
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0)

"""Who is measured, and how each is called: weir, and for each rival a script in rivals/ that takes the folder of the logs and that of the table."""

import os
import subprocess
import sys
from importlib import metadata
from pathlib import Path

from corpus import ROOT

RIVALS = ["duckdb", "polars", "chdb", "pyarrow", "pyspark"]
SLOW = {"pyspark": 2}  # runs of it at most


class Weir:
    name = "weir"

    def __init__(self, binary, pipeline):
        self.binary, self.pipeline = binary, pipeline
        self.version = subprocess.run([binary, "version"], capture_output=True, text=True, check=True).stdout.split()[-1]

    def command(self, logs, folder):
        return [str(self.binary), "run", str(self.pipeline), "--progress", "none", "--summary", f"{folder}/summary.json", "--set", f"input={logs}",
                "--set", f"output={folder}/table"]

    def environment(self, folder):
        return os.environ | {"WEIR_STATE": f"{folder}/state"}


def script(name, format):
    return Path(__file__).parent / f"rivals/{name}_{format}.py"


def rivals(format):
    """The names of those that there is a script of for this format."""
    return [name for name in RIVALS if script(name, format).exists()]


class Rival:
    def __init__(self, name, format):
        self.name, self.script = name, script(name, format)
        self.version = metadata.version(name)

    def command(self, logs, folder):
        return [sys.executable, str(self.script), str(logs), f"{folder}/table"]

    def environment(self, folder):
        return os.environ | {"TMPDIR": str(folder)}


def pick(names, weir, format):
    """The tools of these names, weir first."""
    return [tool for tool in [weir] + [Rival(name, format) for name in rivals(format) if not names or name in names] if not names or tool.name in names]


def pipeline(format):
    return ROOT / f"pipelines/{format}-to-parquet.toml"

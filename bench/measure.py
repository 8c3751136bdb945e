#!/usr/bin/env python3
"""Measures what the main job costs: megabytes of log, before compression, per second of CPU (user and system).

    bench/measure.py corpus

Each run starts with a fresh table and fresh state, so each reads everything.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def content_bytes(folder):
    """The size of all logs before compression."""
    total = 0
    for path in Path(folder).rglob("*.gz"):
        inflate = zlib.decompressobj(31)
        data = path.read_bytes()
        while data:
            total += len(inflate.decompress(data))
            data = inflate.unused_data
            if inflate.eof:
                inflate = zlib.decompressobj(31)
    return total


def run(command, environment):
    """Wall seconds, CPU seconds and peak bytes of one run."""
    begun = time.monotonic()
    process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    talk = process.stderr.read().decode(errors="replace")
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"exit {process.returncode}: {' '.join(command)}\n{talk}")
    return time.monotonic() - begun, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", help="folder above the regions")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--weir", default=ROOT / "build/bin/weir", help="the runner (default build/bin/weir)")
    parser.add_argument("--pipeline", default=ROOT / "pipelines/alb-to-parquet.toml", help="a pipeline with parameters input and output")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="more parameters")
    options = parser.parse_args()

    size = content_bytes(options.corpus)
    print(f"{size / 1e6:.1f} MB of logs before compression, {options.runs} runs")
    print(f"{'wall s':>8} {'CPU s':>8} {'peak MiB':>9} {'MB per CPU s':>13}")
    found = []
    for _ in range(options.runs):
        folder = Path(tempfile.mkdtemp(prefix="weir-measure-"))
        try:
            command = [str(options.weir), "run", str(options.pipeline), "--progress", "none", "--set", f"input={options.corpus}", "--set", f"output={folder}/table"]
            for value in options.set:
                command += ["--set", value]
            wall, cpu, peak = run(command, os.environ | {"WEIR_STATE": f"{folder}/state"})
        finally:
            shutil.rmtree(folder)
        found.append(size / 1e6 / cpu)
        print(f"{wall:8.2f} {cpu:8.2f} {peak / 2**20:9.0f} {found[-1]:13.1f}")
    print(f"median: {statistics.median(found):.1f} MB per CPU second")


if __name__ == "__main__":
    main()

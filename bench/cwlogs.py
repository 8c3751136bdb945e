#!/usr/bin/env python3
"""What an export of CloudWatch Logs costs weir: with as many calls as the server takes, and with 10 pages of 1 MB a second.

    bench/cwlogs.py --pages 100 --runs 5

The server is moto on loopback, which is far slower than weir and works on the same cores: what counts is the CPU time of weir's own
process.  `make bench-cwlogs` installs what is needed and runs it.
"""

import argparse
import os
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

import corpus
from s3 import WEIR, run

sys.path[:0] = [str(corpus.ROOT / "tests"), str(corpus.ROOT / "tests/integration")]
from log_events import Logs, now  # noqa: E402
from servers.aws_api import AwsApi  # noqa: E402

EVENTS, BYTES = 10_000, 100  # of a page, of a message
STREAMS = 10
EXPORT = """
weir = 1
[source.events]
type = "cwlogs"
group = "bench"
api = "get"
rate = {rate}
[sink.out]
type = "text"
from = "events"
path = "{output}"
format = "column"
"""


def message(number):
    return f"192.0.2.{number % 256} - - \"GET /pages/{number * 7919 % 1_000_003:07} HTTP/1.1\" 200 {number % 5000:<5}".ljust(BYTES - 1, ".")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=100)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="weir-bench-"))
    with AwsApi(home / "aws") as server:
        logs = Logs(server)
        logs.group("bench")
        start = now() - 86_400_000
        events = EVENTS * options.pages // STREAMS
        for stream in range(STREAMS):
            logs.stream("bench", f"s{stream}", ((start + number, message(number)) for number in range(events)))
        megabytes = STREAMS * events * BYTES / 1e6
        print(f"{STREAMS * events:,} events, {megabytes:.0f} MB of messages")
        environment = server.environment() | {"PATH": os.environ["PATH"], "WEIR_STATE": str(home / "state")}
        for rate, name in [(0, "as many calls as the server takes"), (10, "10 pages a second")]:
            costs = []
            for _ in range(options.runs):
                for folder in ("state", "out"):
                    shutil.rmtree(home / folder, ignore_errors=True)
                (home / "export.toml").write_text(EXPORT.format(rate=rate, output=home / "out"))
                seconds, cpu, peak, _ = run([WEIR, "run", home / "export.toml", "--progress", "none"], environment)
                costs.append((cpu, seconds, peak))
            cpu, seconds, peak = (statistics.median(column) for column in zip(*costs))
            print(f"{name}: {seconds:.2f} s, CPU {cpu:.2f} s (of {min(costs)[0]:.2f} to {max(costs)[0]:.2f}), {100 * cpu / seconds:.0f} % of a core, "
                  f"{megabytes / cpu:.0f} MB/s per CPU second, {peak:.0f} MB")
    shutil.rmtree(home)


if __name__ == "__main__":
    main()

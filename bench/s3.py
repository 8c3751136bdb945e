#!/usr/bin/env python3
"""What it costs weir that logs lie in a bucket: beside the same logs in a folder, with many small objects, and with a million keys.

    bench/s3.py throughput --bytes 1GB --runs 5
    bench/s3.py small --objects 10000
    bench/s3.py listing --keys 1000000

The server is versitygw on loopback, which works on the same cores: what counts is the CPU time of weir's own process.  `make bench-s3`
installs what is needed and runs all three.
"""

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

import corpus
import measuring

sys.path.insert(0, str(corpus.ROOT / "tests"))
from servers.proxy import FaultProxy  # noqa: E402
from servers.s3 import S3Server  # noqa: E402

WEIR = corpus.ROOT / "build/bin/weir"
ALB = corpus.ROOT / "pipelines/alb-to-parquet.toml"
LINES = """
weir = 1
[source.lines]
type = "files"
path = "{path}"
{window}
[sink.out]
type = "text"
from = "lines"
path = "{output}"
format = "column"
"""


def run(command, environment):
    """Seconds by the clock and of CPU, peak of memory in MB, and what was said."""
    begun = time.monotonic()
    process = subprocess.Popen(list(map(str, command)), env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = process.stderr.read().decode(errors="replace")
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{command} ended with {process.returncode}:\n{said}")
    return time.monotonic() - begun, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, said


def upload(bucket, folder, prefix):
    for path in sorted(Path(folder).rglob("*")):
        if path.is_file():
            bucket.client.upload_file(str(path), bucket.name, f"{prefix}/{path.relative_to(folder)}")


def throughput(options, server, home):
    logs = corpus.make(WEIR, "alb", options.bytes).folder
    bucket = server.make_bucket("bench-throughput")
    upload(bucket, logs, "logs")
    places = {"folder to folder": (logs, home / "table"), "bucket to folder": (f"{bucket.url}/logs", home / "table"),
              "folder to bucket": (logs, f"{bucket.url}/lake"), "bucket to bucket": (f"{bucket.url}/logs", f"{bucket.url}/lake")}
    costs = {name: [] for name in places}
    for _ in range(options.runs):
        for name, (source, target) in places.items():
            shutil.rmtree(home / "table", ignore_errors=True)
            shutil.rmtree(server.folder / "buckets" / bucket.name / "lake", ignore_errors=True)
            shutil.rmtree(home / "state", ignore_errors=True)
            command = [WEIR, "run", ALB, "--progress", "none", "--set", f"input={source}", "--set", f"output={target}"]
            costs[name].append(run(command, os.environ | server.environment() | {"WEIR_STATE": str(home / "state")}))
    base = statistics.median(cost[1] for cost in costs["folder to folder"])
    for name, runs in costs.items():
        wall, cpu, peak = (statistics.median(values) for values in list(zip(*runs))[:3])
        print(f"{name:18} {wall:6.2f} s by the clock {cpu:6.2f} s of CPU {peak:6.0f} MB   {base / cpu:5.0%} of the throughput per CPU second")


def small(options, server, home):
    bucket = server.make_bucket("bench-small")
    for number in range(options.objects):
        bucket.put(f"in/{number:06}.log", b"a line of a small object that a service wrote\n" * 20)
    pipeline = home / "small.toml"
    pipeline.write_text(LINES.format(path=f"{bucket.url}/in/*", window="", output=f"{bucket.url}/out"))
    wall, cpu, peak, _ = run([WEIR, "run", pipeline, "--progress", "none"], os.environ | server.environment() | {"WEIR_STATE": str(home / "state")})
    print(f"{options.objects} small objects: {wall:.2f} s by the clock, {cpu:.2f} s of CPU, {peak:.0f} MB: {options.objects / wall:.0f} objects a second")


def listing(options, server, home):
    bucket = server.make_bucket("bench-listing")
    root = server.folder / "buckets" / bucket.name / "AWSLogs"
    accounts, regions, days = 2, 2, 250
    a_day = options.keys // (accounts * regions * days)
    for account in range(accounts):
        for region in range(regions):
            for day in range(days):
                folder = root / f"{account:012}/CloudTrail/eu-west-{region}/2024/{1 + day // 25:02}/{1 + day % 25:02}"
                folder.mkdir(parents=True)
                for number in range(a_day):
                    (folder / f"{number:06}.log").touch()
    pipeline = home / "listing.toml"
    window = 'since = "2024-06-10T00:00:00Z"\nuntil = "2024-06-12T00:00:00Z"'
    pipeline.write_text(LINES.format(path=f"{bucket.url}/AWSLogs/{{account}}/CloudTrail/{{region}}/{{yyyy}}/{{mm}}/{{dd}}/*.log", window=window,
                                     output=home / "out"))
    with FaultProxy(server.port) as proxy:
        environment = os.environ | server.environment(proxy.endpoint) | {"WEIR_STATE": str(home / "state")}
        wall, cpu, peak, said = run([WEIR, "run", pipeline, "--progress", "none"], environment)
        lists = [request for request in proxy.log("ListObjectsV2") if request.query.get("delimiter")]
    found = re.search(r"([\d ]+) objects", said)
    print(f"a window of 2 days in {accounts * regions * days * a_day} keys: {wall:.2f} s by the clock, {cpu:.2f} s of CPU, {peak:.0f} MB, "
          f"{len(lists)} listings, {found[1].strip() if found else 0} objects of {accounts * regions * 2 * a_day} in the window")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words = parser.add_subparsers(required=True)
    for action in (throughput, small, listing):
        command = words.add_parser(action.__name__)
        command.set_defaults(action=action)
        command.add_argument("--bytes", default="1GB")
        command.add_argument("--runs", type=int, default=5)
        command.add_argument("--objects", type=int, default=10_000)
        command.add_argument("--keys", type=int, default=1_000_000)
    options = parser.parse_args()
    home = corpus.HOME / "s3"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    print(" ".join(f"{name}={value}" for name, value in measuring.machine().items()))
    with S3Server(home / "server") as server:
        options.action(options, server, home)
    shutil.rmtree(home)


if __name__ == "__main__":
    main()

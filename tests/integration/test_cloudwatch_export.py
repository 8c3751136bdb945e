"""pipelines/cloudwatch-export.toml whole: streams put through the real API come out of the bucket, each message once and in order, also when the
run is killed again and again while calls fail.  WEIR_EXPORTED=1000000 for more events than usual."""

import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from log_events import MINUTE, Logs, now
from servers.faults import HalfAnswer, LoseAnswer, Refuse, Reset, TruncateUpload
from weir import ROOT

STREAMS = 50
EVENTS = int(os.environ.get("WEIR_EXPORTED", 50_000)) // STREAMS  # of a stream
KILLS = 50
SHARE = 0.1  # of the calls fail
START = now() - 300 * MINUTE
FAULTS = [Reset(), LoseAnswer(), HalfAnswer(), TruncateUpload(), Refuse(500, "InternalFailure"), Refuse(503, "ServiceUnavailable"),
          Refuse(400, "ThrottlingException")]


def message(stream, number):
    return f"{stream} {number} 192.0.2.{number % 256} - - \"GET /pages/{number % 9973}?q={number * 7919 % 100_003} HTTP/1.1\" 200 {number % 5000}"


@pytest.fixture
def streams(aws_api):
    """Streams with events in the window, of equal times here and there, and one on either side."""
    logs = Logs(aws_api)
    logs.group("apache")
    names = [f"web-{number:02}" for number in range(STREAMS)]
    for name in names:
        inside = [(START + number // 3, message(name, number)) for number in range(EVENTS)]
        logs.stream("apache", name, [(START - 1, f"{name} before"), *inside, (START + EVENTS, f"{name} behind")])
    return names


class Export:
    def __init__(self, weir, output, rate):
        text = Path(ROOT / "pipelines/cloudwatch-export.toml").read_text()
        self.weir, self.output = weir, output
        # Epochs so small that there are many to be killed in.
        text = text.replace('region = "${region}"\n', f'region = "${{region}}"\nrate   = {rate}\n') + '\n[epoch]\nbytes = "1MiB"\n'
        self.file = weir.pipeline(text, "cloudwatch-export")
        self.parameters = {"group": "apache", "output": output, "region": "eu-central-1", "period": f"{EVENTS}ms", "ending": iso(START + EVENTS)}

    def start(self):
        return self.weir.start(self.file, **self.parameters)

    def run(self):
        ran = self.weir.run(self.file, **self.parameters)
        assert ran.exit == 0, ran
        return ran


def iso(ms):
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(ms // 1000)) + f".{ms % 1000:03}Z"


def check(bucket, streams):
    """Every message of the window once, each stream in its order over the objects as their names sort."""
    keys = sorted(bucket.list("exported/"), key=lambda key: key.rpartition("/")[2].partition("_")[2])
    found = {name: [] for name in streams}
    for key in keys:
        assert key.endswith(".log") and "_" in key, key
        for line in bucket.get(key).decode().splitlines():
            found[line.partition(" ")[0]].append(line)
    for name in streams:
        # Of one millisecond the service names no order.
        times = [int(line.split(" ")[1]) // 3 for line in found[name]]
        assert times == sorted(times), name
        assert sorted(found[name]) == sorted(message(name, number) for number in range(EVENTS)), name
    assert len({key.rpartition("/")[2].partition("_")[0] for key in keys}) == len(keys), "names begin alike"
    assert bucket.list_uploads() == []


def test_every_message_once_and_in_order(weir, aws_api, s3, bucket, streams):
    weir.extra = aws_api.environment() | s3.environment()
    export = Export(weir, f"{bucket.url}/exported", rate=0)
    ran = export.run()
    assert ran.summary["balanced"] and ran.summary["read"] == STREAMS * EVENTS
    check(bucket, streams)
    assert export.run().summary["read"] == 0


def test_the_same_when_it_is_killed_and_calls_fail(weir, aws_api, aws_api_faults, s3, s3_faults, bucket, streams):
    aws_api_faults.at_random(3, SHARE, FAULTS)
    s3_faults.at_random(4, SHARE, FAULTS)
    weir.extra = aws_api.environment(aws_api_faults.endpoint) | s3.environment(s3_faults.endpoint)
    rng = random.Random(5)
    # So slow that it is not done before it was killed often enough.
    slow = Export(weir, f"{bucket.url}/exported", rate=2)
    for kill in range(KILLS):
        process = slow.start()
        try:
            process.wait(rng.uniform(0.05, 1.2))
            raise AssertionError(f"was done before kill {kill}: {process.stderr.read()}")
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.communicate()
    Export(weir, f"{bucket.url}/exported", rate=0).run()
    check(bucket, streams)
    failed = [request for request in aws_api_faults.log() + s3_faults.log() if request.done != "Pass"]
    assert len(failed) > KILLS

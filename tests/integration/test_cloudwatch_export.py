"""pipelines/cloudwatch-export.toml whole: streams put through the real API come out of the bucket, each message once and in order, also when the
run is killed again and again while calls fail.  WEIR_EXPORTED=1000000 for more events than usual."""

import os
import random
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
    def __init__(self, weir, output, more):
        """more: options of the source."""
        text = Path(ROOT / "pipelines/cloudwatch-export.toml").read_text()
        # Epochs so small that there are many to be killed in.
        text = text.replace('region = "${region}"\n', f'region = "${{region}}"\n{more}\n') + '\n[epoch]\nbytes = "64KiB"\n'
        self.weir, self.file = weir, weir.pipeline(text, "cloudwatch-export")
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


@pytest.mark.parametrize("api", ["get", "filter"])
def test_every_message_once_and_in_order(weir, aws_api, s3, bucket, streams, api):
    weir.extra = aws_api.environment() | s3.environment()
    export = Export(weir, f"{bucket.url}/exported", f'api = "{api}"\nrate = 0')
    ran = export.run()
    assert ran.summary["balanced"] and ran.summary["read"] == STREAMS * EVENTS
    check(bucket, streams)
    assert export.run().summary["read"] == 0


# The whole group takes so few calls of FilterLogEvents that it is done after a few kills.
@pytest.mark.parametrize("api, least", [("get", KILLS), ("filter", 5)])
def test_the_same_when_it_is_killed_and_calls_fail(weir, aws_api, aws_api_faults, s3, s3_faults, bucket, streams, api, least):
    aws_api_faults.at_random(3, SHARE, FAULTS)
    s3_faults.at_random(4, SHARE, FAULTS)
    weir.extra = aws_api.environment(aws_api_faults.endpoint) | s3.environment(s3_faults.endpoint)
    export = Export(weir, f"{bucket.url}/exported", f'api = "{api}"\nrate = 20')
    rng = random.Random(5)
    kills = 0

    def requests():
        return aws_api_faults.log() + s3_faults.log()
    for _ in range(KILLS):
        process = export.start()
        # So many calls later: while it looks for streams, reads them, uploads, commits.
        last = len(requests()) + rng.randint(1, 12)
        while process.poll() is None and len(requests()) < last:
            time.sleep(0.002)
        kills += process.poll() is None
        process.kill()
        process.communicate()
    export.run()
    check(bucket, streams)
    failed = [request for request in requests() if request.done != "Pass"]
    print(f"{kills} kills, {len(failed)} of {len(requests())} calls failed")
    assert kills >= least
    assert len(failed) > SHARE / 2 * len(requests())

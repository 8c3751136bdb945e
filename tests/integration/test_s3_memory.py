"""Within 512 MiB from bucket to bucket, when 64 objects are read, 64 uploads are under way and 1,000 partitions are open, all at one moment."""

import gzip
import random
import threading

import pytest

from servers.faults import Fault
from weir import Weir

AT_ONCE = 64
EACH = 16  # partitions of an object
# There are 30 more readers than lanes, and each has a buffer of 1 MiB while it waits for the service: of an eighth of the memory.
PIPELINE = """
weir = 1
[pipeline]
lanes = 34
memory = "512MiB"
[source.lines]
type = "files"
path = "{bucket}/in/*"
[transform.rows]
type = "regex"
from = "lines"
pattern = '(?P<part>\\S+) (?P<text>.*)'
[sink.lake]
type = "parquet"
from = "rows"
path = "{bucket}/lake"
partition_by = ["part"]
file_size = "16KiB"
"""


class Meeting:
    """Holds calls until enough of each kind are under way at one moment, or one has waited too long; from then on all pass."""

    def __init__(self, proxy, **enough):
        self.proxy, self.enough = proxy, enough
        self.changed, self.over = threading.Condition(), False
        self.there = {kind: set() for kind in enough}
        self.met = None  # who was there, by kind
        self.begun = None  # the paths of all uploads that had begun

    def attend(self, kind, who):
        with self.changed:
            self.there[kind].add(who)
            if not self.over and all(len(self.there[kind]) >= enough for kind, enough in self.enough.items()):
                self.met = {kind: set(there) for kind, there in self.there.items()}
                self.begun = {request.path for request in self.proxy.log("CreateMultipartUpload")}
                self.over = True
            # weir gives up a call after 60 s without a byte.
            self.changed.wait_for(lambda: self.over, 40)
            self.over = True
            self.changed.notify_all()
            self.there[kind].discard(who)


class HeldReading(Fault):
    """The range has come but for its last block."""

    def __init__(self, meeting):
        self.meeting = meeting

    def __call__(self, exchange):
        exchange.forward_request()
        exchange.return_answer_with_pause(lambda: self.meeting.attend("reads", exchange.request.path))


class HeldUpload(Fault):
    """The server has the part, and its answer has not come."""

    def __init__(self, meeting):
        self.meeting = meeting

    def __call__(self, exchange):
        exchange.forward_request()
        self.meeting.attend("uploads", exchange.request.path)
        exchange.return_answer()


def lines(part, texts):
    return b"".join(b"%s %s\n" % (part.encode(), text) for text in texts)


def partition_of(path):
    return path.partition("/part=")[2].partition("/")[0]


@pytest.mark.heavy
def test_reads_uploads_and_partitions_at_once(tmp_path, s3, s3_faults, bucket):
    """An object of the first wave has a few rows of each of 16 partitions of its own, and behind them a file that is large enough to be sent.

    When that one is on its way and the 16 have not begun to be sent, they are open.  Readers are then busy with objects of the second wave.
    """
    rng = random.Random(5)
    large = [f"large-{number:02}" for number in range(AT_ONCE)]
    small = [[f"small-{number:02}-{part:02}" for part in range(EACH)] for number in range(AT_ONCE)]
    short, long = ([rng.randbytes(size // 2).hex().encode() for _ in range(count)] for count, size in ((21_000, 36), (600, 200)))
    for number in range(AT_ONCE):
        few = b"".join(lines(part, long[:20]) for part in small[number])
        many = b"".join(lines(part, long) for part in small[number])
        bucket.put(f"in/1-{number:02}.gz", gzip.compress(few + lines(large[number], short), 1))
        bucket.put(f"in/2-{number:02}", many)
        bucket.put(f"in/3-{number:02}", many)
    meeting = Meeting(s3_faults, reads=AT_ONCE, uploads=AT_ONCE)
    s3_faults.when(lambda request: request.operation == "GetObject" and "/in/1-" not in request.path, HeldReading(meeting))
    s3_faults.when(lambda request: request.operation == "UploadPart", HeldUpload(meeting))

    weir = Weir(tmp_path, s3.environment(s3_faults.endpoint))
    result = weir.run(weir.pipeline(PIPELINE.format(bucket=bucket.url)))
    assert result.exit == 0 and result.summary["epochs"] == 1, result
    assert result.summary["written"] == AT_ONCE * (21_000 + EACH * (20 + 2 * 600)), result
    assert meeting.met is not None, "so many were never under way at once"
    assert {partition_of(path) for path in meeting.met["uploads"]} == set(large)
    assert {partition_of(path) for path in meeting.begun} == set(large), "some of the 1,024 were not open any more"
    assert {partition_of(f"/{key}") for key in bucket.list("lake/")} == {*large, *(part for parts in small for part in parts)}
    assert result.memory_is_bounded(), f"{result.peak_bytes / (1 << 20):.0f} MiB"
    assert not bucket.list_uploads()

"""Folders in a bucket: read, staged and committed as folders of this machine are, over a server that verifies signatures."""

import gzip
import socket
import threading
import time

import pyarrow.dataset as dataset
import pyarrow.parquet as parquet
import pytest
from pyarrow import fs

import alb_oracle
from servers.environment import aws_environment
from servers.faults import Delay, HalfAnswer, LoseAnswer, Moved, Refuse, Reset, TimeTooSkewed, TruncateUpload
from tables import assert_same
from weir import ALB_TO_PARQUET, SMALL_EPOCHS, Weir

LINES = """
weir = 1
[source.lines]
type = "files"
path = "{input}"
{source}
[sink.out]
type = "text"
from = "lines"
path = "{output}"
format = "column"
{sink}
"""

# What a run of a table in a bucket asks for.
CALLS = {"ListObjectsV2", "GetObject", "CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload", "ListMultipartUploads"}


@pytest.fixture
def weir(tmp_path, s3):
    return Weir(tmp_path, s3.environment())


@pytest.fixture
def through(tmp_path, s3, s3_faults):
    """A weir that reaches the server through the proxy."""
    return Weir(tmp_path, s3.environment(s3_faults.endpoint))


def upload(bucket, small, prefix="logs"):
    for path in small.paths():
        bucket.put(f"{prefix}/{path.relative_to(small.folder)}", path.read_bytes())


def table_of(s3, bucket, prefix="lake"):
    """The table as a reader of S3 sees it."""
    store = fs.S3FileSystem(access_key=s3.access_key, secret_key=s3.secret_key, endpoint_override=s3.endpoint, region=s3.region)
    import pyarrow as pa
    partitions = dataset.partitioning(pa.schema([(name, pa.string()) for name in alb_oracle.PARTITIONS]), flavor="hive")
    return dataset.dataset(f"{bucket.name}/{prefix}", filesystem=store, format="parquet", partitioning=partitions).to_table()


def lines(weir, input, output, source="", sink=""):
    return weir.pipeline(LINES.format(input=input, output=output, source=source, sink=sink))


def text_in(bucket, prefix):
    return b"".join(bucket.get(key) for key in bucket.list(prefix))


def test_a_table_in_a_bucket_of_logs_in_a_bucket(weir, s3, bucket, small):
    upload(bucket, small)
    result = weir.run(ALB_TO_PARQUET, input=f"{bucket.url}/logs", output=f"{bucket.url}/lake")
    assert result.exit == 0, result
    assert_same(table_of(s3, bucket), small.expected)
    assert not bucket.list_uploads()

    # Nothing new: nothing written.
    keys = bucket.list()
    again = weir.run(ALB_TO_PARQUET, input=f"{bucket.url}/logs", output=f"{bucket.url}/lake")
    assert (again.exit, again.summary["read"]) == (0, 0), again
    assert bucket.list() == keys

    # A late object in an old folder is found, and no other is read again.
    late = small.paths()[0]
    bucket.put("logs/" + str(late.relative_to(small.folder)).replace(".log.gz", "-late.log.gz"), late.read_bytes())
    third = weir.run(ALB_TO_PARQUET, input=f"{bucket.url}/logs", output=f"{bucket.url}/lake")
    assert third.exit == 0 and third.summary["objects"] == 1, third
    assert not bucket.list_uploads()


def test_epochs_go_on_in_the_middle_of_an_object(weir, bucket):
    text = b"".join(b"%d some words\n" % number for number in range(1_000_000))
    bucket.put("in/large.log", text)
    pipeline = lines(weir, f"{bucket.url}/in/*", f"{bucket.url}/out", sink='[epoch]\nbytes = "1MiB"')
    result = weir.run(pipeline)
    assert result.exit == 0 and result.summary["epochs"] > 1, result
    assert sorted(text_in(bucket, "out/").splitlines()) == sorted(text.splitlines())


NAMES = ["a b.log", "a+b.log", "a%20b.log", "100%.log", "é😀.log", "new\nline.log", "tab\there.log", "<&>'\".log", "~!@#$^()=;:,?.log", "..log"]


def test_keys_of_all_kinds(weir, bucket):
    for number, name in enumerate(NAMES):
        bucket.put(f"in/{name}", f"line {number}\n")
    bucket.put("in/empty.log", b"")
    result = weir.run(lines(weir, f"{bucket.url}/in/*.log", f"{bucket.url}/out"))
    assert result.exit == 0, result
    read = [name for name in NAMES if not name.startswith(".")]
    assert sorted(text_in(bucket, "out/").decode().splitlines()) == sorted(f"line {NAMES.index(name)}" for name in read)


def test_a_sinks_paths_of_all_kinds(weir, bucket):
    bucket.put("in/é +%/x.log", b"x\n")
    result = weir.run(lines(weir, f"{bucket.url}/in/{{name}}/*.log", f"{bucket.url}/out/{{name}}/"))
    assert result.exit == 0, result
    keys = bucket.list("out/")
    assert len(keys) == 1 and keys[0].startswith("out/é +%25/"), keys


def test_objects_that_grew_and_that_became_others(weir, bucket):
    bucket.put("in/a.log", b"one\n")
    bucket.put("in/b.log", b"eins\n")
    pipeline = lines(weir, f"{bucket.url}/in/*.log", f"{bucket.url}/out")
    assert weir.run(pipeline).exit == 0
    bucket.put("in/a.log", b"one\ntwo\n")
    bucket.put("in/b.log", b"zwei, drei\n")
    result = weir.run(pipeline)
    assert result.exit == 3, result
    assert "became another file" in result.stderr and "b.log" in result.stderr
    assert sorted(text_in(bucket, "out/").splitlines()) == [b"eins", b"one", b"two"]


def test_large_objects_come_in_ranges(through, s3_faults, bucket):
    # Noise, so that it stays large: over one connection and over several the same bytes come.
    import random
    rng = random.Random(4)
    text = b"".join(rng.randbytes(60).hex().encode() + b"\n" for _ in range(250_000))
    bucket.put("in/large.log.gz", gzip.compress(text, 1))
    result = through.run(lines(through, f"{bucket.url}/in/*", f"{bucket.url}/out"))
    assert result.exit == 0, result
    assert text_in(bucket, "out/") == text
    assert len(s3_faults.log("GetObject")) >= 4
    assert len(s3_faults.log("UploadPart")) >= 3
    assert not bucket.list_uploads()


class Counted(Delay):
    """As slow as a service that is far away; counts how many wait at once."""

    def __init__(self, seconds):
        super().__init__(seconds)
        self.lock, self.now, self.most = threading.Lock(), 0, 0

    def __call__(self, exchange):
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        super().__call__(exchange)
        with self.lock:
            self.now -= 1


def test_many_small_objects_are_read_at_once(through, s3_faults, bucket):
    for number in range(120):
        bucket.put(f"in/{number:03}.log", b"%d\n" % number)
    slow = Counted(0.05)
    s3_faults.when(lambda request: request.operation == "GetObject", slow)
    result = through.run(lines(through, f"{bucket.url}/in/*", f"{bucket.url}/out"))
    assert result.exit == 0, result
    assert sorted(map(int, text_in(bucket, "out/").split())) == list(range(120))
    assert slow.most > 10, "they were read one after the other"


def test_slow_objects_are_one_epoch(through, s3_faults, bucket):
    """More readers wait for the network than there is memory for what they read: that is no reason to commit."""
    for number in range(120):
        bucket.put(f"in/{number:03}.log", b"%d\n" % number)
    s3_faults.when(lambda request: request.operation == "GetObject", Delay(0.3))
    result = through.run(lines(through, f"{bucket.url}/in/*", f"{bucket.url}/out", sink='[pipeline]\nmemory = "64MiB"'))
    assert result.exit == 0 and result.summary["epochs"] == 1, result
    assert sorted(map(int, text_in(bucket, "out/").split())) == list(range(120))


def test_a_window_lists_only_its_prefixes(through, s3_faults, bucket):
    for region in ("eu-west-1", "us-gov-west-1"):
        for day in range(1, 29):
            for month in ("03", "04"):
                bucket.put(f"in/{region}/2024/{month}/{day:02}/a.log", f"{region} {month} {day}\n")
    source = 'since = "2024-03-05T00:00:00Z"\nuntil = "2024-03-07T00:00:00Z"'
    result = through.run(lines(through, f"{bucket.url}/in/{{region}}/{{yyyy}}/{{mm}}/{{dd}}/*.log", f"{bucket.url}/out", source))
    assert result.exit == 0 and result.summary["objects"] == 4, result
    listed = {request.query["prefix"] for request in s3_faults.log("ListObjectsV2") if request.query.get("delimiter")}
    assert listed == {"in/"} | {f"in/{region}/{rest}" for region in ("eu-west-1", "us-gov-west-1")
                                for rest in ("", "2024/", "2024/03/", "2024/03/05/", "2024/03/06/")}


def test_a_window_of_a_flat_prefix_begins_and_ends_where_it_lies(through, s3_faults, bucket):
    for day in range(1, 29):
        for hour in range(24):
            bucket.put(f"in/2024-02-{day:02}-{hour:02}-15-ABC", f"{day} {hour}\n")
    for day in range(1, 29):
        for hour in range(24):
            bucket.put(f"in/2024-03-{day:02}-{hour:02}-15-ABC", b"later\n")
    source = 'since = "2024-02-20T00:00:00Z"\nuntil = "2024-02-21T00:00:00Z"'
    result = through.run(lines(through, f"{bucket.url}/in/{{yyyy}}-{{mm}}-{{dd}}-{{hh}}-*", f"{bucket.url}/out", source))
    assert result.exit == 0 and result.summary["objects"] == 24, result
    pages = [request for request in s3_faults.log("ListObjectsV2") if request.query.get("delimiter")]
    assert len(pages) == 1 and pages[0].query["start-after"] == "in/2024-02-20-00,", pages


def upload_in_pieces(bucket, small, lines):
    """The logs as many objects of so many lines."""
    for path in small.paths():
        whole = gzip.decompress(path.read_bytes()).splitlines(keepends=True)
        for begin in range(0, len(whole), lines):
            name = str(path.relative_to(small.folder)).replace(".log.gz", f"-{begin}.log.gz")
            bucket.put(f"logs/{name}", gzip.compress(b"".join(whole[begin : begin + lines])))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_tenth_of_all_calls_fails(through, s3, s3_faults, bucket, small, seed):
    upload_in_pieces(bucket, small, lines=15)
    faults = [Reset(), LoseAnswer(), HalfAnswer(), TruncateUpload(), Refuse(500, "InternalError"), Refuse(503, "SlowDown"), Refuse(503, "ServiceUnavailable")]
    # The first call of each kind fails for sure: of some kinds there are few.
    s3_faults.at_random(seed, 1.0, faults, lambda request: request.nth == 1)
    s3_faults.at_random(seed, 0.1, faults)
    result = through.run(through.alb(SMALL_EPOCHS.replace("8MiB", "8KiB")), input=f"{bucket.url}/logs", output=f"{bucket.url}/lake")
    assert result.exit == 0, result
    assert_same(table_of(s3, bucket), small.expected)
    assert not bucket.list_uploads()
    made = s3_faults.log()
    failed = [request for request in made if request.done != "Pass"]
    assert {request.operation for request in failed} == {request.operation for request in made} >= CALLS
    # Of 200 others none fails once in 10**9 times.
    assert sum(request.nth > 1 for request in made) >= 200
    assert any(request.nth > 1 for request in failed), "no call failed but those that had to"


def test_calls_that_are_repeated_again_and_again_are_told(through, s3_faults, bucket):
    bucket.put("in/a.log", b"one\n")
    s3_faults.when(lambda request: request.operation == "GetObject" and request.attempt <= 7, Refuse(500, "InternalError"))
    result = through.run(lines(through, f"{bucket.url}/in/*", f"{bucket.url}/out"))
    assert result.exit == 0, result
    assert "GetObject: 500 InternalError" in result.stderr and "; attempt " in result.stderr, result


def test_a_completion_whose_answer_was_lost_is_known_as_done(through, s3_faults, bucket):
    bucket.put("in/a.log", b"one\n")
    # Lost once, and then the service does not know the upload any more: as S3 does.
    s3_faults.when(lambda request: request.operation == "CompleteMultipartUpload" and request.attempt == 1, LoseAnswer())
    s3_faults.when(lambda request: request.operation == "CompleteMultipartUpload", Refuse(404, "NoSuchUpload"))
    result = through.run(lines(through, f"{bucket.url}/in/*", f"{bucket.url}/out"))
    assert result.exit == 0, result
    assert text_in(bucket, "out/") == b"one\n"


def test_an_object_that_has_our_place_stays(through, s3_faults, bucket):
    bucket.put("in/a.log", b"one\n")
    pipeline = lines(through, f"{bucket.url}/in/*", f"{bucket.url}/out")
    taken = []

    def take(request):
        if request.operation != "CompleteMultipartUpload":
            return False
        key = request.path.split("/", 2)[2]
        if not taken:
            taken.append(key)
            bucket.put(key, b"somebody else's\n")
        return False
    s3_faults.when(take, Reset())
    result = through.run(pipeline)
    assert result.exit not in (0, 3), result
    assert "another object has this name" in result.stderr, result
    assert bucket.get(taken[0]) == b"somebody else's\n"
    assert bucket.list_uploads(), "what was written waits"
    # Moved away, the next run commits what waits.
    bucket.client.delete_object(Bucket=bucket.name, Key=taken[0])
    s3_faults.calm()
    assert through.run(pipeline).exit == 0
    assert text_in(bucket, "out/") == b"one\n"
    assert not bucket.list_uploads()


def test_uploads_of_a_killed_run_are_swept(weir, bucket):
    bucket.put("in/a.log", b"one\n")
    pipeline = lines(weir, f"{bucket.url}/in/*", f"{bucket.url}/out")
    assert weir.run(pipeline).exit == 0
    state = bucket.list("out/")[0].split("-")[1]
    bucket.client.create_multipart_upload(Bucket=bucket.name, Key=f"out/out-{state}-7-0-0.txt")
    theirs = "out/out-01234567-7-0-0.txt"
    bucket.client.create_multipart_upload(Bucket=bucket.name, Key=theirs)
    assert weir.run(pipeline).exit == 0
    assert [key for key, _ in bucket.list_uploads()] == [theirs]


def test_prefixes_that_are_denied_do_not_end_the_run(through, s3_faults, bucket):
    for account in ("111", "222", "333"):
        bucket.put(f"in/{account}/a.log", account + "\n")
    s3_faults.when(lambda request: "222" in request.query.get("prefix", ""), Refuse(403, "AccessDenied", "no"))
    s3_faults.when(lambda request: request.operation == "GetObject" and "/333/" in request.path, Refuse(403, "AccessDenied", "no"))
    path = f"{bucket.url}/in/{{account}}/*.log"
    result = through.run(lines(through, path, f"{bucket.url}/out"))
    assert result.exit == 3, result
    assert "s3:ListBucket" in result.stderr and "s3:GetObject" in result.stderr and "AccessDenied" in result.stderr, result
    assert text_in(bucket, "out/") == b"111\n"
    failing = through.run(lines(through, path, f"{bucket.url}/out2", 'on_error = "fail"'))
    assert failing.exit == 5, failing


def test_an_object_that_vanished_is_told(through, s3_faults, bucket):
    bucket.put("in/a.log", b"a\n")
    bucket.put("in/b.log", b"b\n")
    s3_faults.when(lambda request: request.operation == "GetObject" and request.path.endswith("a.log"), Refuse(404, "NoSuchKey", "gone"))
    result = through.run(lines(through, f"{bucket.url}/in/*", f"{bucket.url}/out"))
    assert result.exit == 3 and "NoSuchKey" in result.stderr, result
    assert text_in(bucket, "out/") == b"b\n"


def test_an_object_that_changed_while_it_was_read_is_told(through, s3_faults, bucket):
    first, second = (b"\n".join(b"%d %s" % (i, word * 30) for i in range(700_000)) for word in (b"a", b"b"))
    bucket.put("in/a.log", first)
    replaced = []

    def replace(request):
        # Four ranges are asked for at once; one behind them only when the first has come.
        begin = int(request.headers["range"].partition("=")[2].partition("-")[0]) if request.operation == "GetObject" else 0
        if begin >= 16 << 20 and not replaced:
            replaced.append(True)
            bucket.put("in/a.log", second)
        return False
    s3_faults.when(replace, Reset())
    result = through.run(lines(through, f"{bucket.url}/in/*", f"{bucket.url}/out"))
    assert result.exit == 3 and "another object took its place" in result.stderr, result
    assert b" b" not in text_in(bucket, "out/")


def test_what_is_wrong_with_a_bucket_is_told(weir, bucket):
    bucket.put("in/a.log", b"a\n")
    result = weir.run(lines(weir, "s3://no-such-bucket-here/in/*", f"{bucket.url}/out"))
    assert result.exit == 78 and "NoSuchBucket" in result.stderr and "check the bucket's name" in result.stderr, result
    result = weir.run(lines(weir, f"{bucket.url}/in/*", "s3://no-such-bucket-here/out"))
    assert result.exit == 78 and "NoSuchBucket" in result.stderr, result
    result = weir.run(lines(weir, "s3://Not_A_Bucket/in/*", f"{bucket.url}/out"))
    assert result.exit == 78 and "not the name of a bucket" in result.stderr, result
    result = weir.run(lines(weir, f"{bucket.url}/nothing/*", f"{bucket.url}/out"))
    assert result.exit == 0 and "no object was found" in result.stderr, result


@pytest.mark.parametrize("bucket, host", [("logs", "logs.s3.eu-central-1.amazonaws.com"), ("logs.example.com", "s3.eu-central-1.amazonaws.com")])
def test_the_buckets_of_aws_are_asked_by_their_hosts(tmp_path, bucket, host):
    """Unless the name has a dot, which no certificate of AWS matches.  A proxy hears which host is wanted."""
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        proxy.settimeout(60)
        url = f"http://127.0.0.1:{proxy.getsockname()[1]}"
        weir = Weir(tmp_path, aws_environment("AKIDEXAMPLE", "secret") | {"HTTPS_PROXY": url, "https_proxy": url, "NO_PROXY": "", "no_proxy": ""})
        run = weir.start(lines(weir, f"s3://{bucket}/in/*", tmp_path / "out"))
        try:
            connection, _ = proxy.accept()
            with connection, connection.makefile("rb") as asked:
                assert asked.readline().decode().split()[:2] == ["CONNECT", f"{host}:443"]
        finally:
            run.kill()
            run.communicate()


def test_wrong_keys_are_refused(tmp_path, s3, bucket):
    bucket.put("in/a.log", b"a\n")
    secret = "not/the+secret=at-all"
    weir = Weir(tmp_path, s3.environment() | {"AWS_SECRET_ACCESS_KEY": secret})
    result = weir.run(lines(weir, f"{bucket.url}/in/*", f"{bucket.url}/out"))
    assert result.exit == 5 and "SignatureDoesNotMatch" in result.stderr, result
    assert secret not in result.stderr
    weir = Weir(tmp_path, {name: value for name, value in s3.environment().items() if "KEY" not in name})
    result = weir.run(lines(weir, f"{bucket.url}/in/*", f"{bucket.url}/out"))
    assert result.exit == 5 and "credentials" in result.stderr, result


def test_a_clock_that_is_ten_minutes_off(through, s3_faults, bucket):
    """The service says what time it is, and weir signs for that."""
    bucket.put("in/a.log", b"a\n")
    s3_faults.when(lambda request: request.nth == 1, TimeTooSkewed(ahead=600))
    result = through.run(lines(through, f"{bucket.url}/in/*", f"{bucket.url}/out"))
    assert result.exit == 0, result
    assert text_in(bucket, "out/") == b"a\n"


def test_a_bucket_of_another_region_is_found_there(tmp_path, s3, s3_faults, bucket):
    bucket.put("in/a.log", b"a\n")
    # The server refuses a signature for another region, and names its own.
    elsewhere = Weir(tmp_path / "signed", s3.environment() | {"AWS_REGION": "us-east-1"})
    assert elsewhere.run(lines(elsewhere, f"{bucket.url}/in/*", f"{bucket.url}/out")).exit == 0
    # S3 redirects.
    s3_faults.when(lambda request: "/us-east-1/" in request.headers.get("authorization", ""), Moved(s3.region))
    redirected = Weir(tmp_path / "redirected", s3.environment(s3_faults.endpoint) | {"AWS_REGION": "us-east-1"})
    assert redirected.run(lines(redirected, f"{bucket.url}/in/*", f"{bucket.url}/out2")).exit == 0
    assert any("301" in request.done for request in s3_faults.log())
    assert text_in(bucket, "out/") == text_in(bucket, "out2/") == b"a\n"


def test_a_bucket_that_is_redirected_for_ever(through, s3_faults, bucket):
    bucket.put("in/a.log", b"a\n")
    s3_faults.when(lambda request: True, Moved("us-west-2"))
    result = through.run(lines(through, f"{bucket.url}/in/*", f"{bucket.url}/out"))
    assert result.exit == 78 and "another region" in result.stderr, result
    assert len(s3_faults.log()) < 20


def test_a_token_that_has_expired(through, s3_faults, bucket):
    bucket.put("in/a.log", b"a\n")
    s3_faults.when(lambda request: True, Refuse(400, "ExpiredToken", "The provided token has expired."))
    result = through.run(lines(through, f"{bucket.url}/in/*", f"{bucket.url}/out"))
    assert result.exit == 5 and "ExpiredToken" in result.stderr, result


class Page(Refuse):
    """A listing in the server's place."""

    def __init__(self, inside):
        super().__init__(200, "")
        self.inside = inside

    def xml(self, elements):
        return f"<ListBucketResult>{self.inside}</ListBucketResult>"


def object_in_list(key):
    return f'<Contents><Key>{key}</Key><ETag>"0"</ETag><Size>2</Size></Contents>'


def test_listings_that_can_not_be(through, s3_faults, bucket):
    bucket.put("in/a.log", b"a\n")
    more = "<IsTruncated>true</IsTruncated><NextContinuationToken>next</NextContinuationToken>"

    def run(output, **pages):
        s3_faults.calm()
        listing = lambda request: request.operation == "ListObjectsV2" and "delimiter" in request.query  # noqa: E731
        s3_faults.when(lambda request: listing(request) and "continuation-token" not in request.query, Page(pages["first"]))
        s3_faults.when(listing, Page(pages["second"]))
        return through.run(lines(through, f"{bucket.url}/in/*", f"{bucket.url}/{output}"))

    # A key on two pages is one object; one that a page leaves out comes with a later run, as it has not been read.
    twice = run("twice", first=object_in_list("in/a.log") + more, second=object_in_list("in/a.log"))
    assert twice.exit == 0 and twice.summary["objects"] == 1, twice
    bucket.put("in/b.log", b"b\n")
    s3_faults.calm()
    assert through.run(lines(through, f"{bucket.url}/in/*", f"{bucket.url}/twice")).exit == 0
    assert sorted(text_in(bucket, "twice/").splitlines()) == [b"a", b"b"]
    # The same page for ever, and keys that are not there.
    for_ever = run("ever", first=object_in_list("in/a.log") + more, second=object_in_list("in/a.log") + more)
    assert for_ever.exit not in (0, 3) and "again and again" in for_ever.stderr, for_ever
    elsewhere = run("elsewhere", first=object_in_list("secret/a.log"), second="")
    assert elsewhere.exit not in (0, 3) and "which is not there" in elsewhere.stderr, elsewhere


@pytest.mark.heavy
def test_no_server_is_worth_another_try(tmp_path, s3, bucket):
    weir = Weir(tmp_path, s3.environment("http://127.0.0.1:1"))
    began = time.monotonic()
    result = weir.run(weir.pipeline(LINES.format(input=f"{bucket.url}/in/*", output=f"{bucket.url}/out", source="", sink="") +
                                    '[epoch]\ngive_up_after = "2s"\n'))
    assert result.exit == 4, result
    assert time.monotonic() - began < 120


def test_rewinding_takes_objects_away_again(weir, bucket):
    bucket.put("in/a.log", b"one\n")
    pipeline = lines(weir, f"{bucket.url}/in/*", f"{bucket.url}/out")
    assert weir.run(pipeline).exit == 0
    bucket.put("in/b.log", b"two\n")
    assert weir.run(pipeline).exit == 0
    rewound = weir.call(weir.command("state", "rewind", pipeline, "--to", "1"))
    assert rewound.exit == 0, rewound
    assert weir.run(pipeline).exit == 0
    assert sorted(text_in(bucket, "out/").splitlines()) == [b"one", b"two"]


def test_dead_letters_in_a_bucket(weir, bucket):
    bucket.put("in/a.log", b"not an access log\n" * 3)
    text = ALB_TO_PARQUET.read_text().replace('path = "${input}/{region}/{yyyy}/{mm}/{dd}/*.log.gz"', 'path = "${input}/{region}.log"')
    pipeline = weir.pipeline(text + f'\n[dead_letter]\ntype = "text"\npath = "{bucket.url}/letters"\n')
    result = weir.run(pipeline, input=f"{bucket.url}/in", output=f"{bucket.url}/lake")
    assert result.exit == 3, result
    assert text_in(bucket, "letters/").count(b"not an access log") == 3
    listed = weir.call(weir.command("dlq", "list", pipeline, input=f"{bucket.url}/in", output=f"{bucket.url}/lake"))
    assert listed.exit == 2 and "only those in a folder" in listed.stderr, listed


@pytest.mark.heavy
def test_memory_is_bounded_with_a_thousand_partitions(weir, bucket):
    """Parts that are too small to be sent wait on the disk."""
    for part in range(16):
        rows = (f"p{(row * 7919 + part) % 1000:03} {'x' * (row % 90)}{row}\n" for row in range(120_000))
        bucket.put(f"in/{part}.log.gz", gzip.compress("".join(rows).encode(), 1))
    pipeline = weir.pipeline(f"""
weir = 1
[source.lines]
type = "files"
path = "{bucket.url}/in/*"
[transform.rows]
type = "regex"
from = "lines"
pattern = '(?P<part>p\\d+) (?P<text>.*)'
[sink.lake]
type = "parquet"
from = "rows"
path = "{bucket.url}/lake"
partition_by = ["part"]
""")
    result = weir.run(pipeline)
    assert result.exit == 0 and result.summary["written"] == 16 * 120_000, result
    assert result.memory_is_bounded(), result.peak_bytes
    assert not bucket.list_uploads()
    assert len({key.split("/")[1] for key in bucket.list("lake/")}) == 1000

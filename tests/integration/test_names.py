"""Objects named by a template: read back in the order of their names they are the streams they came from, whatever happened to the runs."""

import collections
import gzip
import json
import random
import re
import shutil
import time

import pyarrow
import pytest

from weir import Weir

COPY = """
weir = 1
[pipeline]
lanes = 4
[epoch]
bytes = "{epoch}"
[source.logs]
type = "files"
path = "{input}"
[sink.out]
type = "text"
from = "{rows}"
path = "{output}"
name = "{name}"
{more}
"""
PARSED = """
[transform.rows]
type = "regex"
from = "logs"
pattern = '(?P<split>\\S+) (?P<n>\\d+) ?(?P<rest>.*)'
"""
NAME = "{random}_{sequence}.log"
SHAPE = re.compile(r"[0-9a-f]{16}_(\d{10}-\d{4}-\d{8})\.log(\.gz|\.zst)?")
LINES_ONLY = 'format = "column"\n'


class Folder:
    """What a run reads and writes, on this machine."""

    def __init__(self, weir):
        self.root = weir.folder
        self.url = "."

    def put(self, name, content):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def list(self, prefix):
        return [str(path.relative_to(self.root)) for path in (self.root / prefix).rglob("*") if path.is_file() and ".weir" not in path.parts]

    def get(self, name):
        return (self.root / name).read_bytes()


@pytest.fixture(params=["folder", "bucket"])
def weir_and_place(request, tmp_path):
    if request.param == "folder":
        weir = Weir(tmp_path)
        return weir, Folder(weir)
    return Weir(tmp_path, request.getfixturevalue("s3").environment()), request.getfixturevalue("bucket")


def copy(weir, place, output="out/", more=LINES_ONLY, name=NAME, parsed=False, epoch="64KiB", called="test"):
    text = COPY.format(input=f"{place.url}/in/*.log*", output=f"{place.url}/{output}", name=name, more=more, rows="rows" if parsed else "logs", epoch=epoch)
    return weir.pipeline(text + (PARSED if parsed else ""), called)


def content_of(place, key):
    stored = place.get(key)
    codec = {"gz": "gzip", "zst": "zstd"}.get(key.rpartition(".")[2])
    return pyarrow.input_stream(pyarrow.BufferReader(stored), compression=codec).read() if codec else stored


def in_sequence(place, prefix="out/"):
    """The lines of all objects, one object after the other as their sequences sort, and how many objects there were."""
    names = {}
    for key in place.list(prefix):
        shape = SHAPE.fullmatch(key.rpartition("/")[2])
        assert shape, key
        assert shape[1] not in names, "two objects have one sequence"
        names[shape[1]] = key
    lines = []
    for _, key in sorted(names.items()):
        content = content_of(place, key)
        assert content.endswith(b"\n"), key
        lines += content.decode().splitlines()
    return lines, len(names)


def by_split(lines):
    splits = collections.defaultdict(list)
    for line in lines:
        splits[line.split(" ")[0]].append(int(line.split(" ")[1]))
    return splits


class Streams:
    """Splits of many sizes that grow, some compressed, and what was put into them."""

    def __init__(self, place):
        self.place, self.rng = place, random.Random(12)
        self.counts = collections.Counter()
        self.stored = collections.defaultdict(bytes)

    def grow(self, most=2000):
        for number in range(10):
            split, compressed = f"s{number}", number % 3 == 0
            begin = self.counts[split]
            self.counts[split] += self.rng.choice([0, 1, 30, most])
            more = "".join(f"{split} {i} {'x' * (i * 7 % 60)}\n" for i in range(begin, self.counts[split])).encode()
            self.stored[split] += gzip.compress(more) if compressed and more else more
            self.place.put(f"in/{split}.log" + (".gz" if compressed else ""), self.stored[split])

    def check(self, lines):
        splits = by_split(lines)
        for split, count in self.counts.items():
            assert splits.pop(split, []) == list(range(count)), split
        assert not splits


@pytest.mark.parametrize("compression", ["none", "gzip"])
def test_each_split_is_in_order_once(weir_and_place, compression):
    weir, place = weir_and_place
    streams = Streams(place)
    pipeline = copy(weir, place, more=LINES_ONLY + f'compression = "{compression}"\nfile_rows = 700\nfile_size = "16KiB"\n')
    for _ in range(3):
        streams.grow()
        result = weir.run(pipeline)
        assert result.exit == 0, result
        streams.check(in_sequence(place)[0])
    lines, objects = in_sequence(place)
    assert len(lines) == sum(streams.counts.values()) > 10_000
    keys = [key.rpartition("/")[2] for key in place.list("out/")]
    assert objects > 15 and len({key[0] for key in keys}) > 5, "the first digit spreads the keys"
    parts = [key[17:].split("-") for key in keys]
    assert len({epoch for epoch, _, _ in parts}) >= 3 and len({lane for _, lane, _ in parts}) > 1 and max(int(n[:8]) for _, _, n in parts) > 0


@pytest.mark.parametrize("compression", ["gzip", "zstd"])
def test_all_columns_as_json_and_folders_of_values(weir, compression):
    place = Folder(weir)
    streams = Streams(place)
    streams.grow()
    pipeline = copy(weir, place, "out/{split}/", f'compression = "{compression}"\norigin = true\nfile_rows = 500\n', parsed=True)
    result = weir.run(pipeline)
    assert result.exit == 0, result
    lines, _ = in_sequence(place)
    assert {path.split("/")[1] for path in place.list("out/")} == {split for split, count in streams.counts.items() if count}
    rows = [json.loads(line) for line in lines]
    assert all(row["weir.split"].endswith((row["split"] + ".log", row["split"] + ".log.gz")) for row in rows)
    streams.check(f"{row['split']} {row['n']} " for row in rows)


def test_two_pipelines_share_a_folder_and_never_a_name(weir_and_place):
    weir, place = weir_and_place
    other = Weir(weir.folder / "other", weir.extra)
    place.put("in/a.log", b"a 0\na 1\n")
    pipeline = copy(weir, place)
    assert weir.run(pipeline).exit == 0
    second = other.pipeline(pipeline.read_text().replace('"./', f'"{weir.folder}/'))
    refused = other.run(second)
    assert refused.exit == 78 and "was written under another state" in refused.stderr, refused
    assert other.run(second, "--from-scratch").exit == 0
    keys = [key.rpartition("/")[2] for key in place.list("out/")]
    assert len(set(keys)) == 2 and len({SHAPE.fullmatch(key)[1] for key in keys}) == 1, keys
    # From now on each knows its own.
    place.put("in/b.log", b"b 0\n")
    assert weir.run(pipeline).exit == 0 and other.run(second).exit == 0
    assert sorted(line for key in place.list("out/") for line in content_of(place, key).decode().splitlines()) == sorted(["a 0", "a 1", "b 0"] * 2)


def test_an_older_copy_of_the_state_knows_its_names(weir):
    place = Folder(weir)
    place.put("in/a.log", b"a 0\n")
    pipeline = copy(weir, place)
    assert weir.run(pipeline).exit == 0
    shutil.copytree(weir.state, weir.folder / "backup")
    place.put("in/a.log", b"a 0\na 1\n")
    assert weir.run(pipeline).exit == 0
    time.sleep(1.2)  # only the time of the copying tells
    for copied in (weir.folder / "backup").rglob("*"):
        if copied.is_file():
            (weir.state / copied.relative_to(weir.folder / "backup")).write_bytes(copied.read_bytes())
    result = weir.run(pipeline)
    assert result.exit == 78 and "was written by an epoch after 1" in result.stderr, result
    newest, = (path for path in (weir.folder / "out").iterdir() if "_0000000002-" in path.name)
    newest.unlink()
    assert weir.run(pipeline).exit == 0
    assert in_sequence(place)[0] == ["a 0", "a 1"]


def test_a_commit_that_was_held_up_gives_the_names_it_had(weir):
    place = Folder(weir)
    streams = Streams(place)
    streams.grow(300)
    pipeline = copy(weir, place, "out/{split}/", LINES_ONLY + 'column = "n"\nfile_rows = 100\n', parsed=True, epoch="1GiB")
    # In the way of one folder, so that the epoch is recorded and half of it committed.
    (weir.folder / "out").mkdir()
    blocked = max(streams.counts, key=lambda split: streams.counts[split])
    (weir.folder / "out" / blocked).write_text("in the way")
    result = weir.run(pipeline)
    assert result.exit == 4 and "half-committed" in result.stderr, result
    staged = sorted(path.name.rpartition("-")[0] for path in (weir.folder / "out/.weir").rglob("*.staged"))
    assert staged
    (weir.folder / "out" / blocked).unlink()
    assert weir.run(pipeline).exit == 0
    assert set(staged) <= {key.rpartition("/")[2] for key in place.list("out/")}
    splits = {split: [int(line) for line in in_sequence(place, f"out/{split}")[0]] for split, count in streams.counts.items() if count}
    assert splits == {split: list(range(streams.counts[split])) for split in splits}


def test_rewound_epochs_are_written_again_in_their_order(weir):
    place = Folder(weir)
    streams = Streams(place)
    pipeline = copy(weir, place, more=LINES_ONLY + "file_rows = 50\n")
    streams.grow(200)
    assert weir.run(pipeline).exit == 0
    before = set(place.list("out/"))
    streams.grow(200)
    assert weir.run(pipeline).exit == 0
    assert weir.tell("state", "rewind", pipeline, "--to", "0").exit == 0
    assert weir.run(pipeline).exit == 0
    streams.check(in_sequence(place)[0])
    assert not before & set(place.list("out/"))


def test_uploads_of_a_killed_run_are_known_by_their_names(tmp_path, s3, bucket):
    weir = Weir(tmp_path, s3.environment())
    bucket.put("in/a.log", b"a 0\n")
    pipeline = copy(weir, bucket)
    assert weir.run(pipeline).exit == 0
    ours, = bucket.list("out/")
    random_digit = ours[len("out/")]
    theirs = "out/" + ("0" if random_digit != "0" else "1") + ours[len("out/") + 1:]
    assert SHAPE.fullmatch(theirs.rpartition("/")[2]) and theirs != ours
    for key in (ours, theirs, "out/notes.log"):
        bucket.client.create_multipart_upload(Bucket=bucket.name, Key=key)
    assert weir.run(pipeline).exit == 0
    assert sorted(key for key, _ in bucket.list_uploads()) == sorted([theirs, "out/notes.log"])


def test_files_end_by_age(weir):
    place = Folder(weir)
    place.put("in/a.log", b"".join(b"a %d\n" % i for i in range(200_000)))
    young, old = (copy(weir, place, age, LINES_ONLY + f'file_age = "{age}"\n', epoch="1GiB", called=age) for age in ("1h", "1ms"))
    assert weir.run(young).exit == 0
    assert weir.run(old).exit == 0
    assert in_sequence(place, "1h")[1] == 1
    lines, objects = in_sequence(place, "1ms")
    assert objects > 1 and by_split(lines) == {"a": list(range(200_000))}


@pytest.mark.parametrize("path, name, message", [
    ("out/", "{sequence}.log", "two sinks that write into one folder"),
    ("out/", "{random}.log", "would give a name twice"),
    ("out/", "{random}_{sequence}_{day}", "no field of a name"),
    ("out/{split}.log", NAME, "the path names the files already"),
])
def test_names_that_can_not_be_are_pointed_at(weir, path, name, message):
    result = weir.tell("check", copy(weir, Folder(weir), path, name=name))
    assert result.exit == 78 and message in result.stderr and "name = " in result.stderr, result

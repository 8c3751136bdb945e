"""Input that is damaged, odd or out of reach: what is good is kept, and the message says what was wrong and where."""

import contextlib
import gzip
import os
import random
import re
import subprocess
import zlib

import pyarrow
import pytest

import alb_oracle
import edge_lines
from tables import assert_nothing_staged, assert_same, read_with_pyarrow
from weir import ALB_TO_PARQUET, make_logs

# root may read and write everything; without these two capabilities it may do what anyone may.
AS_ANYONE = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] if os.geteuid() == 0 else []


@pytest.fixture
def logs(weir):
    return weir.folder / "logs"


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    """Two thousand good lines."""
    folder = tmp_path_factory.mktemp("content")
    make_logs(folder, 2_000_000, seed=5, files=1)
    path, = folder.rglob("*.log.gz")
    return b"".join(line + b"\n" for line in alb_oracle.lines_of(path)[:2000])


def put(logs, name, data):
    """An object below the logs."""
    path = logs / "eu-west-1/2024/02/28" / f"{name}.log.gz"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def run(weir, logs, **how):
    return weir.run(ALB_TO_PARQUET, input=logs, output=weir.table, **how)


def rows_of(tmp_path, *contents):
    """What the table of these contents must hold."""
    folder = tmp_path / "expected"
    for number, data in enumerate(contents):
        put(folder, str(number), data)
    return alb_oracle.parse_folder(folder)[0]


def assert_damaged(result, path, reason):
    """The run kept what it could and names the object and what is wrong with it."""
    assert result.exit == 3, result
    assert [damaged["split"].endswith(path.name) for damaged in result.summary["damaged"]] == [True], result
    assert re.search(reason, result.summary["damaged"][0]["reason"]), result
    assert str(path.name) in result.stderr
    assert re.search(reason, result.stderr), result
    assert result.summary["balanced"]


def test_a_truncated_gzip_keeps_its_good_records(weir, logs, content, tmp_path):
    other = edge_lines.line("the object beside it") + b"\n"
    put(logs, "good", gzip.compress(other))
    packed = gzip.compress(content)
    path = put(logs, "cut", packed[:len(packed) * 2 // 3])
    result = run(weir, logs)
    assert_damaged(result, path, "cut off")

    whole = zlib.decompressobj(31).decompress(path.read_bytes())
    whole = whole[:whole.rindex(b"\n") + 1]  # a line that the cut went through is no row
    assert_same(read_with_pyarrow(weir.table), rows_of(tmp_path, whole, other))
    assert_nothing_staged(weir)
    letter, = weir.dead_letters()
    assert int(letter["offset"]) == len(whole), "what is left of the line is kept, with its place"
    assert content[len(whole):].startswith(letter["raw"].encode())
    again = run(weir, logs)
    assert again.summary["read"] == 0, "what was read of a damaged object is not read twice"


def test_a_gzip_with_a_wrong_checksum(weir, logs, content):
    packed = bytearray(gzip.compress(content))
    packed[-8] ^= 1
    path = put(logs, "wrong", bytes(packed))
    assert_damaged(run(weir, logs), path, "checksum")


def test_garbage_inside_a_gzip(weir, logs, content):
    packed = bytearray(gzip.compress(content))
    middle = len(packed) // 2
    packed[middle:middle + 100] = b"\xff" * 100
    path = put(logs, "bad", bytes(packed))
    assert_damaged(run(weir, logs), path, "damaged|checksum")


def test_bytes_after_a_gzip(weir, logs, content, tmp_path):
    path = put(logs, "tail", gzip.compress(content) + b"and more")
    assert_damaged(run(weir, logs), path, "after")
    assert_same(read_with_pyarrow(weir.table), rows_of(tmp_path, content))


def test_a_gzip_with_several_members(weir, logs, content, tmp_path):
    cuts = [0, 1000, 1001, len(content) // 2, len(content)]  # members end where they like, also inside of a line
    members = [gzip.compress(content[begin:end]) for begin, end in zip(cuts, cuts[1:])]
    put(logs, "members", b"".join(members) + gzip.compress(b""))
    result = run(weir, logs)
    assert result.exit == 0, result
    assert_same(read_with_pyarrow(weir.table), rows_of(tmp_path, content))


def test_a_zstd_object(weir, logs, content, tmp_path):
    put(logs, "zstd", pyarrow.compress(content, codec="zstd", asbytes=True))
    result = run(weir, logs)
    assert result.exit == 0, result
    assert_same(read_with_pyarrow(weir.table), rows_of(tmp_path, content))


def test_a_plain_object(weir, logs, content, tmp_path):
    put(logs, "plain", content)
    result = run(weir, logs)
    assert result.exit == 0, result
    assert_same(read_with_pyarrow(weir.table), rows_of(tmp_path, content))


def test_a_last_line_without_an_end(weir, logs, content, tmp_path):
    put(logs, "unended", gzip.compress(content[:-1]))
    assert run(weir, logs).exit == 0
    assert_same(read_with_pyarrow(weir.table), rows_of(tmp_path, content))


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "in gzip"])
def test_binary_garbage(weir, logs, content, tmp_path, pack):
    garbage = random.Random(6).randbytes(100_000)
    put(logs, "garbage", pack(garbage))
    put(logs, "good", gzip.compress(content))
    result = run(weir, logs)
    assert result.exit == 3, result
    lines = [line for line in garbage.split(b"\n") if line.strip(b"\r")]  # a blank line is dropped and counted
    letters = weir.dead_letters()
    assert result.summary["rejected"] == len(letters) == len(lines)
    assert {letter["split"].rsplit("/", 1)[1] for letter in letters} == {"garbage.log.gz"}
    assert_same(read_with_pyarrow(weir.table), rows_of(tmp_path, content))


def test_more_than_one_percent_rejected(weir, logs, content):
    put(logs, "some", gzip.compress(content + b"not a line of an ALB\n" * 30))
    result = run(weir, logs)
    assert (result.exit, result.summary["rejected"], result.summary["written"]) == (3, 30, 2000), result
    assert "max_rejected" in result.stderr
    assert "dead_letters" in result.stderr, "the message says where they are"


def test_less_than_one_percent_rejected(weir, logs, content):
    put(logs, "some", gzip.compress(content + b"not a line of an ALB\n" * 10))
    result = run(weir, logs)
    assert (result.exit, result.summary["rejected"]) == (0, 10), result


def test_a_line_over_the_cap(weir, logs, content, tmp_path):
    long = random.Random(7).randbytes(9 << 20).hex().encode()  # 18 MiB; the cap is 16
    first, rest = content[:content.index(b"\n") + 1], content[content.index(b"\n") + 1:]
    put(logs, "long", gzip.compress(first + long + b"\n" + rest, 1))
    result = run(weir, logs)
    assert result.exit == 0, "one line in two thousand"
    assert result.summary["rejected"] == 1
    assert_same(read_with_pyarrow(weir.table), rows_of(tmp_path, content))
    letter, = weir.dead_letters()
    assert int(letter["offset"]) == len(first)
    assert re.search("16 ?MiB|16777216|16,777,216|16 777 216", letter["reason"])
    assert letter["raw"] and long.startswith(letter["raw"].encode()), "its head is kept"
    assert result.memory_is_bounded()


def test_a_bomb(weir, logs):
    squeeze = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = b"".join(squeeze.compress(bytes(1 << 20)) for _ in range(400)) + squeeze.flush()
    path = put(logs, "bomb", packed)
    result = run(weir, logs)
    assert_damaged(result, path, "1000 to 1")
    assert result.memory_is_bounded()


@pytest.mark.parametrize("data", [b"", gzip.compress(b"")], ids=["no bytes", "no content"])
def test_an_empty_object(weir, logs, content, tmp_path, data):
    put(logs, "empty", data)
    put(logs, "good", gzip.compress(content))
    result = run(weir, logs)
    assert result.exit == 0, result
    assert_same(read_with_pyarrow(weir.table), rows_of(tmp_path, content))


def test_only_an_empty_object(weir, logs):
    put(logs, "empty", b"")
    result = run(weir, logs)
    assert (result.exit, result.summary["read"], weir.files()) == (0, 0, []), result


@contextlib.contextmanager
def closed(folder, mode=0):
    """To be opened again, so that it can be removed."""
    folder.chmod(mode)
    try:
        yield
    finally:
        folder.chmod(0o755)


def test_a_day_without_permission(weir, logs, content, tmp_path):
    put(logs, "good", gzip.compress(content))
    day = logs / "eu-west-1/2024/02/29"
    day.mkdir()
    (day / "closed.log.gz").write_bytes(gzip.compress(content))
    with closed(day):
        result = run(weir, logs, before=AS_ANYONE)
    assert result.exit == 3, result
    assert str(day) in result.stderr
    assert "ermission denied" in result.stderr
    assert_same(read_with_pyarrow(weir.table), rows_of(tmp_path, content))


def test_an_object_without_permission(weir, logs, content, tmp_path):
    put(logs, "good", gzip.compress(content))
    object = put(logs, "closed", gzip.compress(content))
    object.chmod(0)
    result = run(weir, logs, before=AS_ANYONE)
    assert_damaged(result, object, "ermission denied")
    assert_same(read_with_pyarrow(weir.table), rows_of(tmp_path, content))


def test_an_input_without_permission(weir, logs, content):
    put(logs, "good", gzip.compress(content))
    with closed(logs):
        result = run(weir, logs, before=AS_ANYONE)
    assert result.exit == 5, result
    assert str(logs) in result.stderr
    assert "ermission denied" in result.stderr


def test_an_output_without_permission(weir, logs, content):
    put(logs, "good", gzip.compress(content))
    weir.table.mkdir()
    with closed(weir.table, 0o555):
        result = run(weir, logs, before=AS_ANYONE)
    assert result.exit == 5, result
    assert str(weir.table) in result.stderr
    assert "ermission denied" in result.stderr
    assert not weir.files()
    # Nothing counts as read that could not be written.
    assert run(weir, logs).summary["written"] == 2000


def test_an_input_that_is_not_there(weir, logs):
    result = run(weir, logs)
    assert result.exit == 4, result
    assert str(logs) in result.stderr
    assert "o such file" in result.stderr


def test_setpriv_takes_the_rights_away(tmp_path):
    """Holds the tests above to their word."""
    with closed(tmp_path):
        found = subprocess.run([*AS_ANYONE, "ls", tmp_path], capture_output=True)
    assert found.returncode != 0

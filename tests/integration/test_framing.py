"""Records that are no lines: CSV, syslog with counts, JSON; plain and compressed, whole, in small epochs, and killed on the way."""

import gzip
import json
import random
import re
import signal
import time

import pytest

from weir import WEIR, Weir

RECORDS = WEIR.parents[1] / "tests/plugins/records.so"

PIPELINE = """
weir = 1

[dead_letter]
max_rejected = 1.0

[source.logs]
type = "files"
path = "logs/*"
{more}

[transform.rows]
type = "records"
from = "logs"
{asks}

[sink.out]
type = "text"
from = "rows"
path = "out"
origin = true
{epochs}
"""
SMALL_EPOCHS = '[epoch]\nbytes = "256KiB"\n'

ASKS = {
    "quoted_lines": 'framing = "quoted_lines"',
    "octet_counted": 'framing = "octet_counted"',
    "json": 'framing = "json"',
    "within": 'framing = "json"\nwithin = "Records"',
}


def content_of(framing, seed, count):
    """Content and its records: (offset, text)."""
    rng = random.Random(seed)
    content, records = bytearray(), []

    def put(before, text, after):
        content.extend(before)
        records.append((len(content), text.decode()))
        content.extend(text + after)

    for number in range(count):
        text = b"%d " % number + b"x" * rng.choice([0, 10, 200, 3000])
        value = json.dumps({"n": number, "text": text.decode() + '"}]\\', "deep": [{}, []]}, indent=rng.choice([None, 2])).encode()
        if framing == "quoted_lines":
            put(b"", b'%d,"%s\r\n,""quoted"",\n",end\r' % (number, text), b"\n")
        elif framing == "octet_counted":
            message = b"<%d>%s\n" % (number % 192, text)
            put(*rng.choice([(b"%d " % len(message), message, b""), (b"", message[:-1], b"\n")]))
        elif framing == "json":
            put(b"", value, rng.choice([b"", b"\n", b"\n\x1e", b"  "]))
        else:
            first, last = number % 20 == 0, number % 20 == 19 or number == count - 1
            put(b'{"v": [1], "Records" : [' if first else b",", value, b'], "n": "]}"}\n' if last else b"\n")
    return bytes(content), records


@pytest.fixture
def pipeline(weir):
    return lambda framing, more="", epochs="": make(weir, ASKS[framing], more, epochs)


def make(weir, asks, more="", epochs=""):
    return weir.pipeline(PIPELINE.format(asks=asks, more=more, epochs=epochs))


def put_logs(weir, framing, count=8000):
    """A plain and a compressed object.  Returns what must come out of them."""
    expected = []
    for seed, (name, pack) in enumerate([("plain", bytes), ("packed.gz", gzip.compress)]):
        content, records = content_of(framing, seed, count)
        (weir.folder / "logs").mkdir(exist_ok=True)
        (weir.folder / "logs" / name).write_bytes(pack(content))
        expected += [(name, offset, text) for offset, text in records]
    return sorted(expected)


def written(weir):
    rows = [json.loads(line) for path in sorted((weir.folder / "out").rglob("*.jsonl")) for line in path.read_text().splitlines()]
    return sorted((row["weir.split"].rsplit("/", 1)[1], row["weir.offset"], row["message"]) for row in rows)


def run(weir, pipeline):
    return weir.run(pipeline, "--plugin-path", RECORDS)


def put(weir, content, how="wb"):
    (weir.folder / "logs").mkdir(exist_ok=True)
    with open(weir.folder / "logs" / "a", how) as file:
        file.write(content)


def messages(weir):
    return [text for _, _, text in written(weir)]


@pytest.mark.parametrize("epochs", ["", SMALL_EPOCHS], ids=["one epoch", "small epochs"])
@pytest.mark.parametrize("framing", ASKS)
def test_records_come_whole_at_their_offsets(weir, pipeline, framing, epochs):
    expected = put_logs(weir, framing)
    result = run(weir, pipeline(framing, epochs=epochs))
    assert result.exit == 0 and result.summary["rejected"] == 0, result
    assert (result.summary["epochs"] > 1) == bool(epochs), result
    assert written(weir) == expected


@pytest.mark.parametrize("framing", ASKS)
def test_killed_on_the_way(tmp_path, framing):
    undisturbed = Weir(tmp_path / "undisturbed")
    put_logs(undisturbed, framing, 12000)
    began = time.monotonic()
    assert run(undisturbed, make(undisturbed, ASKS[framing], epochs=SMALL_EPOCHS)).exit == 0
    seconds = time.monotonic() - began

    weir = Weir(tmp_path / "killed")
    expected = put_logs(weir, framing, 12000)
    pipeline = make(weir, ASKS[framing], epochs=SMALL_EPOCHS)
    rng, kills = random.Random(1), 0
    for _ in range(8):
        process = weir.start(pipeline, "--plugin-path", RECORDS)
        time.sleep(seconds * rng.uniform(0.1, 0.6))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        kills += process.returncode == -signal.SIGKILL
    assert kills > 0, "every run ended before its kill"
    result = run(weir, pipeline)
    assert result.exit == 0, result
    assert written(weir) == expected


@pytest.mark.parametrize("framing, first, more, exit, texts", [
    ("quoted_lines", b'a\n"b\n"', b'\nc\n', 0, ['a', '"b\n"', 'c']),
    ("octet_counted", b"1 a3 b\nb", b"<1>c\n", 0, ["a", "b\nb", "<1>c"]),
    ("octet_counted", b"1 a9 b", b"bbbbbbbb1 c", 3, ["a", "c"]),
    ("json", b'{"a":1} ', b'{"a":2}', 0, ['{"a":1}', '{"a":2}']),
    ("json", b'1 {"a":[', b'"}"]} 2 ', 3, ["1", "2"]),
    ("within", b'{"Records":[1,2],"n":3}', b'{"Records":[3]}', 0, ["1", "2", "3"]),
    ("within", b'{"Records":[1,{"a"', b':"]}"}, 2 ]}{"Records":[3]}', 3, ["1", "2", "3"]),
], ids=lambda value: value if isinstance(value, str) else "")
def test_an_object_that_grew_goes_on(weir, pipeline, framing, first, more, exit, texts):
    put(weir, first)
    run(weir, pipeline(framing))
    put(weir, more, "ab")
    result = run(weir, pipeline(framing))
    assert result.exit == exit, result
    assert sorted(messages(weir)) == sorted(texts)
    assert exit == 0 or f"grew at byte {len(first)} inside its last record" in result.stderr, result


def test_the_head_of_a_csv_may_hold_newlines(weir):
    put(weir, b'a,"b\nc"\n1,"2\n3"\n')
    assert run(weir, make(weir, ASKS["quoted_lines"] + '\nhead = "1"')).exit == 0
    assert messages(weir) == ['1,"2\n3"']


def test_what_is_no_record_is_a_dead_letter_and_the_rest_goes_on(weir, pipeline):
    put(weir, b'{"Records":[{"a":1}]}\n{"digestStartTime":"x"}\nplain text\n{"Records":[{"a":2},{"b":')
    result = run(weir, pipeline("within"))
    assert messages(weir) == ['{"a":1}', '{"a":2}']
    assert [(letter["raw"], letter["reason"]) for letter in weir.dead_letters()] == [
        ('{"digestStartTime":"x"}', "no array `Records` in this document"),
        ("plain text", "no JSON value begins at byte 46"),
        ('{"b":', "the content ends inside a record, at byte 82"),
    ], result


def test_a_document_that_is_cut_off_between_its_records_is_told(weir, pipeline):
    put(weir, b'{"Records":[{"a":1}, ')
    result = run(weir, pipeline("within"))
    assert result.exit == 3 and "ends inside a document, at byte 21" in result.stderr, result
    assert messages(weir) == ['{"a":1}']


def test_a_record_of_a_gigabyte_costs_no_more_than_any(weir, pipeline):
    rest = b'"' + b"," * ((1 << 20) - 1)
    (weir.folder / "logs").mkdir()
    with gzip.open(weir.folder / "logs" / "a.gz", "wb", compresslevel=1) as file:
        file.write(b'{"Records":[1,{"a":' + rest)
        for _ in range(1023):
            file.write(b"," * (1 << 20))
        file.write(b'"},2]}')
    result = run(weir, pipeline("within"))
    assert messages(weir) == ["1", "2"], result
    assert result.memory_is_bounded(), result
    letter, = weir.dead_letters()
    assert letter["reason"] == "the record is longer than 16777216 bytes; its first 65536 are kept" and len(letter["raw"]) == 65536


def test_multiline_is_for_lines_alone(weir):
    result = weir.tell("check", make(weir, ASKS["json"], more='multiline = "^x"'), "--plugin-path", RECORDS)
    assert result.exit == 78 and re.search(r"`multiline` .* is for records that are lines", result.stderr), result


def test_two_readers_must_want_the_same_records(weir):
    other = '\n[transform.other]\ntype = "records"\nfrom = "logs"\nframing = "lines"\n\n[sink.nothing]\ntype = "discard"\nfrom = "other"\n'
    result = weir.tell("check", make(weir, ASKS["json"], epochs=other), "--plugin-path", RECORDS)
    assert result.exit == 78 and "wants other records of `logs` than another node that reads it" in result.stderr, result

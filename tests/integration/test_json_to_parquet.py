"""CloudTrail events and declared JSON become tables: every value against Python's own reader of JSON."""

import gzip
import json
import random
import re
from datetime import datetime, timedelta, timezone

import pyarrow.dataset as dataset

from weir import ROOT

CLOUDTRAIL = ROOT / "pipelines/cloudtrail-to-parquet.toml"

# Columns whose text is that of a key, those that keep JSON, and those of booleans.
TEXTS = ["eventVersion", "eventSource", "eventName", "awsRegion", "sourceIPAddress", "userAgent", "requestID", "eventID", "eventType",
         "recipientAccountId", "errorCode", "errorMessage", "apiVersion", "vpcEndpointId", "eventCategory", "sharedEventID",
         "sessionCredentialFromConsole", "vpcEndpointAccountId"]
KEPT = ["userIdentity", "requestParameters", "responseElements", "additionalEventData", "serviceEventDetails", "insightDetails", "addendum",
        "edgeDeviceDetails", "tlsDetails", "eventContext"]
FLAGS = ["readOnly", "managementEvent"]
IDENTITY = ["type", "arn", "accountId", "principalId"]
PIECES = ["a", "B", " ", "/", "\\", '"', "{", "]", ":", ",", "\n", "\t", "é", "€", "😀", "\ud83d", "\ude00", "\x01", "<b>", "arn:aws:s3:::bucket"]


class Maker:
    """The same values for the same seed."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def text(self):
        return "".join(self.random.choices(PIECES, k=self.random.randrange(8)))

    def value(self, depth=2):
        kind = self.random.randrange(5 if depth == 0 else 7)
        if kind < 5:
            return [None, self.random.random() < 0.5, self.random.randrange(-10**12, 10**12), self.random.random() * 1e6, self.text()][kind]
        if kind == 5:
            return [self.value(depth - 1) for _ in range(self.random.randrange(4))]
        return {self.text(): self.value(depth - 1) for _ in range(self.random.randrange(4))}

    def event(self, number, time):
        event = {"eventTime": time.strftime("%Y-%m-%dT%H:%M:%SZ"), "eventID": f"event-{number}"}
        event |= {key: self.random.choice([None, self.text(), self.text(), self.value()]) for key in TEXTS if key != "eventID"
                  if self.random.random() < 0.7}
        event |= {key: self.value() for key in KEPT if self.random.random() < 0.5}
        event |= {key: self.random.choice([None, True, False]) for key in FLAGS if self.random.random() < 0.7}
        if self.random.random() < 0.5:
            event["userIdentity"] = {key: self.random.choice([None, self.text()]) for key in [*IDENTITY, "x"] if self.random.random() < 0.8}
        event |= {"resources": self.random.choice([None, [], [self.resource() for _ in range(self.random.randrange(1, 4))]])}
        event |= {f"new-{i}": self.value() for i in range(self.random.randrange(3))}
        keys = list(event)
        self.random.shuffle(keys)
        return {key: event[key] for key in keys}

    def resource(self):
        values = {self.random.choice(["ARN", "arn"]): self.text(), "accountId": self.random.choice([None, self.text(), 123]), "type": self.text()}
        return None if self.random.random() < 0.1 else {key: value for key, value in values.items() if self.random.random() < 0.8}

    def dump(self, value):
        """As one of several writers would.  Half of a pair of surrogates can only be written as an escape."""
        ascii_only = self.random.random() < 0.5 or re.search("[\ud800-\udfff]", json.dumps(value, ensure_ascii=False)) is not None
        return json.dumps(value, ensure_ascii=ascii_only, indent=self.random.choice([None, None, 2]))


def whole(text):
    """Pairs of surrogates that came from two pieces are one character, the other halves are none."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def same_json(text, value):
    return value is None and text is None or text is not None and json.loads(text) == json.loads(json.dumps(value))


def check_text(text, value, where):
    """A text column: what a text stands for, or the JSON of another value."""
    if isinstance(value, str):
        assert text == whole(value), where
    else:
        assert same_json(text, value), where


def check_resources(found, resources):
    assert (found is None) == (resources is None) and len(found or []) == len(resources or [])
    for struct, resource in zip(found or [], resources or []):
        assert (struct is None) == (resource is None)
        if resource is None:
            continue
        assert list(struct) == ["arn", "accountid", "type"]
        check_text(struct["arn"], resource.get("ARN", resource.get("arn")), resource)
        check_text(struct["accountid"], resource.get("accountId"), resource)
        check_text(struct["type"], resource.get("type"), resource)


def check_event(row, event):
    assert row["eventtime"] == datetime.strptime(event["eventTime"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
    for key in TEXTS:
        check_text(row[key.lower()], event.get(key), (key, event))
    for key in KEPT:
        assert same_json(row[f"json_{key.lower()}"], event.get(key)), (key, event)
    for key in FLAGS:
        assert row[key.lower()] == event.get(key), (key, event)
    check_resources(row["resources"], event["resources"])
    identity = event.get("userIdentity")
    for key in IDENTITY:
        check_text(row[f"useridentity_{key.lower()}"], identity.get(key) if isinstance(identity, dict) else None, (key, event))


def read(weir):
    return dataset.dataset(weir.table, format="parquet", partitioning="hive").to_table().to_pylist()


def test_events_of_cloudtrail(weir):
    maker = Maker(1)
    start = datetime(2024, 3, 1, 22, tzinfo=timezone.utc)
    events = [maker.event(number, start + timedelta(seconds=30 * number)) for number in range(400)]
    bad = ['{"eventTime":"yesterday"}', '{"eventName":"a"}', '{"eventTime":"2024-03-01T12:00:00Z","requestParameters":{"a":nul}}']
    logs = weir.folder / "logs/eu-central-1/2024/03/01"
    logs.mkdir(parents=True)
    for file in range(4):
        records = [maker.dump(event) for event in events[file::4]] + (bad if file == 2 else [])
        content = '{"Records":[' + ",".join(records) + "]}"
        (logs / f"123456789012_CloudTrail_eu-central-1_{file}.json.gz").write_bytes(gzip.compress(content.encode()))

    result = weir.run(CLOUDTRAIL, input=weir.folder / "logs", output=weir.table)
    assert result.exit == 0, result
    assert (result.summary["written"], result.summary["rejected"]) == (len(events), len(bad))
    rows = {row["eventid"]: row for row in read(weir)}
    assert len(rows) == len(events)
    for event in events:
        check_event(rows[event["eventID"]], event)
    assert {path.parent.name for path in weir.files()} == {"day=01", "day=02"}
    reasons = sorted(letter["reason"] for letter in weir.dead_letters())
    assert reasons == [
        "field eventtime at byte 0: it is missing",
        'field eventtime at byte 14: "yesterday" is not a time like 2018-07-02T22:23:00.186641Z',
        "no record at byte 61: a value was expected: an object, a list, a text in quotes, a number, true, false or null",
    ]


DECLARED = """
weir = 1

[params]
input  = {}
output = {}

[source.logs]
type = "files"
path = "${input}/*.json"

[transform.rows]
type    = "json"
from    = "logs"
columns = ["id integer", "time timestamp(unix_ms) from @timestamp", "user from user.name", "first from tags[0]", "tags json", "took number"]
rest    = "other"

[sink.lake]
type = "parquet"
from = "rows"
path = "${output}"
"""


def test_declared_columns(weir):
    maker = Maker(2)
    objects = []
    for number in range(300):
        entry = {"id": number, "@timestamp": 1709294400000 + number, "user": maker.random.choice([None, "x", {"name": maker.text(), "n": 1}]),
                 "tags": maker.random.choice([None, [], [maker.text(), 2]]), "took": maker.random.choice([None, 1.5, 2, "3.25"])}
        objects.append(entry | {f"more-{i}": maker.value() for i in range(maker.random.randrange(3))})
    logs = weir.folder / "logs"
    logs.mkdir()
    # Lines, objects over several lines, and objects directly behind one another.
    (logs / "a.json").write_text("".join(json.dumps(entry) + "\n" for entry in objects[:100]))
    (logs / "b.json").write_text("\n".join(json.dumps(entry, indent=2) for entry in objects[100:200]))
    (logs / "c.json").write_text("".join(json.dumps(entry) for entry in objects[200:]))

    result = weir.run(weir.pipeline(DECLARED), input=logs, output=weir.table)
    assert result.exit == 0, result
    rows = {row["id"]: row for row in read(weir)}
    assert len(rows) == len(objects)
    for entry in objects:
        row = rows[entry["id"]]
        assert row["time"] == datetime(2024, 3, 1, 12, tzinfo=timezone.utc) + timedelta(milliseconds=entry["id"])
        check_text(row["user"], entry["user"].get("name") if isinstance(entry["user"], dict) else None, entry)
        check_text(row["first"], entry["tags"][0] if entry["tags"] else None, entry)
        assert same_json(row["tags"], entry["tags"]), entry
        assert row["took"] == (None if entry["took"] is None else float(entry["took"])), entry
        others = {key: value for key, value in entry.items() if key not in ("id", "@timestamp", "tags", "took")}
        assert same_json(row["other"], others), entry

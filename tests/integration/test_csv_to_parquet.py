"""Comma-separated values and Cost and Usage Reports to Parquet, against what Python's csv module wrote."""

import csv
import datetime
import json
import random

import pytest

from tables import parse

UTC = datetime.timezone.utc
TEXTS = ["a", "with space", 'quote " in it', '""', "a,b;c", "two\nlines", "\r\n", "tab\there", "ünï€", "back\\slash", "x" * 300, '",\n"' * 20]


def time(rng):
    return datetime.datetime.fromtimestamp(rng.randrange(0, 2**31), UTC)


@pytest.mark.parametrize("separator, quoting", [(",", csv.QUOTE_MINIMAL), (";", csv.QUOTE_ALL), ("\t", csv.QUOTE_MINIMAL)])
def test_every_value_of_csv(weir, separator, quoting):
    rng = random.Random(separator)
    expected = [{"n": rng.choice([None, -1, 2**60]), "text": rng.choice(TEXTS), "other": rng.choice(TEXTS), "at": time(rng), "f": rng.choice([None, 0.1, -1e300]),
                 "lacking": None} for _ in range(400)]
    with open(weir.folder / "in.csv", "w", newline="") as file:
        writer = csv.writer(file, delimiter=separator, quoting=quoting)
        writer.writerow(["at", "left out", "text", "f", "other", "n"])
        for row in expected:
            writer.writerow([f'{row["at"]:%d.%m.%Y %H:%M:%S}', rng.choice(TEXTS), row["text"], "" if row["f"] is None else repr(row["f"]), row["other"], row["n"]])
    columns = ["n integer", "text", "other", "at timestamp(%d.%m.%Y %H:%M:%S)", "f number", "lacking boolean"]
    assert parse(weir, "csv", weir.folder / "*.csv", f"columns = {columns}\nseparator = {json.dumps(separator)}") == expected


def test_blank_lines_before_the_header(weir):
    (weir.folder / "in.csv").write_text("\r\n\nb,a\r\n1,2\r\n")
    assert parse(weir, "csv", weir.folder / "*.csv", 'columns = ["a", "b"]') == [{"a": "2", "b": "1"}]


@pytest.mark.parametrize("header, why", [('b,"a\n', "its header line can't be read: "), ("b,a" + "x" * 2**20 + "\n", "its header line is longer than 1048576 bytes")],
                         ids=["open quote", "too long"])
def test_no_record_passes_for_a_header_that_cannot_be_read(weir, header, why):
    (weir.folder / "in.csv").write_text(header + "1,2\n" * 10)
    pipeline = weir.pipeline(f"""
weir = 1
[source.files]
type = "files"
path = "{weir.folder}/*.csv"
[transform.rows]
type = "csv"
from = "files"
columns = ["a", "b"]
[sink.screen]
type = "console"
from = "rows"
""")
    result = weir.run(pipeline)
    assert result.exit == 3, result
    assert why in result.stderr and result.stdout == "", result


@pytest.mark.parametrize("legacy", [True, False], ids=["legacy", "cur2"])
def test_every_value_of_a_report(weir, legacy):
    rng = random.Random(legacy)
    names = {"identity_line_item_id": "identity/LineItemId", "line_item_usage_start_date": "lineItem/UsageStartDate",
             "line_item_unblended_cost": "lineItem/UnblendedCost", "line_item_line_item_description": "lineItem/LineItemDescription"}
    tags = ["resourceTags/user:team", 'resourceTags/user:"x"']
    expected = [{"identity_line_item_id": str(i), "line_item_usage_start_date": time(rng), "line_item_unblended_cost": rng.choice([None, 0.0104, -2.5e-9]),
                 "line_item_line_item_description": rng.choice(TEXTS), "other": {tag: rng.choice(TEXTS) for tag in tags if rng.random() < 0.5}} for i in range(400)]
    with open(weir.folder / "in.csv", "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*(names.values() if legacy else names), *tags])
        for row in expected:
            cost = row["line_item_unblended_cost"]
            writer.writerow([row["identity_line_item_id"], f'{row["line_item_usage_start_date"]:%Y-%m-%dT%H:%M:%S.000Z}', "" if cost is None else f"{cost:.10f}",
                             row["line_item_line_item_description"], *(row["other"].get(tag) for tag in tags)])
    for got, wanted in zip(parse(weir, "cur", weir.folder / "*.csv"), expected, strict=True):
        assert len(got) == 126
        if got["other"] is not None:
            got["other"] = json.loads(got["other"])
        present = {name: value for name, value in got.items() if value is not None}
        assert present == {name: value for name, value in wanted.items() if value not in (None, {})}

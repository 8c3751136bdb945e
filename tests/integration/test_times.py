"""Times in words: reckoned in the pipeline's zone from the start of the run, told in its log, and pointed at where they are wrong."""

import datetime
import re
import zoneinfo

from weir import ROOT, Weir

LOGS = ROOT / "pipelines/demo/logs"
PIPELINE = """\
weir = 1

[params]
until = {{ default = "tomorrow" }}

[pipeline]
tz = "{tz}"

[source.logs]
type = "files"
path = "{logs}/{{region}}/{{yyyy}}/{{mm}}/{{dd}}/*.log.gz"
since = "{since}"
until = "${{until}}"

[sink.out]
type = "discard"
from = "logs"
"""


def pipeline(weir, since="1 february 2024", tz="Europe/Berlin"):
    return weir.pipeline(PIPELINE.format(logs=LOGS, since=since, tz=tz))


def told(result, option):
    return re.findall(rf'logs: {option} = "(.*)" is (\S+) \((\S+)\), (\S+)$', result.stderr, re.MULTILINE)


def test_the_log_says_what_words_mean(weir):
    zone = zoneinfo.ZoneInfo("Europe/Berlin")
    before = datetime.datetime.now(zone).date()
    result = weir.run(pipeline(weir))
    after = datetime.datetime.now(zone).date()
    assert result.exit == 0, result
    assert told(result, "since") == [("1 february 2024", "2024-02-01T00:00:00+01:00", "Europe/Berlin", "2024-01-31T23:00:00Z")]
    [(words, local, name, utc)] = told(result, "until")
    assert (words, name) == ("tomorrow", "Europe/Berlin")
    local, utc = datetime.datetime.fromisoformat(local), datetime.datetime.fromisoformat(utc.replace("Z", "+00:00"))
    assert local == utc
    midnights = [datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time(), zone) for day in (before, after)]
    assert local in midnights
    assert "2024-02-01T00:00:00+01:00" in weir.tell("runs", "show", 1, weir.folder / "test.toml").stdout


def test_an_instant_is_not_told(weir):
    result = weir.run(pipeline(weir, since="2024-02-01T00:00:00Z"), until="@1893456000")
    assert result.exit == 0, result
    assert " is " not in result.stderr


def test_what_the_environment_says_is_not_told(tmp_path):
    weir = Weir(tmp_path, {"SINCE": "4 february 2024", "WRONG": "4 februray 2024", "ZONE": "Asia/Tokyo"})
    result = weir.run(pipeline(weir, since="${env:SINCE}", tz="${env:ZONE}"))
    assert result.exit == 0, result
    assert told(result, "since") == []
    assert told(result, "until")[0][2] == "Asia/Tokyo"
    result = weir.run(pipeline(weir, since="${env:WRONG}"))
    assert result.exit == 78, result
    assert "februray" not in result.stderr and "february" not in result.stderr
    assert "wrong value of `since`" in result.stderr


def test_the_zone_decides_what_is_read(weir):
    """The folder of a day ends at midnight UTC, which is 14 hours before it does in the last of zones."""
    days = sorted({path.parent.relative_to(LOGS).as_posix().split("/", 1)[1] for path in LOGS.glob("*/*/*/*/*.log.gz")})
    last = datetime.date(*map(int, days[-1].split("/")))
    after = last + datetime.timedelta(days=1)
    first = weir.run(pipeline(weir, since=f"{after.day} {after:%B} {after.year}", tz="UTC"))
    assert (first.exit, first.summary["read"]) == (0, 0), first
    second = weir.run(pipeline(weir, since=f"{after.day} {after:%B} {after.year}", tz="Pacific/Kiritimati"))
    assert second.exit == 0 and second.summary["read"] > 0, second


def test_the_caret_is_under_the_word(weir):
    result = weir.tell("check", pipeline(weir, since="yesterday at 4"))
    assert result.exit == 78
    assert """\
12 | since = "yesterday at 4"
   |                       ^ in the morning or in the evening? write 04:00 or 4pm
""" in result.stderr


def test_a_value_from_the_command_line_names_the_word(weir):
    result = weir.tell("check", pipeline(weir), until="next mondey")
    assert result.exit == 78
    assert '^ `mondey`: did you mean monday?' in result.stderr


def test_an_unknown_zone_names_near_ones(weir):
    result = weir.tell("check", pipeline(weir, tz="Europe/Berln"))
    assert result.exit == 78
    assert "there is no such time zone; did you mean Europe/Berlin?" in result.stderr


def test_words_on_the_command_line(weir):
    file = pipeline(weir)
    assert weir.run(file).exit == 0
    result = weir.tell("state", "rewind", file, "--to", "yesterday at 4:00")
    assert result.exit == 0 and "rewound to epoch 0" in result.stderr, result
    result = weir.tell("state", "rewind", file, "--to", "at 4")
    assert result.exit == 78 and "`4`: in the morning or in the evening?" in result.stderr, result
    result = weir.run(file, "--scheduled", "yestrday")
    assert result.exit == 2 and "did you mean yesterday?" in result.stderr, result

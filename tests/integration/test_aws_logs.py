"""Logs of Classic Load Balancers, S3, VPCs and CloudFront: files to Parquet, every value against an independent parse of the same lines."""

import gzip
import json
import random
from datetime import datetime, timedelta, timezone
from urllib.parse import quote

import pyarrow.dataset as dataset
import pytest

LINES = 300
START = datetime(2024, 2, 29, 23, 50, tzinfo=timezone.utc)
AGENTS = ["curl/8.5.0", 'Mozilla/5.0 "X" (X11; Linux)', "-", "", "a b" * 40]

PIPELINE = """
weir = 1

[source.logs]
type = "files"
path = "{folder}/*.log*"

[transform.rows]
type = "{format}"
from = "logs"
{options}

[sink.table]
type = "parquet"
from = "rows"
path = "{table}"
"""


def read(weir, format, files, options=""):
    """What a pipeline makes of these files, as a list of rows, in the order of a column that all lines differ in."""
    folder = weir.folder / "logs"
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(gzip.compress(content.encode()) if name.endswith(".gz") else content.encode())
    result = weir.run(weir.pipeline(PIPELINE.format(folder=folder, format=format, options=options, table=weir.table)))
    assert result.exit == 0, result
    assert result.summary["balanced"]
    return dataset.dataset(weir.files(), format="parquet").to_table().to_pylist(), result


def assert_rows(rows, expected, key):
    """The columns that are expected have the expected values; the others are null."""
    rows, expected = sorted(rows, key=lambda row: row[key]), sorted(expected, key=lambda row: row[key])
    assert len(rows) == len(expected)
    for row, wanted in zip(rows, expected):
        assert {name: value for name, value in row.items() if value is not None} == {name: value for name, value in wanted.items() if value is not None}


def or_null(text, convert=str):
    return None if text == "-" else convert(text)


def test_classic_load_balancers(weir):
    chance = random.Random(1)
    lines, expected = [], []
    for i in range(LINES):
        time = START + timedelta(milliseconds=37 * i)
        agent, tcp = chance.choice(AGENTS), chance.random() < 0.2
        row = dict(time=time, elb="front", client_ip_port=f"192.0.2.{i % 200}:{1000 + i}", client_ip=f"192.0.2.{i % 200}", client_port=1000 + i,
                   request_processing_time=i / 1000, elb_status_code=None if tcp else 200, target_status_code=None if tcp else 200, received_bytes=i,
                   sent_bytes=i * 1000)
        request = "- - - "
        if not tcp:
            row |= dict(request_verb="GET", request_url=f"http://h:80/a b/{i}", request_proto="HTTP/1.1")
            request = f"GET http://h:80/a b/{i} HTTP/1.1"
        status = "-" if tcp else "200"
        line = (f'{time.strftime("%Y-%m-%dT%H:%M:%S.%fZ")} front {row["client_ip_port"]} - {i / 1000:.6f} -1 -1 {status} {status} {i} {i * 1000} "{request}"')
        if i % 3 > 0:
            escaped = agent.replace('"', '\\"')
            line += f' "{escaped}" - TLSv1.2'
            row |= dict(user_agent=or_null(agent), ssl_protocol="TLSv1.2")
        lines.append(line)
        expected.append(row)
    rows, _ = read(weir, "elb", {"a.log": "\n".join(lines) + "\n"})
    assert_rows(rows, expected, "client_port")


def test_s3_access(weir):
    chance = random.Random(2)
    lines, expected = [], []
    for i in range(LINES):
        time = START + timedelta(seconds=i)
        key = chance.choice(["a/b.txt", "a b/é%20.txt", "100%", "x+y"])
        operation, times = chance.choice([("REST.GET.OBJECT", 2), ("BATCH.DELETE.OBJECT", 1)])
        written = key
        for _ in range(times):
            written = quote(written, safe="/+")
        agent = chance.choice(AGENTS + ['x" 404 - 1 2 3 4 "r" "u', 'ends"'])
        uri = chance.choice(["GET /k HTTP/1.1", 'GET /k?q="a" b HTTP/1.1', "-"])
        tail = ["-", "hostid=", "SigV4", "cipher", "AuthHeader", "b.s3.amazonaws.com", "TLSv1.3", "-", "Yes", "us-east-1"]
        names = ["version_id", "host_id", "signature_version", "cipher_suite", "authentication_type", "host_header", "tls_version", "access_point_arn",
                 "acl_required", "source_region"][:chance.choice([1, 7, 8, 9, 10])]
        quoted_agent = "-" if agent == "-" and chance.random() < 0.5 else f'"{agent}"'
        lines.append(f'owner bucket [{time.strftime("%d/%b/%Y:%H:%M:%S")} +0000] 192.0.2.1 arn:x R{i} {operation} {written} "{uri}" 200 - {i} - {i + 1} - '
                     f'"-" {quoted_agent} {" ".join(tail[:len(names)])}')
        expected.append(dict(bucket_owner="owner", bucket="bucket", time=time, remote_ip="192.0.2.1", requester="arn:x", request_id=f"R{i}", operation=operation,
                             key=written, key_decoded=key, request_uri=or_null(uri), http_status=200, bytes_sent=i, total_time=i + 1,
                             user_agent=or_null(agent), **{name: or_null(value) for name, value in zip(names, tail)}))
    rows, _ = read(weir, "s3_access", {"a.log": "\n".join(lines) + "\n"})
    assert_rows(rows, expected, "request_id")


FLOW = {"version": ("version", int), "account-id": ("account", str), "srcaddr": ("sourceaddress", str), "dstport": ("destinationport", int),
        "bytes": ("numbytes", int), "start": ("starttime", lambda text: datetime.fromtimestamp(int(text), timezone.utc)), "action": ("action", str),
        "log-status": ("logstatus", str), "vpc-id": ("vpc_id", str), "tcp-flags": ("tcp_flags", int), "flow-direction": ("flow_direction", str),
        "tgw-id": ("tgw_id", str), "packets-lost-no-route": ("packets_lost_no_route", int), "brand-new": (None, str)}


def test_flow_logs_in_orders_of_their_own(weir):
    chance = random.Random(3)
    files, expected, start = {}, [], int(START.timestamp())
    for number in range(6):
        names = chance.sample(list(FLOW), chance.randrange(3, len(FLOW)))
        names = ["start"] + [name for name in names if name != "start"]
        chance.shuffle(names)
        lines = [" ".join(names)]
        for i in range(LINES // 6):
            start += 1
            nothing = chance.random() < 0.2
            values = {name: str(start) if name == "start" else "-" if nothing else str(chance.randrange(1, 1 << 40)) for name in names}
            lines.append(" ".join(values[name] for name in names))
            expected.append({FLOW[name][0]: or_null(values[name], FLOW[name][1]) for name in names if FLOW[name][0]})
        files[f"{number}.log.gz"] = "\n".join(lines) + "\n"
    rows, result = read(weir, "vpc_flow", files)
    assert_rows(rows, expected, "starttime")
    assert "brand-new" in result.stderr


CLOUDFRONT = {"date": None, "time": None, "sc-status": ("status", int), "c-ip": ("requestip", str), "cs(User-Agent)": ("useragent", str),
              "time-taken": ("timetaken", float), "cs-uri-query": ("querystring", str), "c-port": ("c_port", int), "asn": ("asn", int)}


def test_cloudfront_lines_and_objects(weir):
    chance = random.Random(4)
    files, expected, time = {}, [], START
    for number in range(6):
        names = list(CLOUDFRONT)
        if number > 0:
            chance.shuffle(names)
        is_json = number == 5
        lines = [] if is_json else ["#Version: 1.0", "#Fields: " + " ".join(names)]
        for i in range(LINES // 6):
            time += timedelta(seconds=1)
            agent = chance.choice(AGENTS)
            written = quote(agent, safe="/()") if i % 2 else quote(quote(agent, safe="/()"), safe="/()")
            values = {"date": time.strftime("%Y-%m-%d"), "time": time.strftime("%H:%M:%S"), "sc-status": chance.choice(["200", "000", "-"]),
                      "c-ip": f"192.0.2.{i}", "cs(User-Agent)": written or "-", "time-taken": f"{i / 1000:.3f}", "cs-uri-query": "a=%20",
                      "c-port": str(1024 + i), "asn": "-"}
            expected.append(dict(time=time) | {CLOUDFRONT[name][0]: or_null(value, CLOUDFRONT[name][1]) for name, value in values.items() if CLOUDFRONT[name]}
                            | {"useragent": or_null(agent or "-")})
            lines.append(json.dumps({name: values[name] for name in names}) if is_json else "\t".join(values[name] for name in names))
        files[f"{number}.log.gz"] = "\n".join(lines) + "\n"
    rows, _ = read(weir, "cloudfront", files, 'percent_decode = ["useragent"]')
    assert_rows(rows, expected, "time")


GENERATE = """
weir = 1

[source.lines]
type = "generate"
format = "{format}"
bytes = "400kB"
files = 3

[sink.logs]
type = "text"
from = "lines"
path = "{folder}/{{random}}.log"
format = "column"
column = "line"
"""


@pytest.mark.parametrize("format", ["elb", "s3_access", "vpc_flow", "cloudfront"])
def test_generated_lines_are_read(weir, tmp_path, format):
    made = weir.run(weir.pipeline(GENERATE.format(format=format, folder=tmp_path / "made"), "generate"))
    assert made.exit == 0, made
    files = {path.name: path.read_text() for path in (tmp_path / "made").iterdir()}
    assert len(files) == 3
    rows, _ = read(weir, format, files)
    time = {"vpc_flow": "starttime"}.get(format, "time")
    assert len(rows) == made.summary["written"] - 3 * {"vpc_flow": 1, "cloudfront": 2}.get(format, 0), "all lines but the header lines"
    assert {row[time].date() for row in rows} <= {(START + timedelta(days=day)).date() for day in range(-2, 4)}
    if format == "cloudfront":
        assert all(row["httpversion"].startswith("HTTP/") and row["status"] is not None for row in rows)

"""What the table must hold: ALB access logs parsed a second time, in plain Python, from the format's description alone.

It shares no code and no tables with weir; where the two differ, one of them has misread the format.
"""

import gzip
import re
from datetime import datetime, timezone
from pathlib import Path

import pyarrow as pa

TIMESTAMP = pa.timestamp("us", tz="UTC")
STRING, INTEGER, FLOAT = pa.string(), pa.int64(), pa.float64()

# The fields of a line, in their order.  None: the field becomes other columns, or several.
FIELDS = [
    ("type", STRING), ("time", TIMESTAMP), ("elb", STRING), ("client_ip_port", STRING), ("target_ip_port", STRING),
    ("request_processing_time", FLOAT), ("target_processing_time", FLOAT), ("response_processing_time", FLOAT),
    ("elb_status_code", INTEGER), ("target_status_code", INTEGER), ("received_bytes", INTEGER), ("sent_bytes", INTEGER),
    ("request", None), ("user_agent", STRING), ("ssl_cipher", STRING), ("ssl_protocol", STRING), ("target_group_arn", STRING),
    ("trace_id", STRING), ("domain_name", STRING), ("chosen_cert_arn", STRING), ("matched_rule_priority", INTEGER),
    ("request_creation_time", TIMESTAMP), ("actions_executed", STRING), ("redirect_url", STRING), ("error_reason", STRING),
    ("target_port_list", STRING), ("target_status_code_list", STRING), ("classification", STRING), ("classification_reason", STRING),
    ("conn_trace_id", STRING), ("transformed_host", STRING), ("transformed_uri", STRING), ("request_transform_status", STRING),
    ("ip_address", STRING),
]
LEAST_FIELDS = 18

SCHEMA = pa.schema([
    column
    for name, kind in FIELDS
    for column in ([(name, kind)] if kind else [("request_verb", STRING), ("request_url", STRING), ("request_proto", STRING)])
] + [("client_ip", STRING), ("client_port", INTEGER), ("target_ip", STRING), ("target_port", INTEGER)])
PARTITIONS = ["region", "year", "month", "day"]

TOKEN = re.compile(rb'"((?:[^"\\]|\\.)*)"(?: |$)|([^ "][^ ]*)(?: |$)')
ESCAPE = re.compile(rb'\\(?:(["\\])|x([0-9A-Fa-f]{2}))')
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z")
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


class Rejected(Exception):
    """The line can't be a row."""


def tokens(line):
    """The fields of a line as bytes, without quotes and with escapes decoded; None for those that are missing."""
    found, at = [], 0
    while at < len(line):
        match = TOKEN.match(line, at)
        if not match:
            raise Rejected(f"not a field at byte {at}")
        quoted, bare = match.groups()
        value = bare if quoted is None else quoted
        if value == b"-":
            value = None
        elif quoted is not None and b"\\" in quoted:
            value = ESCAPE.sub(lambda escape: escape[1] or bytes([int(escape[2], 16)]), quoted)
        found.append(value)
        at = match.end()
    if len(found) < LEAST_FIELDS:
        raise Rejected(f"{len(found)} fields")
    return found


def text(value):
    return None if value is None else value.decode("utf-8", "replace")


def integer(value):
    if value is None:
        return None
    if not re.fullmatch(rb"-?\d+", value):
        raise Rejected(f"not an integer: {value!r}")
    number = int(value)
    if not -(2**63) <= number < 2**63:
        raise Rejected(f"too large: {value!r}")
    return number


def seconds(value):
    if value is None or value == b"-1":
        return None
    try:
        return float(value)
    except ValueError:
        raise Rejected(f"not a number: {value!r}") from None


def timestamp(value):
    """Microseconds since 1970."""
    if value is None:
        return None
    value = value.decode("ascii", "replace")
    if not TIME.fullmatch(value):
        raise Rejected(f"not a time: {value!r}")
    try:
        since = datetime.fromisoformat(value[:19] + "+00:00") - EPOCH
    except ValueError:
        raise Rejected(f"not a time: {value!r}") from None
    return (since.days * 86400 + since.seconds) * 1_000_000 + int(value[20:-1].ljust(6, "0"))


def request(value):
    """Verb, URL and protocol: what is before the first space, between, and after the last."""
    if value is None:
        return None, None, None
    value = text(value)
    if " " not in value:
        return None, value, None
    verb, rest = value.split(" ", 1)
    url, proto = rest.rsplit(" ", 1) if " " in rest else (rest, "-")
    return tuple(None if part == "-" else part for part in (verb, url, proto))


def address(value):
    """Address and port: they part at the last colon, and brackets around the address go."""
    if value is None:
        return None, None
    ip, colon, port = value.rpartition(b":")
    if not colon:
        return text(value), None
    if ip.startswith(b"[") and ip.endswith(b"]"):
        ip = ip[1:-1]
    return text(ip), integer(port)


CONVERT = {STRING: text, INTEGER: integer, FLOAT: seconds, TIMESTAMP: timestamp, None: request}


def parse_line(line):
    """The row of one line, in the order of SCHEMA; raises Rejected."""
    found = tokens(line)
    row = []
    for (_, kind), value in zip(FIELDS, found):
        if kind is None:
            row.extend(request(value))
        else:
            row.append(CONVERT[kind](value))
    if row[1] is None:
        raise Rejected("no time")
    row.extend([None] * (len(FIELDS) - len(found)))
    row.extend(address(found[3]))
    row.extend(address(found[4]))
    return row


def partition(region, time):
    """The values of the partition columns of a row."""
    return [region] + datetime.fromtimestamp(time // 1_000_000, timezone.utc).strftime("%Y %m %d").split()


def lines_of(path):
    data = Path(path).read_bytes()
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    found = data.split(b"\n")
    return found[:-1] if found[-1] == b"" else found


# What a row must be, and which line of which file it is.
TABLE = pa.schema(list(SCHEMA) + [(name, STRING) for name in PARTITIONS])
TABLE_AND_PLACE = pa.schema(list(TABLE) + [("file", STRING), ("line", INTEGER)])


def parse_file(path, region):
    """The table of a file's rows, and the rejected lines as (file, line, reason)."""
    rows, rejected = [], []
    for number, line in enumerate(lines_of(path)):
        try:
            row = parse_line(line)
        except Rejected as why:
            rejected.append((str(path), number, str(why)))
            continue
        rows.append(row + partition(region, row[1]) + [str(path), number])
    columns = zip(*rows) if rows else [[]] * len(TABLE_AND_PLACE)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, TABLE_AND_PLACE)]
    return pa.table(arrays, schema=TABLE_AND_PLACE), rejected


def parse_folder(root):
    """The same for all files below root, the folder above the regions."""
    tables, rejected = [TABLE_AND_PLACE.empty_table()], []
    for path in sorted(path for path in Path(root).rglob("*") if path.is_file()):
        table, bad = parse_file(path, path.relative_to(root).parts[0])
        tables.append(table)
        rejected.extend(bad)
    return pa.concat_tables(tables), rejected

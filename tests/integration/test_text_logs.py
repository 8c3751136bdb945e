"""Logs of servers and databases, line by line to Parquet: every value against what Python meant when it wrote the line."""

import datetime
import json
import random

import pytest

from tables import parse

UTC = datetime.timezone.utc
TEXTS = ["", "a", "with space", 'quote " in it', "back\\slash", "comma, colon: x", "tab\there", "ünï€", "[brackets]", "x" * 300]


def time(rng, micros=True):
    return datetime.datetime.fromtimestamp(rng.randrange(0, 2**31), UTC) + datetime.timedelta(microseconds=rng.randrange(10**6) if micros else 0)


def or_dash(value):
    return "-" if value is None else str(value)


def escaped(text, quote='"'):
    return text.replace("\\", "\\\\").replace(quote, "\\" + quote).replace("\t", "\\t")


def hexed(text):
    return "".join(f"\\x{byte:02X}" if byte in (0x22, 0x5C) or byte < 32 or byte > 126 else chr(byte) for byte in text.encode())


def web(rng):
    """What an access log says about a request."""
    return {"host": rng.choice(["10.0.0.1", "2001:db8::1", "h.example.com"]), "user": rng.choice([None, "eve", "a b"]), "time": time(rng, False),
            "verb": rng.choice(["GET", "POST"]), "url": "/" + rng.choice(TEXTS), "proto": "HTTP/1.1", "status": rng.choice([200, 304, 404, 500]),
            "bytes": rng.choice([None, 0, 17, 2**40]), "referer": rng.choice([None, *TEXTS]), "agent": rng.choice([None, *TEXTS]),
            "took": rng.choice([None, 0, 123456])}


def apache(rng):
    row = web(rng)
    stamp = row["time"].astimezone(datetime.timezone(datetime.timedelta(hours=-7))).strftime("%d/%b/%Y:%H:%M:%S %z")
    line = f'{row["host"]} - {or_dash(row["user"])} [{stamp}] "{row["verb"]} {escaped(row["url"])} {row["proto"]}" {row["status"]} {or_dash(row["bytes"])} '
    line += f'"{escaped(or_dash(row["referer"]))}" "{escaped(or_dash(row["agent"]))}" {or_dash(row["took"])}'
    return line, {"host": row["host"], "ident": None, "user": row["user"], "time": row["time"], "request_verb": row["verb"], "request_url": row["url"],
                  "request_proto": row["proto"], "status": row["status"], "bytes": row["bytes"], "referer": row["referer"], "user_agent": row["agent"],
                  "duration_us": row["took"]}


def apache_error(rng):
    module, port, code = rng.choice([None, "core", "proxy"]), rng.choice([None, 4711]), rng.choice([None, "AH00128"])
    row = {"time": time(rng), "module": module, "level": rng.choice(["error", "trace1"]), "pid": rng.choice([None, 7]), "client_ip": "10.0.0.1", "client_port": port,
           "error_code": code, "message": rng.choice(TEXTS[1:]), "os_error": rng.choice([None, "(13)Permission denied"]), "referer": rng.choice([None, "http://h/"])}
    row["tid"] = row["pid"] and rng.choice([None, 8])
    line = f'[{row["time"]:%a %b %d %H:%M:%S.%f %Y}] [{module + ":" if module else ""}{row["level"]}] '
    line += "" if row["pid"] is None else f'[pid {row["pid"]}:tid {row["tid"]}] ' if row["tid"] else f'[pid {row["pid"]}] '
    line += f'{row["os_error"]}: ' if row["os_error"] else ""
    line += f'[client 10.0.0.1{f":{port}" if port else ""}] {code + ": " if code else ""}{escaped(row["message"])}'
    return line + (f', referer: {row["referer"]}' if row["referer"] else ""), row | {"source": None}


def nginx(rng):
    row = web(rng)
    line = f'{row["host"]} - {or_dash(row["user"])} [{row["time"]:%d/%b/%Y:%H:%M:%S %z}] "{row["verb"]} {hexed(row["url"])} {row["proto"]}" {row["status"]} '
    line += f'{row["bytes"] or 0} "{hexed(or_dash(row["referer"]))}" "{hexed(or_dash(row["agent"]))}"'
    return line, {"remote_addr": row["host"], "remote_user": row["user"], "time": row["time"], "request_verb": row["verb"], "request_url": row["url"],
                  "request_proto": row["proto"], "status": row["status"], "body_bytes_sent": row["bytes"] or 0, "http_referer": row["referer"],
                  "http_user_agent": row["agent"]}


def nginx_error(rng):
    client = rng.random() < 0.7
    row = {"time": time(rng, False), "level": rng.choice(["error", "warn"]), "pid": 7, "tid": 8, "connection": rng.choice([None, 5]),
           "message": rng.choice(TEXTS[1:]), "client": "10.0.0.1" if client else None, "server": "h" if client else None}
    host = rng.choice([None, "h:80"]) if client else None
    line = f'{row["time"]:%Y/%m/%d %H:%M:%S} [{row["level"]}] 7#8: {"*5 " if row["connection"] else ""}{row["message"]}'
    line += ', client: 10.0.0.1, server: h, request: "GET /a"b HTTP/1.1"' if client else ""
    line += f', host: "{host}"' if host else ""
    return line, row | {"request_verb": "GET" if client else None, "request_url": '/a"b' if client else None, "request_proto": "HTTP/1.1" if client else None,
                        "subrequest": None, "upstream": None, "host": host, "referrer": None}


FACILITIES = "kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp audit alert clock local0 local1 local2 local3 local4 local5 local6 local7".split()
SEVERITIES = "emerg alert crit err warning notice info debug".split()


def syslog(rng):
    pri, new = rng.randrange(192), rng.random() < 0.5
    row = {"pri": pri, "facility": FACILITIES[pri // 8], "severity": SEVERITIES[pri % 8], "time": time(rng, new), "hostname": "h-1", "app_name": "app",
           "procid": rng.choice([None, "12"]), "msgid": None, "structured_data": None, "message": rng.choice(TEXTS)}
    if not new:
        tag = "app" + (f'[{row["procid"]}]' if row["procid"] else "")
        return f'<{pri}>{row["time"]:%b} {row["time"].day:2} {row["time"]:%Y %H:%M:%S} h-1 {tag}: {row["message"]}', row
    data = rng.choice([None, {"a@1": {"k": rng.choice(TEXTS[:6]), "l": ""}, "b": {}}])
    written = "-" if data is None else "".join(
        f'[{name}{"".join(" " + key + "=" + chr(34) + escaped(value) + chr(34) for key, value in items.items())}]' for name, items in data.items())
    return f'<{pri}>1 {row["time"]:%Y-%m-%dT%H:%M:%S.%fZ} h-1 app {or_dash(row["procid"])} - {written} {row["message"]}', row | {"structured_data": data}


def audit(stamp):
    def make(rng):
        query, kind = rng.choice([None, *TEXTS]), rng.choice([None, 4])
        row = {"time": time(rng, "%" not in stamp), "serverhost": "s", "username": rng.choice([None, "eve"]), "host": "10.0.0.1", "connectionid": 5, "queryid": 10,
               "operation": "CONNECT" if query is None else "QUERY", "database": rng.choice([None, "d"]), "object": query, "retcode": rng.choice([0, 1064]),
               "connection_type": kind}
        written = row["time"].strftime(stamp) if "%" in stamp else int(row["time"].timestamp()) * 10**6 + row["time"].microsecond
        line = f'{written},s,{row["username"] or ""},10.0.0.1,5,10,{row["operation"]},{row["database"] or ""},'
        line += ("" if query is None else "'" + escaped(query, "'") + "'") + f',{row["retcode"]}'
        return line + (f",{kind}" if kind else ""), row
    return make


def regex(rng):
    row = {"at": time(rng), "n": rng.choice([None, -5, 2**50]), "f": rng.choice([None, 0.25]), "text": rng.choice(TEXTS)}
    return f'{row["at"]:%Y-%m-%d %H:%M:%S.%f} {or_dash(row["n"])} {or_dash(row["f"])} {row["text"]}', row


PATTERN = r"""pattern = '(?P<at>\S+ \S+) (?P<n>\S+) (?P<f>\S+) (?P<text>.*)'
columns = ["at timestamp(%F %T%f)", "n integer", "f number"]"""
FORMATS = {
    "apache": (apache, """format = '%h %l %u %t \\"%r\\" %>s %b \\"%{Referer}i\\" \\"%{User-Agent}i\\" %D'"""),
    "apache_error": (apache_error, ""),
    "aurora_audit": (audit("microseconds"), ""),
    "nginx": (nginx, ""),
    "nginx_error": (nginx_error, ""),
    "rds_audit": (audit("%Y%m%d %H:%M:%S"), ""),
    "regex": (regex, PATTERN),
    "syslog": (syslog, ""),
}


@pytest.mark.parametrize("name", FORMATS)
def test_every_value(weir, name):
    make, options = FORMATS[name]
    rng = random.Random(name)
    made = [make(rng) for _ in range(400)]
    (weir.folder / "in.log").write_text("".join(line + "\n" for line, _ in made))
    rows = parse(weir, name, weir.folder / "in.log", options)
    for row in rows:
        if row.get("structured_data"):
            row["structured_data"] = json.loads(row["structured_data"])
    expected = [row for _, row in made]
    assert len(rows) == len(expected)
    for got, wanted, (line, _) in zip(rows, expected, made):
        assert got == wanted, line

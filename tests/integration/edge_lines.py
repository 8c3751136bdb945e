"""ALB log lines written by hand: every shape that the format allows, and some that it does not.  The trace id names the case."""

FIELDS = {
    "type": "https",
    "time": "2024-03-01T10:00:00.123456Z",
    "elb": "app/edge/0000000000000000",
    "client": "192.0.2.10:46532",
    "target": "10.0.0.1:80",
    "request_time": "0.001",
    "target_time": "0.048",
    "response_time": "0.000",
    "elb_status": "200",
    "target_status": "200",
    "received": "345",
    "sent": "6789",
    "request": '"GET https://www.example.com:443/ HTTP/1.1"',
    "user_agent": '"curl/8.5.0"',
    "ssl_cipher": "ECDHE-RSA-AES128-GCM-SHA256",
    "ssl_protocol": "TLSv1.2",
    "target_group": "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/edge/0000000000000000",
    "trace_id": None,
    "domain": '"www.example.com"',
    "certificate": '"session-reused"',
    "priority": "1",
    "created": "2024-03-01T10:00:00.100000Z",
    "actions": '"forward"',
    "redirect": '"-"',
    "error": '"-"',
    "targets": '"10.0.0.1:80"',
    "target_statuses": '"200"',
    "classification": '"Acceptable"',
    "reason": '"-"',
    "connection": "TID_00000000000000000000000000000000",
    "transformed_host": '"internal.example.com"',
    "transformed_uri": '"/inner?x=1"',
    "transform_status": '"TransformSuccess"',
    "node": "10.0.0.9",
}


def line(case, fields=30, more=(), **changes):
    """A good line with these fields changed, cut to so many fields, and with more fields after them."""
    values = FIELDS | {"trace_id": f'"Root={case}"'} | changes
    texts = list(values.values())[:fields] + list(more)
    return b" ".join(text if isinstance(text, bytes) else text.encode() for text in texts)


GOOD = [
    # How many fields: each year added some.
    *(line(f"{count} fields", count) for count in range(18, 35)),
    line("36 fields", 34, more=['"not yet known"', "17"]),
    line("34 fields, the last quoted", 34, node='"10.0.0.9"'),
    line("33 fields, no transforms", 33, transformed_host='"-"', transformed_uri='"-"', transform_status='"-"'),

    # What is missing.
    line("all that can be missing is missing", 34, target="-", request_time="-1", target_time="-1", response_time="-1", target_status="-",
         request='"-"', user_agent='"-"', ssl_cipher="-", ssl_protocol="-", target_group="-", domain='"-"', certificate='"-"', priority="-",
         actions='"-"', redirect='"-"', error='"-"', targets='"-"', target_statuses='"-"', classification='"-"', reason='"-"',
         connection="-", transformed_host='"-"', transformed_uri='"-"', transform_status='"-"', node="-"),
    line("missing without quotes", target_time="-", targets="-", target_statuses="-", classification="-", reason="-", redirect="-"),
    line("empty is not missing", user_agent='""', domain='""', redirect='""'),
    line("a dash and more", user_agent='"--"', domain='"- "'),

    # Addresses: IPv6 with brackets and without.
    line("client with brackets", client="[fe80::1ff:fe23:4567:890a]:443"),
    line("client without brackets", client="fd6d:6bbc:529c:6::face:ed83:ed84:80"),
    line("target with brackets", target="[2001:db8::7]:8080", targets='"[2001:db8::7]:8080"'),
    line("target without brackets", target="2001:db8::7:8080", targets='"2001:db8::7:8080"'),
    line("client without a port", client="192.0.2.10"),
    line("several targets", targets='"10.0.0.1:80 10.0.0.2:80"', target_statuses='"502 200"'),
    line("lists without quotes", targets="10.0.0.1:80", target_statuses="200"),

    # Requests as clients send them.
    line("request without a verb", request='"- http://www.example.com:80- -"'),
    line("request without a protocol", request='"GET http://www.example.com:80- -"'),
    line("request of dashes", request='"- - -"'),
    line("request with spaces in its url", request='"GET https://www.example.com:443/a b  c HTTP/1.1"'),
    line("request of two words", request='"GET https://www.example.com:443/"'),
    line("request of one word", request='"https://www.example.com:443/"'),
    line("request with a strange verb", request='"PROPFIND2-X https://www.example.com:443/ HTTP/9.9"'),
    line("request of HTTP/2", type="h2", request='"POST https://www.example.com:443/grpc.Service/Call HTTP/2.0"'),
    line("websocket", type="wss", elb_status="101", target_status="101", target_time="3600.125"),
    line("a type nobody knows", type="h3"),

    # Escapes.
    line("escaped quote in the url", request=r'"GET https://www.example.com:443/?q=\x22a\x22 HTTP/1.1"'),
    line("escaped quote in the agent", user_agent=r'"Mozilla \"quoted\" agent"'),
    line("escaped backslash", user_agent=r'"C:\\dir\\"'),
    line("escaped quote alone", user_agent=r'"\""'),
    line("backslash and x that are escaped", user_agent=r'"\\x41"'),
    line("hexadecimal of both cases", user_agent=r'"\x4a\x4A\x7e"'),
    line("an escaped letter of two bytes", user_agent=r'"caf\xc3\xa9"'),
    line("an escaped control character", user_agent=r'"a\x00b\x09c"'),
    line("escapes that are none", user_agent=r'"\n \t \xzz \x4 \X41 \u0041"'),
    line("escape at both ends", redirect=r'"\x22middle\x22"'),
    line("backslash without quotes", 34, connection=r"TID\x41"),

    # Text of all kinds.
    line("unicode", user_agent='"Grüße, Привет, 你好, 🦀"', request='"GET https://www.example.com:443/straße?q=日本 HTTP/1.1"'),
    line("a byte that is not UTF-8", user_agent=b'"a\xffb"'),
    line("a letter cut in half", user_agent=b'"a\xe2\x82"'),
    line("an escaped byte that is not UTF-8", user_agent=r'"a\xe9b"'),
    line("an agent of 8 KB", user_agent='"' + "Mozilla/5.0 " * 682 + '"'),
    line("a url of 30 KB", request='"GET https://www.example.com:443/?' + "k=v&" * 7500 + ' HTTP/1.1"'),
    line("a tab", user_agent='"a\tb"'),
    line("redirect with spaces", actions='"redirect"', redirect='"https://www.example.com:443/a b c"'),
    line("several actions", actions='"waf,authenticate,forward"', error='"AuthInvalidCookie"'),
    line("several parts;Self=1-2-3;Root=1-4-5"),
    line("eleven letters", user_agent='"elevenchars"'),
    line("twelve letters", user_agent='"twelve chars"'),
    line("thirteen letters", user_agent='"thirteenchars"'),

    # Numbers at their limits.
    line("status 000", elb_status="000", target_status="-"),
    line("status 460", elb_status="460", target_status="-", response_time="-1"),
    line("the largest sizes", received="9223372036854775807", sent="0"),
    line("times", request_time="0", target_time="86399.999", response_time="0.0001"),
    line("rule -1", priority="-1"),
    line("rule 0", priority="0"),
    line("rule 50000", priority="50000"),

    # Times: the partition is that of the time in the row.
    line("a time without a fraction", time="2024-03-01T10:00:00Z"),
    line("a time with milliseconds", time="2024-03-01T10:00:00.250Z"),
    line("the last microsecond of a leap day", time="2024-02-29T23:59:59.999999Z", created="2024-02-29T23:59:59.999998Z"),
    line("the next microsecond", time="2024-03-01T00:00:00.000000Z"),
    line("the end of a year", time="2023-12-31T23:59:59.999999Z"),
    line("long ago", time="1970-01-01T00:00:00.000001Z"),
    line("far away", time="2099-12-31T12:00:00.000000Z"),
]

BAD = [
    line("17 fields", 17),
    b"hello",
    line("no such time", time="2024-02-30T10:00:00.000000Z"),
    line("not a time", time="yesterday"),
    line("no time", time="-"),
    line("not a number", sent="many"),
    line("not a port", client="192.0.2.10:http"),
    line("too large a number", sent="9223372036854775808"),
    line("not a duration", target_time="0.0x1"),
    line("a quote that never ends", request='"GET https://www.example.com:443/'),
]

# Bad lines stand between good ones, the last line has no end.
LINES = [line for number, good in enumerate(GOOD) for line in ([good] if number >= len(BAD) else [good, BAD[number]])]
CONTENT = b"\n".join(LINES)

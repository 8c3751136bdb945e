"""The independent parse, held against values written by hand: what compares must itself be right."""

from datetime import datetime, timezone

import pytest

import alb_oracle
import edge_lines


def row(case):
    lines = [line for line in edge_lines.GOOD if f'"Root={case}"'.encode() in line]
    assert len(lines) == 1
    return dict(zip(alb_oracle.SCHEMA.names, alb_oracle.parse_line(lines[0])))


def pick(case, *names):
    found = row(case)
    return tuple(found[name] for name in names)


def test_a_line_of_all_fields():
    assert row("34 fields") == {
        "type": "https", "time": 1709287200123456, "elb": "app/edge/0000000000000000",
        "client_ip_port": "192.0.2.10:46532", "target_ip_port": "10.0.0.1:80",
        "request_processing_time": 0.001, "target_processing_time": 0.048, "response_processing_time": 0.0,
        "elb_status_code": 200, "target_status_code": 200, "received_bytes": 345, "sent_bytes": 6789,
        "request_verb": "GET", "request_url": "https://www.example.com:443/", "request_proto": "HTTP/1.1",
        "user_agent": "curl/8.5.0", "ssl_cipher": "ECDHE-RSA-AES128-GCM-SHA256", "ssl_protocol": "TLSv1.2",
        "target_group_arn": "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/edge/0000000000000000",
        "trace_id": "Root=34 fields", "domain_name": "www.example.com", "chosen_cert_arn": "session-reused", "matched_rule_priority": 1,
        "request_creation_time": 1709287200100000, "actions_executed": "forward", "redirect_url": None, "error_reason": None,
        "target_port_list": "10.0.0.1:80", "target_status_code_list": "200", "classification": "Acceptable", "classification_reason": None,
        "conn_trace_id": "TID_00000000000000000000000000000000", "transformed_host": "internal.example.com", "transformed_uri": "/inner?x=1",
        "request_transform_status": "TransformSuccess", "ip_address": "10.0.0.9",
        "client_ip": "192.0.2.10", "client_port": 46532, "target_ip": "10.0.0.1", "target_port": 80,
    }
    assert datetime.fromtimestamp(1709287200, timezone.utc) == datetime(2024, 3, 1, 10, tzinfo=timezone.utc)


def test_fields_that_a_line_lacks_are_missing():
    assert pick("18 fields", "trace_id", "domain_name", "matched_rule_priority", "ip_address", "target_port") == ("Root=18 fields", None, None, None, 80)


def test_missing_is_null_and_empty_is_empty():
    found = row("all that can be missing is missing")
    kept = {name for name, value in found.items() if value is not None}
    assert kept == {"type", "time", "elb", "client_ip_port", "client_ip", "client_port", "elb_status_code", "received_bytes", "sent_bytes",
                    "trace_id", "request_creation_time"}
    assert pick("empty is not missing", "user_agent", "domain_name") == ("", "")
    assert pick("rule -1", "matched_rule_priority") == (-1,)


@pytest.mark.parametrize("case, ip, port", [
    ("client with brackets", "fe80::1ff:fe23:4567:890a", 443),
    ("client without a port", "192.0.2.10", None),
    ("client without brackets", "fd6d:6bbc:529c:6::face:ed83:ed84", 80),
])
def test_addresses(case, ip, port):
    assert pick(case, "client_ip", "client_port") == (ip, port)


@pytest.mark.parametrize("case, parts", [
    ("request without a verb", (None, "http://www.example.com:80-", None)),
    ("request without a protocol", ("GET", "http://www.example.com:80-", None)),
    ("request of dashes", (None, None, None)),
    ("request with spaces in its url", ("GET", "https://www.example.com:443/a b  c", "HTTP/1.1")),
    ("request of two words", ("GET", "https://www.example.com:443/", None)),
    ("request of one word", (None, "https://www.example.com:443/", None)),
    ("escaped quote in the url", ("GET", 'https://www.example.com:443/?q="a"', "HTTP/1.1")),
])
def test_requests(case, parts):
    assert pick(case, "request_verb", "request_url", "request_proto") == parts


@pytest.mark.parametrize("case, agent", [
    ("escaped quote in the agent", 'Mozilla "quoted" agent'),
    ("escaped backslash", "C:\\dir\\"),
    ("escaped quote alone", '"'),
    ("backslash and x that are escaped", r"\x41"),
    ("an escaped letter of two bytes", "café"),
    ("an escaped control character", "a\0b\tc"),
    ("escapes that are none", r"\n \t \xzz \x4 \X41 \u0041"),
    ("a byte that is not UTF-8", "a\ufffdb"),
    ("an escaped byte that is not UTF-8", "a\ufffdb"),
    ("unicode", "Grüße, Привет, 你好, 🦀"),
])
def test_escapes_and_letters(case, agent):
    assert pick(case, "user_agent") == (agent,)


@pytest.mark.parametrize("line", edge_lines.BAD, ids=lambda line: line[-40:].decode())
def test_bad_lines_are_rejected(line):
    with pytest.raises(alb_oracle.Rejected):
        alb_oracle.parse_line(line)

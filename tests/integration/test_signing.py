"""Every signature is botocore's: random requests for several services, with hostile paths, queries and headers, signed by both."""

import datetime
import json
import os
import random
import subprocess
from pathlib import Path

import botocore.auth
import pytest
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.utils import percent_encode

from weir import WEIR

SIGN_REQUESTS = Path(os.environ.get("SIGN_REQUESTS", WEIR.parents[1] / "tests/unit/aws/sign_requests"))
REQUESTS = 5000
SERVICES = ["s3", "glue", "sts", "logs", "monitoring", "kinesis", "dynamodb", "es"]
REGIONS = ["us-east-1", "eu-central-1", "us-gov-west-1", "cn-north-1"]
ENDPOINTS = ["https://{}.eu-central-1.amazonaws.com", "https://{}.Example.COM:443", "https://127.0.0.1:8443", "http://localhost:4566",
             "http://{}.internal:80", "http://[::1]:9000", "https://[2001:DB8::17]", "https://gateway.example:8443/base/aws%20one"]
WORDS = ["", "a", "B", "logs", "é", "日本", "ሴ", "🪵", " ", "  ", "a b", "+", "%", "%2F", "%zz", "&", "=", "a=b", "?", "#", "~", "-._~", "*", "'", '"',
         "(x)", "!", ",", ";", ":", "@", "$", "\\", "[", "|", "<>", "^`{}", "\t", "a\nb", "\x7f", "date=2024-01-01", "..", ".", "...", "a/b", "//"]
HEADERS = ["My-Header", "X-Amz-Target", "x-amz-meta-note", "X-AMZ-META-NOTE", "Content-Type", "Range", "If-None-Match", "Content-MD5", "User-Agent",
           "Expect", "Connection", "X-Amzn-Trace-Id", "Transfer-Encoding", "traceparent", "TE", "Content-Length", "Accept", "_odd", "a!b"]
VALUES = ["", "a", "a b", "  a   b  ", "\ta \t b\t", '"a   b   c"', "ünï cöde", "日本", "a,b", "a;b:c", "a=b&c", "bytes=0-1", "application/x-amz-json-1.1",
          "%20+%", "é  é"]


def random_request(random):
    service = random.choice(SERVICES)
    is_query = random.random() < 0.5
    names = [random.choice(WORDS) + random.choice(WORDS) for _ in range(random.randrange(6))]
    # botocore keeps one of each name when it signs the query.
    names = list(dict.fromkeys(names)) if is_query else names + names[:random.randrange(3)]
    secret = "".join(random.choice("abcXYZ019/+") for _ in range(random.choice([40, 40, 100])))
    request = {
        "service": service, "s3": service == "s3", "region": random.choice(REGIONS), "time": random.randrange(1_400_000_000, 2_000_000_000),
        "key": f"AKIA{random.randrange(10**12)}", "secret": secret, "token": random.choice(["", "", "IQoJb3JpZ2luX2VjEA//+=" * random.randrange(1, 40)]),
        "method": random.choice(["GET", "PUT", "POST", "HEAD", "DELETE"]), "endpoint": random.choice(ENDPOINTS).format(service),
        "path": "/" + "/".join(random.choice(WORDS) for _ in range(random.randrange(6))) if random.random() < 0.95 else random.choice(["", "a", "a/../b"]),
        "query": [[name, random.choice(WORDS) + random.choice(WORDS)] for name in names],
        "headers": [[random.choice(HEADERS), random.choice(VALUES)] for _ in range(random.randrange(7))],
        "body": random.choice(["", "{}", "x" * random.randrange(3000), "日本\n"]), "unsigned": service == "s3" and (is_query or random.random() < 0.3),
    }
    if random.random() < 0.1:
        request["headers"].append(["Host", "other.example.com"])
    if is_query:
        request["valid"] = random.choice([1, 60, 3600, 604800])
    return request


def url_before(request):
    """The request's url as botocore gets it from its serializer: encoded once."""
    path = request["path"] if request["path"].startswith("/") else "/" + request["path"]
    query = "&".join(f"{percent_encode(name)}={percent_encode(value)}" for name, value in request["query"])
    return request["endpoint"] + percent_encode(path, safe="/~") + ("?" + query if query else "")


def signed_by_botocore(request, monkeypatch):
    """Its url and headers when botocore has signed it, at the request's time."""
    moment = datetime.datetime.fromtimestamp(request["time"], datetime.timezone.utc).replace(tzinfo=None)
    monkeypatch.setattr(botocore.auth, "get_current_datetime", lambda *_: moment)
    aws = AWSRequest(method=request["method"], url=url_before(request), data=request["body"].encode())
    for name, value in request["headers"]:
        aws.headers.add_header(name, value)
    credentials = Credentials(request["key"], request["secret"], request["token"] or None)
    aws.context["payload_signing_enabled"] = not request["unsigned"]
    of = (credentials, request["service"], request["region"])
    if "valid" in request:
        signer = botocore.auth.S3SigV4QueryAuth if request["s3"] else QueryAuth
        return signed(signer(*of, expires=request["valid"]), aws)
    if request["s3"] and request["unsigned"]:
        return signed(UnsignedS3Auth(*of), aws)
    return signed((botocore.auth.S3SigV4Auth if request["s3"] else botocore.auth.SigV4Auth)(*of), aws)


class UnsignedS3Auth(botocore.auth.S3SigV4Auth):
    """Leaves the payload unsigned over plain HTTP too, which botocore does over HTTPS only."""

    def payload(self, request):
        return botocore.auth.UNSIGNED_PAYLOAD


class QueryAuth(botocore.auth.SigV4QueryAuth):
    """Moves nothing of the body into the query: that is for protocols of forms."""

    def _modify_request_before_signing(self, request):
        data, request.data = request.data, b""
        super()._modify_request_before_signing(request)
        request.data = data


def signed(signer, request):
    if isinstance(signer, botocore.auth.S3SigV4QueryAuth):
        request.data = b""
    signer.add_auth(request)
    return {"url": request.url, "headers": [[name, value] for name, value in request.headers.items()]}


def in_order(headers):
    """Names in lower case; values of one name stay in their order."""
    return sorted(([name.lower(), value] for name, value in headers), key=lambda header: header[0])


@pytest.mark.parametrize("seed", range(5))
def test_every_signature_is_botocores(seed, monkeypatch):
    chance = random.Random(seed)
    requests = [random_request(chance) for _ in range(REQUESTS // 5)]
    lines = "".join(json.dumps(request) + "\n" for request in requests)
    made = subprocess.run([SIGN_REQUESTS], input=lines, capture_output=True, encoding="utf-8", check=True)
    ours = [json.loads(line) for line in made.stdout.splitlines()]
    assert len(ours) == len(requests)
    for request, our in zip(requests, ours):
        theirs = signed_by_botocore(request, monkeypatch)
        assert our["url"] == theirs["url"], request
        # botocore leaves Host to its HTTP client.
        host = [] if any(name.lower() == "host" for name, _ in theirs["headers"]) else ["host"]
        assert in_order(header for header in our["headers"] if header[0].lower() not in host) == in_order(theirs["headers"]), request


def test_the_requests_reach_what_is_hard():
    """The generator makes what the comparison is for."""
    chance = random.Random(0)
    requests = [random_request(chance) for _ in range(REQUESTS // 5)]
    for what in (lambda r: "//" in r["path"], lambda r: ".." in r["path"].split("/"), lambda r: r["token"], lambda r: "valid" in r,
                 lambda r: not r["path"].isascii(), lambda r: r["unsigned"], lambda r: len({n.lower() for n, _ in r["headers"]}) < len(r["headers"]),
                 lambda r: len({n for n, _ in r["query"]}) < len(r["query"])):
        assert sum(1 for request in requests if what(request)) > 20
    assert {request["service"] for request in requests} == set(SERVICES)

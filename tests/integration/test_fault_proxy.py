"""The proxy before a server changes nothing that it is not told to, breaks what it is told to break, and remembers both."""

import http.client
import random
import socket
import time
from email.utils import parsedate_to_datetime

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError, ResponseStreamingError

from clients import begin_upload, refused
from servers import faults
from servers.ports import free_port
from servers.proxy import FaultProxy
from servers.wire import Stream

MIB = 1 << 20


@pytest.fixture
def broken(s3, s3_faults):
    """A client through the proxy."""
    return s3.client(s3_faults.endpoint)


def test_the_proxy_changes_nothing(broken, bucket, s3_faults):
    body = random.Random(2).randbytes(16 * MIB)
    broken.put_object(Bucket=bucket.name, Key="big", Body=body)
    assert broken.get_object(Bucket=bucket.name, Key="big")["Body"].read() == body
    for _ in range(20):
        assert broken.head_object(Bucket=bucket.name, Key="big")["ContentLength"] == len(body)
    assert s3_faults.connections == 1
    assert (s3_faults.count("PutObject"), s3_faults.count("GetObject"), s3_faults.count("HeadObject"), s3_faults.count()) == (1, 1, 20, 22)
    assert {(request.done, request.status) for request in s3_faults.log()} == {("Pass", 200)}


def test_the_proxy_names_operations(broken, bucket, s3_faults):
    upload = begin_upload(broken, bucket, "a b", b"x")
    broken.list_parts(Bucket=bucket.name, Key="a b", UploadId=upload["UploadId"])
    broken.list_multipart_uploads(Bucket=bucket.name)
    broken.complete_multipart_upload(**upload)
    broken.list_objects_v2(Bucket=bucket.name)
    broken.delete_objects(Bucket=bucket.name, Delete={"Objects": [{"Key": "a b"}]})
    assert [request.operation for request in s3_faults.log()] == ["CreateMultipartUpload", "UploadPart", "ListParts", "ListMultipartUploads",
                                                                  "CompleteMultipartUpload", "ListObjectsV2", "DeleteObjects"]
    part = s3_faults.log("UploadPart")[0]
    assert (part.method, part.path, part.query) == ("PUT", f"/{bucket.name}/a b", {"partNumber": "1", "uploadId": upload["UploadId"]})


def test_a_delay(broken, bucket, s3_faults):
    s3_faults.when(lambda request: request.operation == "PutObject" and request.nth == 2, faults.Delay(0.3))
    seconds = []
    for _ in range(2):
        begun = time.monotonic()
        broken.put_object(Bucket=bucket.name, Key="k", Body=b"x")
        seconds.append(time.monotonic() - begun)
    assert seconds[0] < 0.3 <= seconds[1]


def test_a_reset_before_the_server_knows(broken, bucket, s3_faults):
    s3_faults.when(lambda request: request.method == "PUT", faults.Reset(), times=1)
    with pytest.raises(ConnectionClosedError):
        broken.put_object(Bucket=bucket.name, Key="k", Body=b"x")
    assert bucket.list() == []
    broken.put_object(Bucket=bucket.name, Key="k", Body=b"x")
    assert [(request.done, request.status, request.attempt) for request in s3_faults.log("PutObject")] == [("Reset", None, 1), ("Pass", 200, 2)]


def test_a_lost_answer_is_a_success_all_the_same(broken, bucket, s3_faults):
    s3_faults.when(lambda request: request.operation in ("PutObject", "CompleteMultipartUpload"), faults.LoseAnswer())
    upload = begin_upload(broken, bucket, "in parts", b"x")
    with pytest.raises(ConnectionClosedError):
        broken.put_object(Bucket=bucket.name, Key="k", Body=b"x", IfNoneMatch="*")
    with pytest.raises(ConnectionClosedError):
        broken.complete_multipart_upload(**upload, IfNoneMatch="*")
    assert bucket.list() == ["in parts", "k"]
    s3_faults.calm()
    assert refused(broken.put_object, Bucket=bucket.name, Key="k", Body=b"x", IfNoneMatch="*") == (412, "PreconditionFailed")
    assert [request.status for request in s3_faults.log("PutObject")] == [200, 412]


def test_half_an_answer(broken, bucket, s3_faults):
    body = random.Random(3).randbytes(3 * MIB)
    bucket.put("k", body)
    s3_faults.when(lambda request: request.operation in ("GetObject", "HeadObject"), faults.HalfAnswer())
    answer = broken.get_object(Bucket=bucket.name, Key="k")["Body"]
    with pytest.raises(ResponseStreamingError):
        answer.read()
    assert raw_get(broken, bucket, "k")[2] == body[:len(body) // 2]
    with socket.create_connection(("127.0.0.1", s3_faults.port)) as connection:
        connection.sendall(f"HEAD /{bucket.name}/k HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        came = b"".join(iter(lambda: connection.recv(4096), b""))
    assert came.startswith(b"HTTP/1.1 403 ") and b"\r\n\r\n" not in came


def test_half_an_upload(broken, bucket, s3_faults):
    s3_faults.when(lambda request: request.method == "PUT", faults.TruncateUpload())
    upload = {"Bucket": bucket.name, "Key": "k"}
    upload["UploadId"] = broken.create_multipart_upload(**upload)["UploadId"]
    with pytest.raises(ConnectionClosedError):
        broken.put_object(Bucket=bucket.name, Key="k", Body=b"x" * MIB)
    with pytest.raises(ConnectionClosedError):
        broken.upload_part(**upload, PartNumber=1, Body=b"x" * MIB)
    assert bucket.list() == []
    assert "Parts" not in broken.list_parts(**upload)


@pytest.mark.parametrize("fault, status, code", [
    (faults.internal_error(), 500, "InternalError"),
    (faults.slow_down(), 503, "SlowDown"),
    (faults.TimeTooSkewed(), 403, "RequestTimeTooSkewed"),
    (faults.Refuse(403, "AccessDenied"), 403, "AccessDenied"),
], ids=repr)
def test_an_answer_that_refuses(broken, bucket, s3_faults, fault, status, code):
    s3_faults.when(lambda request: True, fault)
    assert refused(broken.put_object, Bucket=bucket.name, Key="k", Body=b"x" * MIB) == (status, code)
    assert refused(broken.list_objects_v2, Bucket=bucket.name) == (status, code)
    assert refused(broken.head_object, Bucket=bucket.name, Key="k") == (status, str(status))
    assert bucket.list() == []
    assert {(request.done, request.status) for request in s3_faults.log()} == {(f"{status} {code}", None)}


def test_a_skewed_clock_tells_its_time(broken, bucket, s3_faults):
    s3_faults.when(lambda request: True, faults.TimeTooSkewed(ahead=7200))
    _, headers, body = raw_get(broken, bucket, "k")
    there = parsedate_to_datetime(headers["date"]).timestamp()
    assert 7190 < there - time.time() < 7210
    assert b"<MaxAllowedSkewMilliseconds>900000<" in body and headers["x-amz-request-id"].encode() in body


def test_a_bucket_elsewhere(broken, bucket, s3_faults):
    bucket.put("k", b"x")
    s3_faults.when(lambda request: request.operation == "GetObject", faults.Moved("eu-west-3"), times=1)
    s3_faults.when(lambda request: request.operation == "GetObject", faults.MovedForNow("eu-west-3"), times=1)
    status, headers, body = raw_get(broken, bucket, "k")
    assert (status, headers["x-amz-bucket-region"], headers.get("location")) == (301, "eu-west-3", None)
    assert b"<Endpoint>s3.eu-west-3.amazonaws.com</Endpoint>" in body
    status, headers, body = raw_get(broken, bucket, "k")
    assert (status, headers["x-amz-bucket-region"]) == (307, "eu-west-3")
    assert headers["location"].startswith(f"{s3_faults.endpoint}/{bucket.name}/k?")
    assert raw_get(broken, bucket, "k")[2] == b"x"


def test_a_completion_that_fails_with_200(broken, bucket, s3_faults):
    upload = begin_upload(broken, bucket, "k", b"x")
    s3_faults.when(lambda request: request.operation == "CompleteMultipartUpload", faults.Refuse(200, "InternalError"))
    # boto3 takes it for the 500 that it means.
    assert refused(broken.complete_multipart_upload, **upload) == (500, "InternalError")
    assert bucket.list() == []


def test_random_faults_follow_from_the_seed(s3, bucket):
    kinds = [faults.slow_down(), faults.Reset(), faults.LoseAnswer()]

    def fates(seed):
        with FaultProxy(s3.port) as proxy:
            proxy.at_random(seed, 0.3, kinds)
            client = s3.client(proxy.endpoint)
            for number in range(200):
                try:
                    client.get_object(Bucket=bucket.name, Key=str(number))
                except (ClientError, ConnectionClosedError):
                    pass
            return [request.done for request in proxy.log()]
    first = fates(1)
    # Were the bucket called otherwise, other requests would be hit, and this false once in 10**8 times.
    assert {"Pass", *map(repr, kinds)} == set(first)
    assert 20 <= sum(done != "Pass" for done in first) <= 100
    assert fates(1) == first
    assert fates(2) != first


def test_a_server_that_is_gone(s3, s3_faults):
    s3_faults.upstream_port = free_port()
    with pytest.raises(ConnectionClosedError):
        s3.client(s3_faults.endpoint).list_buckets()
    s3_faults.upstream_port = s3.port
    s3.client(s3_faults.endpoint).list_buckets()


def test_the_api_throttles_in_its_own_form(aws_api, aws_api_faults):
    aws_api_faults.when(lambda request: request.nth == 1, faults.Refuse(400, "ThrottlingException", "Rate exceeded"))
    glue, sts = (aws_api.client(service, aws_api_faults.endpoint) for service in ("glue", "sts"))
    assert refused(glue.get_databases) == (400, "ThrottlingException")
    assert refused(sts.get_caller_identity) == (400, "ThrottlingException")
    assert (glue.get_databases()["DatabaseList"], sts.get_caller_identity()["Account"]) == ([], aws_api.account)
    assert aws_api_faults.count("GetDatabases") == 2


def test_chunked_bodies_pass_as_they_are():
    body = b"5;name=value\r\nhello\r\n3\r\n\r\n0\r\n0\r\nTrailer: x\r\n\r\n"
    message = b"PUT /b/k HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + body
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.create_connection(listener.getsockname()) as writer:
        stream = Stream(listener.accept()[0])
        writer.sendall(message + message)
        for _ in range(2):
            assert b"".join(bytes(block) for block in stream.body(stream.head().request_length())) == body
        stream.close()


def raw_get(client, bucket, key):
    """Status, headers and as much of the body as came, by a signed url and no client that knows S3."""
    url = client.generate_presigned_url("get_object", {"Bucket": bucket.name, "Key": key})
    _, _, host, target = url.split("/", 3)
    connection = http.client.HTTPConnection(host, timeout=30)
    connection.request("GET", "/" + target)
    answer = connection.getresponse()
    try:
        body = answer.read()
    except http.client.IncompleteRead as error:
        body = error.partial
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body

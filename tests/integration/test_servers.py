"""The servers that other tests rely on do what is relied on, directly and through a proxy, and end with the tests."""

import hashlib
import os
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from clients import begin_upload, refused
from servers import s3 as s3_module
from servers.process import Missing, Process
from servers.s3 import S3Server
from weir import Weir

TESTS = Path(__file__).resolve().parents[1]
MIB = 1 << 20
NAMES = ["a b", "a+b", "100%", "a%20b", "zürich/日本", "line\nbreak", "quote'\"<>&", "year=2024/part-0.parquet"]


@pytest.fixture(params=["direct", "through the proxy"])
def client(request, s3, s3_faults):
    return s3.client(s3.endpoint if request.param == "direct" else s3_faults.endpoint)


def test_s3_verifies_signatures(s3, bucket, s3_faults):
    for endpoint in (s3.endpoint, s3_faults.endpoint):
        wrong = s3.client(endpoint, secret_key="wrong")
        assert refused(wrong.list_objects_v2, Bucket=bucket.name) == (403, "SignatureDoesNotMatch")
        assert refused(wrong.put_object, Bucket=bucket.name, Key="k", Body=b"x" * MIB) == (403, "SignatureDoesNotMatch")
    assert bucket.list() == []


def test_s3_puts_only_once_on_condition(client, bucket):
    client.put_object(Bucket=bucket.name, Key="k", Body=b"first", IfNoneMatch="*")
    assert refused(client.put_object, Bucket=bucket.name, Key="k", Body=b"second", IfNoneMatch="*") == (412, "PreconditionFailed")
    assert bucket.get("k") == b"first"


def test_s3_completes_only_once_on_condition(client, bucket):
    first, second = (begin_upload(client, bucket, "k", body) for body in (b"first", b"second"))
    client.complete_multipart_upload(**first, IfNoneMatch="*")
    assert refused(client.complete_multipart_upload, **second, IfNoneMatch="*") == (412, "PreconditionFailed")
    assert bucket.get("k") == b"first"
    assert bucket.list_uploads() == [("k", second["UploadId"])]


def test_one_of_many_completions_at_once_wins(s3, bucket):
    for key in ("a", "b", "c"):
        uploads = [begin_upload(bucket.client, bucket, key, str(number).encode()) for number in range(6)]
        clients, line, won = [s3.client() for _ in uploads], threading.Barrier(len(uploads)), []

        def complete(client, number):
            line.wait()
            try:
                client.complete_multipart_upload(**uploads[number], IfNoneMatch="*")
                won.append(str(number).encode())
            except ClientError as error:
                assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 412, error
        threads = [threading.Thread(target=complete, args=[client, number]) for number, client in enumerate(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert won == [bucket.get(key)]


def test_s3_lists_pages(client, bucket):
    keys = sorted(f"logs/{number:03}" for number in range(7))
    for key in keys + ["other"]:
        bucket.put(key, b"")
    pages, token = [], {}
    while token is not None:
        page = client.list_objects_v2(Bucket=bucket.name, Prefix="logs/", MaxKeys=3, **token)
        pages.append([item["Key"] for item in page["Contents"]])
        token = {"ContinuationToken": page["NextContinuationToken"]} if page["IsTruncated"] else None
    assert pages == [keys[:3], keys[3:6], keys[6:]]
    assert [item["Key"] for item in client.list_objects_v2(Bucket=bucket.name, StartAfter=keys[5])["Contents"]] == [keys[6], "other"]


def test_s3_takes_any_name(client, bucket):
    for name in NAMES:
        client.put_object(Bucket=bucket.name, Key=name, Body=name.encode())
    assert bucket.list() == sorted(NAMES, key=str.encode)
    assert [client.get_object(Bucket=bucket.name, Key=name)["Body"].read().decode() for name in NAMES] == NAMES


def test_s3_reads_ranges(client, bucket):
    bucket.put("k", bytes(range(100)))
    part = client.get_object(Bucket=bucket.name, Key="k", Range="bytes=10-19")
    assert (part["ContentRange"], part["Body"].read()) == ("bytes 10-19/100", bytes(range(10, 20)))
    assert client.get_object(Bucket=bucket.name, Key="k", Range="bytes=95-")["Body"].read() == bytes(range(95, 100))
    assert refused(client.get_object, Bucket=bucket.name, Key="k", Range="bytes=100-") == (416, "InvalidRange")
    assert refused(client.get_object, Bucket=bucket.name, Key="k", IfMatch='"another"') == (412, "PreconditionFailed")


def test_s3_uploads_in_parts(client, bucket):
    big, small = random.Random(1).randbytes(5 * MIB), b"the rest"
    kept, dropped = begin_upload(client, bucket, "table/kept", big, small), begin_upload(client, bucket, "table/dropped", small)
    assert bucket.list() == []
    assert sorted(key for key, _ in bucket.list_uploads("table/")) == ["table/dropped", "table/kept"]
    assert bucket.list_uploads("other/") == []
    listed = client.list_parts(Bucket=bucket.name, Key="table/kept", UploadId=kept["UploadId"])["Parts"]
    assert [(part["PartNumber"], part["Size"]) for part in listed] == [(1, len(big)), (2, len(small))]
    etag = client.complete_multipart_upload(**kept)["ETag"]
    assert etag == '"' + hashlib.md5(hashlib.md5(big).digest() + hashlib.md5(small).digest()).hexdigest() + '-2"'
    dropped.pop("MultipartUpload")
    client.abort_multipart_upload(**dropped)
    assert refused(client.abort_multipart_upload, **dropped) == (404, "NoSuchUpload")
    assert (bucket.list(), bucket.list_uploads(), bucket.get("table/kept")) == (["table/kept"], [], big + small)
    too_small = begin_upload(client, bucket, "table/small", small, small)
    assert refused(client.complete_multipart_upload, **too_small) == (400, "EntityTooSmall")


def test_glue_keeps_tables_and_partitions(aws_api):
    glue = aws_api.client("glue")
    table = {"DatabaseName": "logs", "TableName": "alb"}
    glue.create_database(DatabaseInput={"Name": "logs"})
    glue.create_table(DatabaseName="logs", TableInput={"Name": "alb", "PartitionKeys": [{"Name": "day", "Type": "string"}]})
    partition = {"Values": ["2024-03-01"], "StorageDescriptor": {"Location": "s3://b/day=2024-03-01/"}}
    assert glue.batch_create_partition(**table, PartitionInputList=[partition]).get("Errors", []) == []
    again = glue.batch_create_partition(**table, PartitionInputList=[partition])["Errors"]
    assert [error["ErrorDetail"]["ErrorCode"] for error in again] == ["AlreadyExistsException"]
    assert [found["Values"] for found in glue.get_partitions(**table)["Partitions"]] == [["2024-03-01"]]
    assert refused(glue.get_table, DatabaseName="logs", Name="nlb") == (400, "EntityNotFoundException")
    aws_api.reset()
    assert glue.get_databases()["DatabaseList"] == []


def test_sts_tells_who_calls(aws_api):
    assert aws_api.client("sts").get_caller_identity()["Account"] == aws_api.account
    role = aws_api.client("sts").assume_role(RoleArn=f"arn:aws:iam::{aws_api.account}:role/weir", RoleSessionName="weir")
    assert role["Credentials"]["SessionToken"]


def test_the_api_checks_signatures_when_told(aws_api):
    aws_api.check_signatures(allowed=["glue:*", "sts:*"])
    assert aws_api.client("sts").get_caller_identity()["Arn"].endswith(":user/weir")
    assert aws_api.client("glue").get_databases()["DatabaseList"] == []
    wrong = aws_api.client("sts", secret_key="wrong")
    assert refused(wrong.get_caller_identity) == (403, "SignatureDoesNotMatch")
    assert refused(aws_api.client("logs").describe_log_groups)[0] == 403


def test_weir_sees_only_what_it_is_given(tmp_path, s3, aws_api, monkeypatch):
    monkeypatch.setenv("AWS_PROFILE", "somebody")
    given = aws_api.environment() | s3.environment("http://127.0.0.1:1")
    seen = {name: value for name, value in Weir(tmp_path, given).environment().items() if name.startswith("AWS_")}
    assert seen == given
    assert (seen["AWS_ENDPOINT_URL_S3"], seen["AWS_ENDPOINT_URL_GLUE"]) == ("http://127.0.0.1:1", aws_api.endpoint)


def test_a_missing_server_says_what_installs_it(tmp_path, monkeypatch):
    monkeypatch.setattr(s3_module, "VERSITYGW", tmp_path / "versitygw")
    with pytest.raises(Missing, match="run make test-servers"):
        S3Server(tmp_path).start()


def test_a_server_that_does_not_start_says_why(tmp_path):
    with pytest.raises(RuntimeError, match="ended with 3 (.|\n)*no such option"):
        Process(["sh", "-c", "echo no such option; exit 3"], 1, tmp_path / "log")


def test_servers_end_with_whoever_started_them(tmp_path):
    starts = f"""
import sys, time
sys.path.insert(0, {str(TESTS)!r})
from servers.s3 import S3Server
server = S3Server({str(tmp_path)!r}).start()
print(server.process.pid, flush=True)
time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", starts], stdout=subprocess.PIPE, text=True) as starter:
        server = int(starter.stdout.readline())
        assert os.path.exists(f"/proc/{server}")
        starter.kill()
    give_up = time.monotonic() + 10
    while is_running(server):
        assert time.monotonic() < give_up
        time.sleep(0.01)


def is_running(pid):
    try:
        # A zombie waits for init, which a container may lack.
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False

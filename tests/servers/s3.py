"""S3 by versitygw: it verifies signatures, and its conditional writes have one winner."""

import os
from pathlib import Path

import boto3
from botocore.config import Config

from .environment import REGION, aws_environment, without_aws
from .ports import free_port
from .process import Missing, Process

ROOT = Path(__file__).resolve().parents[2]
VERSITYGW = ROOT / "build/servers/versitygw"


class S3Server:
    """Buckets are folders below `folder`.  An object is a file: `a` and `a/b` can't both be, and `a//b` is `a/b`.  A second page of multipart
    uploads is refused: it does not find its own upload-id-marker."""

    region = REGION

    def __init__(self, folder, access_key="weir-tests", secret_key="a/secret+with=signs"):
        self.folder = Path(folder)
        self.access_key, self.secret_key = access_key, secret_key
        self.process = None

    def start(self):
        if not VERSITYGW.exists():
            raise Missing(f"{VERSITYGW} is not there: run make test-servers")
        buckets, metadata, accounts = (self.folder / name for name in ("buckets", "metadata", "accounts"))
        for made in (buckets, metadata, accounts):
            made.mkdir(parents=True, exist_ok=True)
        port = free_port()
        environment = without_aws(os.environ) | {"ROOT_ACCESS_KEY": self.access_key, "ROOT_SECRET_KEY": self.secret_key}
        # Metadata in files: extended attributes are not on every file system that holds temporary files.
        self.process = Process([VERSITYGW, "--port", f"127.0.0.1:{port}", "--region", REGION, "--keep-alive", "--iam-dir", accounts.resolve(),
                                "posix", "--sidecar", metadata.resolve(), buckets.resolve()], port, self.folder / "versitygw.log", environment)
        return self

    def stop(self):
        self.process.stop()

    __enter__ = start

    def __exit__(self, *_):
        self.stop()

    @property
    def port(self):
        return self.process.port

    @property
    def endpoint(self):
        return f"http://127.0.0.1:{self.port}"

    def output(self):
        return self.process.output()

    def environment(self, endpoint=None):
        """For a weir process.  endpoint: of a proxy before this server."""
        return aws_environment(self.access_key, self.secret_key, S3=endpoint or self.endpoint)

    def client(self, endpoint=None, secret_key=None, attempts=1):
        """boto3's.  It asks once by default: a test must see each answer."""
        return boto3.client("s3", endpoint_url=endpoint or self.endpoint, region_name=REGION, aws_access_key_id=self.access_key,
                            aws_secret_access_key=secret_key or self.secret_key,
                            config=Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": attempts}, connect_timeout=10, read_timeout=60))

    def make_bucket(self, name):
        self.client().create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
        return Bucket(self, name)


class Bucket:
    """A bucket as tests look at it, past any proxy."""

    def __init__(self, server, name):
        self.server, self.name = server, name
        self.client = server.client()

    @property
    def url(self):
        return f"s3://{self.name}"

    def put(self, key, body):
        self.client.put_object(Bucket=self.name, Key=key, Body=body)

    def get(self, key):
        return self.client.get_object(Bucket=self.name, Key=key)["Body"].read()

    def list(self, prefix=""):
        """All keys, in order."""
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=prefix)
        return [item["Key"] for page in pages for item in page.get("Contents", [])]

    def list_uploads(self, prefix=""):
        """Key and id of the multipart uploads that are neither completed nor aborted."""
        pages = self.client.get_paginator("list_multipart_uploads").paginate(Bucket=self.name, Prefix=prefix)
        return [(item["Key"], item["UploadId"]) for page in pages for item in page.get("Uploads", [])]

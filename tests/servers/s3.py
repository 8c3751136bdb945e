"""S3 by versitygw: it verifies signatures, and its conditional writes have one winner."""

import os
from pathlib import Path

from .environment import REGION, aws_environment, without_aws
from .ports import free_port
from .process import Missing, Process
from .server import Server

ROOT = Path(__file__).resolve().parents[2]
VERSITYGW = ROOT / "build/servers/versitygw"


class S3Server(Server):
    """Buckets are folders below `folder`.  An object is a file: `a` and `a/b` can't both be, and `a//b` is `a/b`.  A second page of multipart
    uploads is refused: it does not find its own upload-id-marker."""

    def __init__(self, folder, access_key="weir-tests", secret_key="a/secret+with=signs"):
        super().__init__(folder, access_key, secret_key)

    def launch(self):
        if not VERSITYGW.exists():
            raise Missing(f"{VERSITYGW} is not there: run make test-servers")
        buckets, metadata, accounts = (self.folder / name for name in ("buckets", "metadata", "accounts"))
        for made in (buckets, metadata, accounts):
            made.mkdir(parents=True, exist_ok=True)
        port = free_port()
        environment = without_aws(os.environ) | {"ROOT_ACCESS_KEY": self.access_key, "ROOT_SECRET_KEY": self.secret_key}
        # Metadata in files: extended attributes are not on every file system that holds temporary files.
        return Process([VERSITYGW, "--port", f"127.0.0.1:{port}", "--region", REGION, "--keep-alive", "--iam-dir", accounts.resolve(),
                        "posix", "--sidecar", metadata.resolve(), buckets.resolve()], port, self.folder / "versitygw.log", environment)

    def environment(self, endpoint=None):
        """For a weir process.  endpoint: of a proxy before this server."""
        return aws_environment(self.access_key, self.secret_key, S3=endpoint or self.endpoint)

    def client(self, endpoint=None, secret_key=None, attempts=1):
        return self.boto3_client("s3", endpoint, secret_key, attempts, s3={"addressing_style": "path"}, connect_timeout=10, read_timeout=60)

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

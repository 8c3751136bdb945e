"""Glue, STS, CloudWatch and its logs by moto: what they answer is right where tests use it; signatures are checked only on demand.

Its gaps: over 100 partitions a batch and wrong value counts are accepted, pages of partitions do not exist, nothing throttles.
"""

import importlib.util
import json
import os
import sys
import urllib.request
from pathlib import Path

import boto3
from botocore.config import Config

from .environment import REGION, aws_environment, without_aws
from .ports import free_port
from .process import Missing, Process

SERVICES = ("GLUE", "STS", "IAM", "CLOUDWATCH", "CLOUDWATCH_LOGS")


class AwsApi:
    region = REGION
    account = "123456789012"

    def __init__(self, folder):
        self.folder = Path(folder)
        self.access_key, self.secret_key = "weir-tests", "anything"
        self.process = None

    def start(self):
        if importlib.util.find_spec("moto") is None:
            raise Missing(f"moto is not in {sys.prefix}: run make test-servers, and the tests with build/venv/bin/python")
        port = free_port()
        self.process = Process([sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", port], port, self.folder / "moto.log",
                               without_aws(os.environ) | {"MOTO_ACCOUNT_ID": self.account})
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

    def reset(self):
        """Nothing is there any more, and any keys are good."""
        self._tell("reset-auth", b"inf")
        self._tell("reset")
        self.access_key, self.secret_key = "weir-tests", "anything"

    def check_signatures(self, allowed=("*",)):
        """From now on, until reset: only the keys of a new user who may do this."""
        iam = self.client("iam")
        iam.create_user(UserName="weir")
        policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": list(allowed), "Resource": "*"}]}
        iam.put_user_policy(UserName="weir", PolicyName="weir", PolicyDocument=json.dumps(policy))
        key = iam.create_access_key(UserName="weir")["AccessKey"]
        self.access_key, self.secret_key = key["AccessKeyId"], key["SecretAccessKey"]
        self._tell("reset-auth", b"0")

    def environment(self, endpoint=None):
        """For a weir process; one that also calls S3 takes keys and endpoint from S3Server.environment() on top.  endpoint: of a proxy."""
        return aws_environment(self.access_key, self.secret_key, **dict.fromkeys(SERVICES, endpoint or self.endpoint))

    def client(self, service, endpoint=None, secret_key=None):
        """boto3's, which asks once: a test must see each answer."""
        return boto3.client(service, endpoint_url=endpoint or self.endpoint, region_name=REGION, aws_access_key_id=self.access_key,
                            aws_secret_access_key=secret_key or self.secret_key, config=Config(retries={"total_max_attempts": 1}))

    def _tell(self, what, data=b""):
        request = urllib.request.Request(f"{self.endpoint}/moto-api/{what}", data, {"Content-Type": "text/plain"}, method="POST")
        urllib.request.urlopen(request, timeout=30).read()

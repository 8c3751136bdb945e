"""Glue, STS, CloudWatch and its logs by moto: what they answer is right where tests use it; signatures are checked only on demand.

Its gaps: over 100 partitions a batch and wrong value counts are accepted, pages of partitions do not exist, nothing throttles.
"""

import importlib.util
import json
import os
import sys
import urllib.request

from .environment import aws_environment, without_aws
from .ports import free_port
from .process import Missing, Process
from .server import Server

SERVICES = ("GLUE", "STS", "IAM", "CLOUDWATCH", "CLOUDWATCH_LOGS")
KEYS = ("weir-tests", "anything")


class AwsApi(Server):
    account = "123456789012"

    def __init__(self, folder):
        super().__init__(folder, *KEYS)

    def launch(self):
        if importlib.util.find_spec("moto") is None:
            raise Missing(f"moto is not in {sys.prefix}: run make test-servers, and the tests with build/venv/bin/python")
        port = free_port()
        return Process([sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", port], port, self.folder / "moto.log",
                       without_aws(os.environ) | {"MOTO_ACCOUNT_ID": self.account})

    def reset(self):
        """Nothing is there any more, and any keys are good."""
        self._tell("reset-auth", b"inf")
        self._tell("reset")
        self.access_key, self.secret_key = KEYS

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
        return self.boto3_client(service, endpoint, secret_key)

    def _tell(self, what, data=b""):
        request = urllib.request.Request(f"{self.endpoint}/moto-api/{what}", data, {"Content-Type": "text/plain"}, method="POST")
        urllib.request.urlopen(request, timeout=30).read()

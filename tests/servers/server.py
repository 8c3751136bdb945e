"""A server that tests start: a process on a port of this machine, with keys that it takes."""

from pathlib import Path

import boto3
from botocore.config import Config

from .environment import REGION


class Server:
    region = REGION

    def __init__(self, folder, access_key, secret_key):
        """folder: where the server keeps what it has, and what it said."""
        self.folder = Path(folder)
        self.access_key, self.secret_key = access_key, secret_key
        self.process = None

    def launch(self):
        """The process, which accepts; Missing when the server is not installed."""
        raise NotImplementedError

    def start(self):
        self.process = self.launch()
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

    def boto3_client(self, service, endpoint, secret_key, attempts=1, **config):
        """It asks once by default: a test must see each answer."""
        return boto3.client(service, endpoint_url=endpoint or self.endpoint, region_name=REGION, aws_access_key_id=self.access_key,
                            aws_secret_access_key=secret_key or self.secret_key, config=Config(retries={"total_max_attempts": attempts}, **config))

"""Runs that die while the logs and the tables lie in a bucket, a catalog knows the tables, and a tenth of all calls to both fail; and the
runs that go on after them.

A case is `bucket` and a case of kills.py.
"""

import random
import threading

from kills import Kills
from scenes import SCENES, Stage, check
from servers.aws_api import AwsApi
from servers.faults import HalfAnswer, LoseAnswer, Refuse, Reset, TruncateUpload
from servers.proxy import FaultProxy
from servers.s3 import S3Server

SHARE = 0.1
FAULTS = [Reset(), LoseAnswer(), HalfAnswer(), TruncateUpload(), Refuse(500, "InternalError"), Refuse(503, "SlowDown"), Refuse(503, "ServiceUnavailable")]
# The last line of the table in scenes.py.
PARTITIONED = 'partition_by = ["region", "year", "month", "day"]'
OF_BUCKETS = ("create_upload", "put_part", "complete", "abort_upload", "committed")  # in the names of their points
INSTANTS = 10  # cases of random instants, for each scene and kind of kill


class BucketStage(Stage):
    def __init__(self, folder, scene, corpus, buckets):
        super().__init__(folder, scene, corpus)
        self.bucket = buckets.bucket
        # The server keeps an object as a file.
        self.output = buckets.server.folder / "buckets" / self.bucket.name / self.folder.name / "out"
        self.table = self.output / "table"
        self.places = {"input": f"{self.bucket.url}/logs", "output": f"{self.bucket.url}/{self.folder.name}/out"}
        self.always = buckets.api.environment(buckets.api_proxy.endpoint) | buckets.server.environment(buckets.proxy.endpoint)
        self.glue = buckets.glue
        self.name = self.folder.name.replace("-", "_")
        catalog = f'catalog = {{ type = "glue", database = "crash", table = "{self.name}" }}'
        self.file = self.pipeline(self.scene.text.replace(PARTITIONED, f"{PARTITIONED}\n{catalog}"))

    def check_nothing_staged(self):
        super().check_nothing_staged()
        uploads = self.bucket.list_uploads(f"{self.folder.name}/")
        check(not uploads, "uploads left behind:", *uploads[:3])

    def check_output(self):
        super().check_output()
        if "table" in self.scene.sinks:
            pages = self.glue.get_paginator("get_partitions").paginate(DatabaseName="crash", TableName=self.name)
            known = sorted(tuple(partition["Values"]) for page in pages for partition in page["Partitions"])
            there = sorted({tuple(part.partition("=")[2] for part in path.relative_to(self.table).parts[:-1]) for path in self.files()})
            check(known == there, "the catalog knows", len(known), "partitions,", len(there), "have data")


class Buckets:
    def __init__(self, corpus, folder):
        self.corpus, self.folder = corpus, folder / "buckets"
        self.kills = Kills(corpus, self.folder, lambda *place: BucketStage(*place, self))
        self.lock = threading.Lock()
        self.server = None

    def start(self, seed):
        """The servers, once: they end with the thread that starts them."""
        with self.lock:
            if self.server is not None:
                return
            self.server = S3Server(self.folder / "s3").start()
            self.bucket = self.server.make_bucket("crash-tests")
            for path in sorted(self.corpus.folder.rglob("*")):
                if path.is_file():
                    self.bucket.put(f"logs/{path.relative_to(self.corpus.folder)}", path.read_bytes())
            self.api = AwsApi(self.folder / "aws").start()
            self.glue = self.api.client("glue")
            self.proxy, self.api_proxy = FaultProxy(self.server.port).start(), FaultProxy(self.api.port).start()
            self.proxy.at_random(seed, SHARE, FAULTS)
            self.api_proxy.at_random(seed, SHARE, FAULTS)

    def stop(self):
        if self.server is not None:
            for part in (self.proxy, self.api_proxy, self.server, self.api):
                part.stop()

    @property
    def failed_calls(self):
        return 0 if self.server is None else sum(request.done != "Pass" for proxy in (self.proxy, self.api_proxy) for request in proxy.log())

    def cases(self, seed):
        # Not by a thread that takes cases: the first that finds none any more would end the servers of those still at work.
        self.start(seed)
        return self.scene_by_scene(seed)

    def scene_by_scene(self, seed):
        """Each kind of kill of each scene, as a share has no time to find out first which points all of them have."""
        rng = random.Random(f"buckets {seed}")
        for scene in rng.sample(list(SCENES), len(SCENES)):
            for kills in (self.kills.once, self.kills.twice):
                points = kills(scene, rng)
                rng.shuffle(points)
                # Those of the protocol over a bucket come first.
                points.sort(key=lambda case: not any(word in " ".join(case) for word in OF_BUCKETS))
                for number, case in enumerate(points):
                    yield ["bucket", *case]
                    if number < INSTANTS:
                        yield ["bucket", scene, *(f"@{rng.uniform(0, self.kills.seconds[scene]):.4f}" for _ in range(3))]

    def run(self, folder, case):
        self.start(seed=1)
        self.kills.run(folder, case[1:])

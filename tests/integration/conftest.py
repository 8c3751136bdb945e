import gzip
import re
import shutil
import sys
import zlib
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import alb_oracle  # noqa: E402
import edge_lines  # noqa: E402
from servers.aws_api import AwsApi  # noqa: E402
from servers.proxy import FaultProxy  # noqa: E402
from servers.s3 import S3Server  # noqa: E402
from weir import WEIR, Weir, make_logs  # noqa: E402


class Corpus:
    """Logs, and what a table of them must hold."""

    def __init__(self, folder):
        self.folder = folder
        self.content_bytes = sum(len(line) + 1 for path in self.paths() for line in alb_oracle.lines_of(path))
        self.expected, self.rejected = alb_oracle.parse_folder(folder)

    def paths(self):
        return sorted(path for path in self.folder.rglob("*") if path.is_file())


def pytest_configure(config):
    if not WEIR.exists():
        raise pytest.UsageError(f"{WEIR} is not there: run make, or set WEIR_BIN")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    """A failure shows what the servers of the test said."""
    report = yield
    if report.failed:
        said = {server: name for name, server in item.funcargs.items() if callable(getattr(type(server), "output", None))}
        report.sections += [(f"the end of what {name} said", server.output()) for server, name in said.items()]
    return report


@pytest.fixture
def weir(tmp_path):
    return Weir(tmp_path)


@pytest.fixture(scope="session")
def corpus(tmp_path_factory):
    """More than 200 MB of generated logs, and the hand-written lines."""
    folder = tmp_path_factory.mktemp("corpus") / "logs"
    make_logs(folder, 206_000_000, seed=3, files=48)
    edge = folder / "eu-central-1/2024/03/01/123456789012_elasticloadbalancing_eu-central-1_app.edge.0000000000000000_20240301T0000Z_192.0.2.1_edgecase.log.gz"
    edge.parent.mkdir(parents=True)
    edge.write_bytes(gzip.compress(edge_lines.CONTENT))
    made = Corpus(folder)
    assert made.content_bytes >= 200_000_000
    return made


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    """Two megabytes of generated logs in six files."""
    folder = tmp_path_factory.mktemp("small") / "logs"
    make_logs(folder, 2_000_000, seed=4, files=6)
    return Corpus(folder)


@pytest.fixture(scope="session")
def s3(tmp_path_factory):
    """An S3 server that verifies signatures."""
    with S3Server(tmp_path_factory.mktemp("s3")) as server:
        yield server


@pytest.fixture
def bucket(s3, request):
    """A bucket of this test alone.  Its name is the same each time, so that what is drawn from a seed and a path is as well."""
    words = re.sub("[^a-z0-9]+", "-", request.node.name.lower()).strip("-")
    made = s3.make_bucket(f"{words[:40]}-{zlib.crc32(request.node.nodeid.encode()):08x}")
    yield made
    shutil.rmtree(s3.folder / "buckets" / made.name, ignore_errors=True)  # the server may still be sweeping up


@pytest.fixture
def s3_faults(s3):
    """A proxy before the S3 server: it passes everything until the test says otherwise."""
    with FaultProxy(s3.port) as proxy:
        yield proxy


@pytest.fixture(scope="session")
def aws_api_server(tmp_path_factory):
    with AwsApi(tmp_path_factory.mktemp("aws")) as server:
        yield server


@pytest.fixture
def aws_api(aws_api_server):
    """Glue, STS, CloudWatch and its logs, with nothing in them."""
    aws_api_server.reset()
    return aws_api_server


@pytest.fixture
def aws_api_faults(aws_api):
    with FaultProxy(aws_api.port) as proxy:
        yield proxy

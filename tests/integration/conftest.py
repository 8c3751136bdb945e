import gzip
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import alb_oracle  # noqa: E402
import edge_lines  # noqa: E402
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

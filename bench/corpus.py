"""Logs to measure with, made by weir's `generate` and kept below build/bench until what makes them changes."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / "build/bench"
FORMATS = ["alb", "elb", "s3_access", "vpc_flow", "cloudfront", "cloudtrail"]
HEADER_LINES = {"vpc_flow": 1, "cloudfront": 2}  # in each file; all other lines have one record


@dataclass
class Corpus:
    folder: str  # above the regions, where there are some
    files: int
    packed: int  # bytes on the disk
    content: int  # bytes before compression
    rows: int
    command: list


def measure(path):
    """The size of a gzip file's content, and its lines."""
    size = lines = 0
    inflate = zlib.decompressobj(31)
    with open(path, "rb") as file:
        while data := file.read(1 << 20):
            while data:
                content = inflate.decompress(data)
                size += len(content)
                lines += content.count(b"\n")
                data = inflate.unused_data
                if inflate.eof:
                    inflate = zlib.decompressobj(31)
    return size, lines


def makers(format):
    """A hash of what the lines come from."""
    files = sorted((ROOT / "plugins/generate").glob("*.?pp")) + [ROOT / f"pipelines/generate-{format}.toml", Path(__file__)]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:8]


def make(weir, format, size, files=0):
    """The corpus of this format, size ("1GB") and number of files (0: one for each 25 MB)."""
    place = HOME / "corpora" / f"{format}-{size}-{files or 'many'}-{makers(format)}"
    facts = place / "corpus.json"
    if facts.exists():
        return Corpus(**json.loads(facts.read_text()))
    shutil.rmtree(place, ignore_errors=True)
    logs = place / "logs"
    command = [str(weir), "run", str(ROOT / f"pipelines/generate-{format}.toml"), "--progress", "none", "--set", f"output={logs}", "--set", f"bytes={size}",
               "--set", f"files={files}"]
    print("making", logs, file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="weir-bench-") as state:
        subprocess.run(command, env=os.environ | {"WEIR_STATE": state}, stdout=subprocess.DEVNULL, check=True)
    found = sorted(logs.rglob("*.gz"))
    sizes = [measure(path) for path in found]
    corpus = Corpus(str(logs), len(found), sum(path.stat().st_size for path in found), sum(size for size, _ in sizes),
                    sum(lines for _, lines in sizes) - len(found) * HEADER_LINES.get(format, 0), command)
    facts.write_text(json.dumps(asdict(corpus)))
    return corpus

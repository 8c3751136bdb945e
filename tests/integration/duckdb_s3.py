"""SELECT over the objects of a bucket, in DuckDB.

Its extension for S3 comes from PyPI, for an older DuckDB than the tests' own: both have a folder of their own, and run in a process of their own.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from servers.environment import without_aws

FOLDER = Path(__file__).resolve().parents[2] / "build/duckdb-s3"
PROGRAM = Path(__file__).with_name("duckdb_s3_program.py")
PATIENCE = 120  # seconds; no query takes a tenth of it


def select(s3, query):
    """The rows of a query over the server's buckets, as lists."""
    assert (FOLDER / "installed").exists(), f"{FOLDER} is not there: run make build/duckdb-s3/installed"
    asked = {"key": s3.access_key, "secret": s3.secret_key, "region": s3.region, "endpoint": f"127.0.0.1:{s3.port}", "query": query}
    answer = subprocess.run([sys.executable, PROGRAM], input=json.dumps(asked), env=without_aws(os.environ) | {"PYTHONPATH": str(FOLDER)},
                            capture_output=True, text=True, timeout=PATIENCE)
    assert answer.returncode == 0, f"{query}\n{answer.stderr}"
    return json.loads(answer.stdout)

"""The logs of each AWS service, laid out in a bucket as the service does, become a table that a catalog knows."""

import gzip

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as dataset
import pytest
from pyarrow import fs

from duckdb_s3 import select
from weir import ROOT, Weir

# What of the table is summed, and how one finds it in the lines without weir: the number of a field, split at spaces or tabs.
BY_REGION = {"alb": ("sent_bytes", 11), "elb": ("sent_bytes", 10), "vpc_flow": ("numbytes", 9), "cloudtrail": (None, None)}
FLAT = {"cloudfront": ("bytes", 3), "s3_access": (None, None)}
PREFIX = {"alb": "AWSLogs/111122223333/elasticloadbalancing", "elb": "AWSLogs/111122223333/elasticloadbalancing",
          "vpc_flow": "AWSLogs/111122223333/vpcflowlogs", "cloudtrail": "AWSLogs/111122223333/CloudTrail", "cloudfront": "cf", "s3_access": "s3"}


def generate(weir, service):
    result = weir.run(ROOT / f"pipelines/generate-{service}.toml", output=weir.folder / "made", bytes="600KB", files=4)
    assert result.exit == 0, result
    return sorted(path for path in (weir.folder / "made").rglob("*") if path.is_file())


def rows_and_sum(service, paths):
    """Counted in the lines by other means than weir's."""
    field = (BY_REGION | FLAT)[service][1]
    rows = total = 0
    for path in paths:
        content = path.read_bytes()
        text = (gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content).decode()
        if service == "cloudtrail":
            import json
            rows += len(json.loads(text)["Records"])
            continue
        lines = [line for line in text.splitlines() if line and not line.startswith("#") and not line.startswith("version account")]
        rows += len(lines)
        if field is not None:
            values = [line.split("\t" if service == "cloudfront" else " ")[field] for line in lines]
            total += sum(int(value) for value in values if value != "-")
    return rows, total


@pytest.mark.parametrize("service", [*BY_REGION, *FLAT])
def test_a_service(tmp_path, s3, bucket, aws_api, service):
    weir = Weir(tmp_path, s3.environment() | {name: value for name, value in aws_api.environment().items() if "ENDPOINT" in name})
    glue = aws_api.client("glue")
    made, prefix = generate(weir, service), PREFIX[service]

    def key_of(path, region=None):
        name = path.relative_to(weir.folder / "made")
        return f"{prefix}/{name}" if region is None else f"{prefix}/{region}/{name.relative_to(name.parts[0])}"

    first, later = made[:-1], made[-1]
    for path in first:
        bucket.put(key_of(path), path.read_bytes())
    pipeline = ROOT / f"pipelines/service-logs{'-vpc_flow' if service == 'vpc_flow' else '-flat' if service in FLAT else ''}.toml"
    places = {"source": f"{bucket.url}/{prefix}", "target": f"{bucket.url}/lake"} | ({} if service == "vpc_flow" else {"service": service})

    def check(paths):
        rows, total = rows_and_sum(service, paths)
        store = fs.S3FileSystem(access_key=s3.access_key, secret_key=s3.secret_key, endpoint_override=s3.endpoint, region=s3.region)
        keys = ["year", "month", "day"] if service in FLAT else ["region", "year", "month", "day"]
        partitions = dataset.partitioning(pa.schema([(name, pa.string()) for name in keys]), flavor="hive")
        table = dataset.dataset(f"{bucket.name}/lake", filesystem=store, format="parquet", partitioning=partitions).to_table()
        assert table.num_rows == rows
        column = (BY_REGION | FLAT)[service][0]
        if column is not None:
            assert pc.sum(table[column]).as_py() == total
        # The catalog knows exactly the partitions that have data.
        pages = glue.get_paginator("get_partitions").paginate(DatabaseName="aws_service_logs", TableName=service)
        known = sorted(tuple(partition["Values"]) for page in pages for partition in page["Partitions"])
        there = sorted({tuple(folder.partition("=")[2] for folder in name.split("/")[1:-1]) for name in bucket.list("lake/")})
        assert known == there
        # DuckDB reads the same out of the bucket.
        summed = "NULL" if column is None else f"sum({column})"
        groups = select(s3, f"SELECT {', '.join(keys)}, count(*), {summed} FROM read_parquet('{bucket.url}/lake/**/*.parquet', "
                            "hive_partitioning = true, hive_types_autocast = false) GROUP BY ALL")
        assert sum(group[-2] for group in groups) == rows
        assert sum(group[-1] or 0 for group in groups) == total
        assert sorted(tuple(group[:-2]) for group in groups) == known
        return table

    result = weir.run(pipeline, **places)
    assert result.exit == 0, result
    check(first)
    table = glue.get_table(DatabaseName="aws_service_logs", Name=service)["Table"]
    assert [key["Name"] for key in table["PartitionKeys"]][-3:] == ["year", "month", "day"]
    assert glue.get_table(DatabaseName="aws_service_logs_raw", Name=f"{service}_raw")

    again = weir.run(pipeline, **places)
    assert (again.exit, again.summary["read"]) == (0, 0), again
    check(first)

    # A late object; for services by region in a region that is new, and has three parts.
    bucket.put(key_of(later, "us-gov-west-1" if service in BY_REGION else None), later.read_bytes())
    third = weir.run(pipeline, **places)
    assert third.exit == 0 and third.summary["objects"] == 1, third
    table = check(made)
    if service in BY_REGION:
        assert "us-gov-west-1" in table["region"].to_pylist()
        raw = glue.get_partitions(DatabaseName="aws_service_logs_raw", TableName=f"{service}_raw")["Partitions"]
        assert any(partition["Values"][0] == "us-gov-west-1" for partition in raw)

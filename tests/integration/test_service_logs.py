"""The logs of each AWS service, laid out in a bucket as the service does, become a table that a catalog knows."""

import collections
import datetime
import gzip
import json
import re

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as dataset
import pytest
from pyarrow import fs

from duckdb_s3 import select
from weir import ROOT, Weir

# What of the table is summed, and how one finds it in a line without weir.
BY_REGION = {
    "alb": ("sent_bytes", lambda line: line.split(" ")[11]),
    "elb": ("sent_bytes", lambda line: line.split(" ")[10]),
    "vpc_flow": ("numbytes", lambda line: line.split(" ")[9]),
    "cloudtrail": ("length(eventname)", lambda record: len(record["eventName"])),
}
FLAT = {
    "cloudfront": ("bytes", lambda line: line.split("\t")[3]),
    "s3_access": ("bytes_sent", lambda line: re.findall(r'\[[^]]*\]|"[^"]*"|\S+', line)[11]),
}
PREFIX = {"alb": "AWSLogs/111122223333/elasticloadbalancing", "elb": "AWSLogs/111122223333/elasticloadbalancing",
          "vpc_flow": "AWSLogs/111122223333/vpcflowlogs", "cloudtrail": "AWSLogs/111122223333/CloudTrail", "cloudfront": "cf", "s3_access": "s3"}


def generate(weir, service):
    result = weir.run(ROOT / f"pipelines/generate-{service}.toml", output=weir.folder / "made", bytes="600KB", files=4)
    assert result.exit == 0, result
    return sorted(path for path in (weir.folder / "made").rglob("*") if path.is_file())


def text_of(path):
    content = path.read_bytes()
    return (gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content).decode()


def rows_and_sum(service, paths):
    """Counted in the lines by other means than weir's."""
    value_of = (BY_REGION | FLAT)[service][1]
    rows = total = 0
    for path in paths:
        text = text_of(path)
        if service == "cloudtrail":
            records = json.loads(text)["Records"]
        else:
            records = [line for line in text.splitlines() if line and not line.startswith("#") and not line.startswith("version account")]
        rows += len(records)
        total += sum(int(value) for value in map(value_of, records) if value != "-")
    return rows, total


def weir_with(folder, s3, aws_api):
    return Weir(folder, s3.environment() | {name: value for name, value in aws_api.environment().items() if "ENDPOINT" in name})


def table_of(s3, bucket, keys):
    store = fs.S3FileSystem(access_key=s3.access_key, secret_key=s3.secret_key, endpoint_override=s3.endpoint, region=s3.region)
    partitions = dataset.partitioning(pa.schema([(name, pa.string()) for name in keys]), flavor="hive")
    return dataset.dataset(f"{bucket.name}/lake", filesystem=store, format="parquet", partitioning=partitions).to_table()


def locations(glue, database, table):
    """Of the partitions that the catalog knows, by their values."""
    pages = glue.get_paginator("get_partitions").paginate(DatabaseName=database, TableName=table)
    found = [partition for page in pages for partition in page["Partitions"]]
    made = {tuple(partition["Values"]): partition["StorageDescriptor"]["Location"] for partition in found}
    assert len(made) == len(found)
    return made


@pytest.mark.parametrize("service", [*BY_REGION, *FLAT])
def test_a_service(tmp_path, s3, bucket, aws_api, service):
    weir, glue = weir_with(tmp_path, s3, aws_api), aws_api.client("glue")
    made, prefix = generate(weir, service), PREFIX[service]

    def key_of(path, region=None):
        name = path.relative_to(weir.folder / "made")
        return f"{prefix}/{name}" if region is None else f"{prefix}/{region}/{name.relative_to(name.parts[0])}"

    first, later = made[:-1], made[-1]
    for path in first:
        bucket.put(key_of(path), path.read_bytes())
    pipeline = ROOT / f"pipelines/service-logs{'-vpc_flow' if service == 'vpc_flow' else '-flat' if service in FLAT else ''}.toml"
    places = {"source": f"{bucket.url}/{prefix}", "target": f"{bucket.url}/lake"} | ({} if service == "vpc_flow" else {"service": service})

    keys = ["year", "month", "day"] if service in FLAT else ["region", "year", "month", "day"]

    def check(paths):
        rows, total = rows_and_sum(service, paths)
        table = table_of(s3, bucket, keys)
        assert table.num_rows == rows
        summed = (BY_REGION | FLAT)[service][0]
        column = table["eventname"] if service == "cloudtrail" else table[summed]
        assert pc.sum(pc.utf8_length(column) if service == "cloudtrail" else column).as_py() == total > 0
        # The catalog knows exactly the partitions that have data.
        known = sorted(locations(glue, "aws_service_logs", service))
        there = sorted({tuple(folder.partition("=")[2] for folder in name.split("/")[1:-1]) for name in bucket.list("lake/")})
        assert known == there
        # DuckDB reads the same out of the bucket.
        groups = select(s3, f"SELECT {', '.join(keys)}, count(*), sum({summed}) FROM read_parquet('{bucket.url}/lake/**/*.parquet', "
                            "hive_partitioning = true, hive_types_autocast = false) GROUP BY ALL")
        assert sum(group[-2] for group in groups) == rows
        assert sum(group[-1] for group in groups) == total
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
        assert "us-gov-west-1" in {values[0] for values in locations(glue, "aws_service_logs_raw", f"{service}_raw")}


REGIONS = ["eu-central-1", "us-gov-west-1", "xx-newplace-9"]  # the last is none yet
ACCOUNTS = ["111122223333", "444455556666"]
NAMES = {"vpc_flow": "vpcflowlogs", "alb": "elasticloadbalancing", "cloudtrail": "CloudTrail"}  # of folders
HIVE = "AWSLogs/aws-account-id={owner}/aws-service=vpcflowlogs/aws-region={region}/year={yyyy}/month={mm}/day={dd}/"
# Where a service puts its objects, and how many parts of that the argument `source` has: the rest is the layout.
LAYOUTS = {
    "vpc_flow by day": ("vpc_flow", "AWSLogs/{owner}/vpcflowlogs/{region}/{yyyy}/{mm}/{dd}/", 3),
    "vpc_flow by hour": ("vpc_flow", "AWSLogs/{owner}/vpcflowlogs/{region}/{yyyy}/{mm}/{dd}/{hh}/", 3),
    "vpc_flow in Hive's folders by day": ("vpc_flow", HIVE, 3),
    "vpc_flow in Hive's folders by hour": ("vpc_flow", HIVE + "hour={hh}/", 3),
    "vpc_flow below a prefix": ("vpc_flow", "some/where/AWSLogs/{owner}/vpcflowlogs/{region}/{yyyy}/{mm}/{dd}/", 5),
    "alb of many accounts": ("alb", "AWSLogs/{account}/elasticloadbalancing/{region}/{yyyy}/{mm}/{dd}/", 3),
    "cloudtrail of an organisation": ("cloudtrail", "AWSLogs/o-1a2b3c4d5e/{account}/CloudTrail/{region}/{yyyy}/{mm}/{dd}/", 4),
}


def days_of(service, path):
    """How many rows of each day an object has, by other means than weir's."""
    if service == "cloudtrail":
        return collections.Counter(record["eventTime"][:10] for record in json.loads(text_of(path))["Records"])
    lines = [line for line in text_of(path).splitlines() if not line.startswith("version account")]
    if service == "alb":
        return collections.Counter(line.split(" ")[1][:10] for line in lines)
    return collections.Counter(f"{datetime.datetime.fromtimestamp(int(line.split(' ')[10]), datetime.timezone.utc):%Y-%m-%d}" for line in lines)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("all_accounts", [False, True], ids=["one account", "all accounts"])
def test_a_layout(tmp_path, s3, bucket, aws_api, layout, all_accounts):
    service, pattern, depth = LAYOUTS[layout]
    weir, glue = weir_with(tmp_path, s3, aws_api), aws_api.client("glue")
    account_name = "owner" if service == "vpc_flow" else "account"  # a flow log's record has an account of its own
    rows, folders, objects = collections.Counter(), {}, collections.Counter()
    for number, path in enumerate(generate(weir, service)):
        _, yyyy, mm, dd, name = path.relative_to(weir.folder / "made").parts
        for account in ACCOUNTS:
            region = REGIONS[number % len(REGIONS)]
            fields = {account_name: account, "region": region, "yyyy": yyyy, "mm": mm, "dd": dd, "hh": f"{number:02}"}
            folder = pattern.format(**fields)
            bucket.put(folder + name, path.read_bytes())
            # What lies beside the logs is not theirs.
            bucket.put(folder.replace(NAMES[service], NAMES[service] + "-Digest") + "beside.gz", b"no log")
            if all_accounts or account == ACCOUNTS[0]:
                rows.update({(account, region, *day.split("-")): count for day, count in days_of(service, path).items()})
                values = [fields[key] for key in (account_name, "region", "yyyy", "mm", "dd", "hh") if f"{{{key}}}" in pattern]
                folders[tuple(values[0 if all_accounts else 1:])] = f"{bucket.url}/{folder}"
                objects[f"{yyyy}-{mm}-{dd}"] += 1
    if not all_accounts:
        pattern = pattern.replace(f"{{{account_name}}}", ACCOUNTS[0])
    parts = pattern.split("/")
    places = {"source": f"{bucket.url}/{'/'.join(parts[:depth])}", "layout": "/".join(parts[depth:]) + "*.gz", "target": f"{bucket.url}/lake"}
    file = ROOT / f"pipelines/service-logs{'-vpc_flow' if service == 'vpc_flow' else ''}.toml"
    places |= {} if service == "vpc_flow" else {"service": service}

    assert {region for _, region, *_ in rows} == set(REGIONS)
    first = weir.run(file, **places, since="2024-02-29", until="2024-03-01")
    assert first.exit == 0 and first.summary["objects"] == objects["2024-02-29"] > 0, first
    result = weir.run(file, **places)
    assert result.exit == 0 and result.summary["objects"] == objects.total() - objects["2024-02-29"], result
    keys = ["region", "year", "month", "day"]
    table = table_of(s3, bucket, keys)
    by = ([account_name] if all_accounts else []) + keys
    found = {tuple(row[key] for key in by): row["count_all"] for row in table.group_by(by).aggregate([([], "count_all")]).to_pylist()}
    assert found == {values if all_accounts else values[1:]: count for values, count in rows.items()}
    assert locations(glue, "aws_service_logs", service) == {
        values: f"{bucket.url}/lake/" + "".join(f"{key}={value}/" for key, value in zip(keys, values)) for values in {values[1:] for values in rows}}
    assert locations(glue, "aws_service_logs_raw", f"{service}_raw") == folders


def test_the_account_of_a_flow_log_is_the_records(weir):
    """Said before anything is read: the one of the path needs another name."""
    result = weir.tell("check", ROOT / "pipelines/service-logs-vpc_flow.toml", source="s3://logs/AWSLogs/{account}/vpcflowlogs", target="s3://lake/vpc_flow")
    assert result.exit == 78 and "`account`" in result.stderr, result

"""Tables of Glue: what pipelines make there, how they grow, and that each partition with data is registered, once and after all failures."""

import gzip
import io
import json
import re
import time
from datetime import date, timedelta

import pyarrow.parquet as parquet
import pytest

from servers import faults
from weir import ROOT, Weir

# The columns that athena-glue-service-logs gave its tables, in its order.
BEFORE = {
    "alb": """type time elb client_ip_port target_ip_port request_processing_time target_processing_time response_processing_time
    elb_status_code target_status_code received_bytes sent_bytes request_verb request_url request_proto user_agent ssl_cipher ssl_protocol
    target_group_arn trace_id domain_name chosen_cert_arn matched_rule_priority request_creation_time actions_executed redirect_url
    error_reason""",
    "elb": """time elb client_ip_port target_ip_port request_processing_time target_processing_time response_processing_time elb_status_code
    target_status_code received_bytes sent_bytes request_verb request_url request_proto user_agent ssl_cipher ssl_protocol""",
    "cloudfront": """time location bytes requestip method host uri status referrer useragent querystring cookie resulttype requestid hostheader
    requestprotocol requestbytes timetaken xforwardedfor sslprotocol sslcipher responseresulttype httpversion""",
    "s3_access": """bucket_owner bucket time remote_ip requester request_id operation key request_uri http_status error_code bytes_sent object_size
    total_time turnaround_time referrer user_agent version_id host_id signature_version cipher_suite authentication_type host_header tls_version""",
    "vpc_flow": """version account interfaceid sourceaddress destinationaddress sourceport destinationport protocol numpackets numbytes starttime
    endtime action logstatus""",
    "cloudtrail": """eventversion json_useridentity eventtime eventsource eventname awsregion sourceipaddress useragent json_requestparameters
    json_responseelements requestid eventid eventtype recipientaccountid errorcode errormessage apiversion json_additionaleventdata vpcendpointid
    readonly resources""",
}

PIPELINE = """
weir = 1

[source.logs]
type = "files"
path = "{input}"
{source}

[transform.rows]
type = "{format}"
from = "logs"

[sink.table]
type = "parquet"
from = "rows"
path = "{output}"
partition_by = ["region", "year", "month", "day"]
{sink}

[epoch]
give_up_after = "2s"
"""

SINK = 'catalog = { type = "glue", database = "logs", table = "alb" }'
SOURCE = 'catalog = { type = "glue", database = "logs_raw", table = "alb", format = "alb" }'


DAY = date(2024, 2, 29)


def lines_of(day, count=20):
    """Requests of this day."""
    return [f'http {day}T10:00:{i:02}.000000Z app/web/1 192.0.2.1:1000 10.0.0.1:80 0.001 0.002 0.003 200 200 34 366 '
            f'"GET http://www.example.com:80/{i} HTTP/1.1" "curl/8.5.0" - - arn:aws:tg "Root=1-58337262-{i:024x}" "-" "-" 0 '
            f'{day}T10:00:{i:02}.000000Z "forward" "-" "-" "10.0.0.1:80" "200" "-" "-"' for i in range(count)]


class Lake:
    """A bucket with logs in it, the pipeline that makes a table of them, and the catalog."""

    def __init__(self, weir, bucket, aws_api, s3):
        self.weir, self.bucket, self.aws_api = weir, bucket, aws_api
        # moto takes any keys, so those of the S3 server serve for both.
        self.weir.extra = aws_api.environment() | s3.environment()
        self.glue = aws_api.client("glue")

    def put(self, region="eu-central-1", day=DAY, lines=None, name="a"):
        """An object with these lines, or twenty requests of its day."""
        lines = lines_of(day) if lines is None else lines
        self.bucket.put(f"logs/{region}/{day:%Y/%m/%d}/{name}.log.gz", gzip.compress(("\n".join(lines) + "\n").encode()))

    def pipeline(self, source="", sink=SINK, format="alb"):
        text = PIPELINE.format(input=f"{self.bucket.url}/logs/{{region}}/{{yyyy}}/{{mm}}/{{dd}}/*.log.gz", output=f"{self.bucket.url}/lake",
                               source=source, sink=sink, format=format)
        return self.weir.pipeline(text)

    def run(self, **options):
        return self.weir.run(self.pipeline(**options))

    def succeed(self, **options):
        result = self.run(**options)
        assert result.exit == 0, result
        return result

    def table(self, database="logs", name="alb"):
        return self.glue.get_table(DatabaseName=database, Name=name)["Table"]

    def partitions(self, database="logs", name="alb"):
        """Location by values."""
        found = self.glue.get_partitions(DatabaseName=database, TableName=name)["Partitions"]
        made = {tuple(p["Values"]): p["StorageDescriptor"]["Location"] for p in found}
        assert len(made) == len(found)
        return made

    def rows(self):
        return sum(parquet.read_metadata(io.BytesIO(self.bucket.get(key))).num_rows for key in self.bucket.list("lake/") if key.endswith(".parquet"))


    def check_converted(self):
        """The twenty requests are in the table, once, and the catalog knows their partition."""
        assert self.rows() == 20 and len(self.partitions()) == 1


@pytest.fixture
def empty_lake(weir, bucket, aws_api, s3):
    return Lake(weir, bucket, aws_api, s3)


@pytest.fixture
def lake(empty_lake):
    """With twenty requests of one day."""
    empty_lake.put()
    return empty_lake


def columns(table):
    return {column["Name"]: column["Type"] for column in table["StorageDescriptor"]["Columns"]}


def test_the_table_of_the_sink(lake):
    lake.succeed()
    table = lake.table()
    made = columns(table)
    assert list(made)[:27] == BEFORE["alb"].split()
    assert made["time"] == "timestamp" and made["request_processing_time"] == "double" and made["sent_bytes"] == "bigint"
    assert table["TableType"] == "EXTERNAL_TABLE"
    assert table["PartitionKeys"] == [{"Name": key, "Type": "string"} for key in ("region", "year", "month", "day")]
    assert table["Parameters"]["classification"] == "parquet" and table["Parameters"]["parquet.compression"] == "SNAPPY"
    storage = table["StorageDescriptor"]
    assert storage["Location"] == f"{lake.bucket.url}/lake/"
    assert storage["SerdeInfo"]["SerializationLibrary"].endswith("ParquetHiveSerDe")
    assert storage["InputFormat"].endswith("MapredParquetInputFormat") and storage["OutputFormat"].endswith("MapredParquetOutputFormat")
    assert storage["Columns"][1]["Comment"] == "When the load balancer answered, or a WebSocket was closed."
    assert lake.partitions() == {("eu-central-1", "2024", "02", "29"): f"{lake.bucket.url}/lake/region=eu-central-1/year=2024/month=02/day=29/"}
    file = next(key for key in lake.bucket.list("lake/") if key.endswith(".parquet"))
    assert parquet.read_schema(io.BytesIO(lake.bucket.get(file))).names == list(made)


def test_a_second_run_changes_nothing(lake):
    lake.succeed()
    table, partitions, rows = lake.table(), lake.partitions(), lake.rows()
    lake.succeed()
    assert (lake.table(), lake.partitions(), lake.rows()) == (table, partitions, rows)
    assert rows == 20


def test_the_table_over_the_logs_as_they_are(lake):
    lake.succeed(source=SOURCE)
    table = lake.table("logs_raw")
    storage = table["StorageDescriptor"]
    assert storage["Location"] == f"{lake.bucket.url}/logs/"
    assert storage["SerdeInfo"]["SerializationLibrary"] == "org.apache.hadoop.hive.serde2.RegexSerDe"
    assert list(columns(table))[:4] == ["type", "time", "elb", "client_ip"]
    assert [key["Name"] for key in table["PartitionKeys"]] == ["region", "year", "month", "day"]
    assert lake.partitions("logs_raw") == {("eu-central-1", "2024", "02", "29"): f"{lake.bucket.url}/logs/eu-central-1/2024/02/29/"}
    pattern = re.compile(storage["SerdeInfo"]["Parameters"]["input.regex"])
    for line in lines_of(DAY):
        assert pattern.fullmatch(line).group(1, 4, 18) == ("http", "192.0.2.1", "curl/8.5.0")


def test_partitions_come_with_their_data(lake):
    """New days, a new region, and a late object of a day long past, none of which the replaced system found without fail."""
    lake.succeed(source=SOURCE)
    later = DAY + timedelta(days=90)
    lake.put(day=later)
    lake.put("us-gov-west-1")
    lake.put(lines=lines_of(date(2022, 1, 1)), name="late")
    lake.succeed(source=SOURCE)
    assert set(lake.partitions()) == {("eu-central-1", "2024", "02", "29"), ("eu-central-1", "2024", "05", "29"), ("us-gov-west-1", "2024", "02", "29"),
                                      ("eu-central-1", "2022", "01", "01")}
    assert set(lake.partitions("logs_raw")) == {("eu-central-1", "2024", "02", "29"), ("eu-central-1", "2024", "05", "29"), ("us-gov-west-1", "2024", "02", "29")}
    assert lake.rows() == 80


def test_more_partitions_than_fit_in_a_call(lake):
    days = [DAY + timedelta(days=i) for i in range(130)]
    for day in days:
        lake.put(day=day, lines=lines_of(day, 1))
    lake.succeed(source=SOURCE)
    expected = {("eu-central-1", f"{day:%Y}", f"{day:%m}", f"{day:%d}") for day in days}
    assert set(lake.partitions()) == set(lake.partitions("logs_raw")) == expected


def test_values_that_folders_escape(lake):
    """Anybody may send what ends up in a partition."""
    lines = [line.replace("app/web/1", elb) for line, elb in zip(lines_of(DAY), ["app/a=b/1", "100%", "a%2Fb", "zürich", "quote'", "-"])]
    lake.put(lines=lines)
    text = lake.pipeline().read_text().replace('["region", "year", "month", "day"]', '["elb", "hour"]')
    result = lake.weir.run(lake.weir.pipeline(text))
    assert result.exit == 0, result
    expected = {("app/a=b/1", "10"), ("100%", "10"), ("a%2Fb", "10"), ("zürich", "10"), ("quote'", "10"), ("__HIVE_DEFAULT_PARTITION__", "10")}
    partitions = lake.partitions()
    assert set(partitions) == expected
    folders = {key[: key.rindex("/") + 1] for key in lake.bucket.list("lake/") if key.endswith(".parquet")}
    assert {location.removeprefix(lake.bucket.url + "/") for location in partitions.values()} == folders


def of_table(lake, change):
    """Changes the table as somebody else would."""
    table = lake.table()
    keep = {key: table[key] for key in ("Name", "StorageDescriptor", "PartitionKeys", "TableType", "Parameters", "Description") if key in table}
    change(keep)
    lake.glue.update_table(DatabaseName="logs", TableInput=keep)


def test_a_table_that_is_there_grows(lake):
    """It is as the replaced system left it, with a column of its owner's."""
    lake.succeed()
    whole = columns(lake.table())

    def shrink(table):
        table["Parameters"]["owner"] = "somebody"
        storage = table["StorageDescriptor"]
        storage["Columns"] = [c for c in storage["Columns"] if c["Name"] not in ("error_reason", "client_port")] + [{"Name": "note", "Type": "string"}]
    of_table(lake, shrink)
    lake.put(name="b")
    lake.succeed()
    grown = lake.table()
    assert columns(grown) == whole | {"note": "string"}
    assert [c["Name"] for c in grown["StorageDescriptor"]["Columns"]][-3:] == ["note"] + [c for c in whole if c in ("error_reason", "client_port")]
    assert grown["Parameters"]["owner"] == "somebody"


def test_a_frozen_table_refuses(lake):
    lake.succeed()
    of_table(lake, lambda table: table["StorageDescriptor"]["Columns"].pop())
    before, files = lake.table(), lake.bucket.list("lake/")
    lake.put(name="b")
    result = lake.run(sink=SINK.replace(" }", ', evolve = "frozen" }'))
    assert result.exit == 78, result
    assert "the table logs.alb has no column" in result.stderr and 'evolve = "add"' in result.stderr
    assert (lake.table(), lake.bucket.list("lake/")) == (before, files)
    lake.succeed()
    assert lake.rows() == 40


@pytest.mark.parametrize("ours, becomes", [("int", "bigint"), ("bigint", "bigint")])
def test_a_column_widens_where_it_may(lake, ours, becomes):
    lake.succeed()

    def narrow(table):
        next(c for c in table["StorageDescriptor"]["Columns"] if c["Name"] == "sent_bytes")["Type"] = ours
    of_table(lake, narrow)
    result = lake.run()
    assert result.exit == (78 if ours == "int" else 0), result
    assert ours != "int" or "column `sent_bytes` of the table logs.alb is int, and the pipeline writes bigint" in result.stderr
    lake.succeed(sink=SINK.replace(" }", ', evolve = "widen" }'))
    assert columns(lake.table())["sent_bytes"] == becomes


REFUSED = {
    "a type": (lambda t: t["StorageDescriptor"]["Columns"][0].update(Type="double"), "column `type` of the table logs.alb is double, and the pipeline writes string"),
    "keys": (lambda t: t["PartitionKeys"].pop(), "other partition keys"),
    "a place": (lambda t: t["StorageDescriptor"].update(Location="s3://other/lake/"), "is at s3://other/lake/"),
    "a format": (lambda t: t["StorageDescriptor"]["SerdeInfo"].update(SerializationLibrary="org.apache.hadoop.hive.serde2.OpenCSVSerde"), "not one of Parquet files"),
    "iceberg": (lambda t: t["Parameters"].update(table_type="ICEBERG"), "of the type ICEBERG"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_would_break_readers_is_refused(lake, what):
    change, message = REFUSED[what]
    lake.succeed()
    of_table(lake, change)
    lake.put(name="b")
    result = lake.run(sink=SINK.replace(" }", ', evolve = "widen" }'))
    assert result.exit == 78 and message in result.stderr, result
    assert lake.rows() == 20


def test_projection(lake):
    result = lake.succeed(sink=SINK.replace(" }", ", projection = true }"))
    assert "nothing tells the values of `region`" in result.stderr, result
    properties = {name: value for name, value in lake.table()["Parameters"].items() if name.startswith("projection.")}
    assert properties["projection.enabled"] == "true"
    assert properties["projection.region.type"] == "injected"
    assert (properties["projection.month.type"], properties["projection.month.range"], properties["projection.month.digits"]) == ("integer", "1,12", "2")


@pytest.fixture
def unsteady(lake, aws_api_faults):
    """The lake, with a proxy in front of its catalog."""
    lake.weir.extra["AWS_ENDPOINT_URL_GLUE"] = aws_api_faults.endpoint
    lake.faults = aws_api_faults
    return lake


def is_named(*names):
    return lambda request: request.operation in names


def deny(lake, operation):
    lake.faults.when(is_named(operation), faults.Refuse(400, "AccessDeniedException"))


def test_a_catalog_that_is_away_is_told_by_the_next_run(unsteady):
    """The data stays, and nobody writes it again."""
    unsteady.faults.when(is_named("BatchCreatePartition"), faults.Reset())
    result = unsteady.run()
    assert result.exit == 4 and "half-committed" in result.stderr, result
    assert unsteady.rows() == 20 and unsteady.partitions() == {}
    unsteady.faults.calm()
    unsteady.succeed()
    unsteady.check_converted()


def test_a_catalog_that_denies(unsteady):
    """The pipeline that wrote the epoch tells the catalog of it, whatever the file says now."""
    deny(unsteady, "BatchCreatePartition")
    result = unsteady.run()
    assert result.exit == 5 and "glue:BatchCreatePartition" in result.stderr, result
    assert unsteady.rows() == 20
    unsteady.faults.calm()
    unsteady.succeed(sink="")
    unsteady.check_converted()


def test_the_repair_tells_the_catalog_too(unsteady):
    deny(unsteady, "BatchCreatePartition")
    assert unsteady.run().exit == 5
    repair = unsteady.weir.tell("state", "repair", unsteady.pipeline(), "--progress", "none")
    assert repair.exit == 5, repair
    unsteady.faults.calm()
    repair = unsteady.weir.tell("state", "repair", unsteady.pipeline(), "--progress", "none")
    assert repair.exit == 0 and "nothing to repair" in repair.stderr, repair
    unsteady.check_converted()


def test_a_table_that_may_not_be_made(unsteady):
    """Found out before anything is written."""
    deny(unsteady, "CreateTable")
    result = unsteady.run()
    assert result.exit == 5 and "glue:CreateTable" in result.stderr, result
    assert unsteady.bucket.list("lake/") == []


def test_a_run_that_is_killed_while_it_tells(unsteady):
    unsteady.faults.when(is_named("BatchCreatePartition"), faults.Delay(60))
    process = unsteady.weir.start(unsteady.pipeline())
    while not any(key.endswith(".parquet") for key in unsteady.bucket.list("lake/")):
        time.sleep(0.02)
        assert process.poll() is None, process.communicate()
    process.kill()
    process.communicate()
    unsteady.faults.calm()
    unsteady.succeed()
    unsteady.check_converted()


def test_answers_that_get_lost(unsteady):
    """The catalog did it, and the run does not know."""
    for operation in ("CreateDatabase", "CreateTable", "BatchCreatePartition"):
        unsteady.faults.when(is_named(operation), faults.LoseAnswer(), times=1)
    unsteady.succeed(source=SOURCE)
    assert len(unsteady.partitions()) == len(unsteady.partitions("logs_raw")) == 1


def test_a_table_that_somebody_else_changes_meanwhile(unsteady):
    unsteady.succeed()
    whole = columns(unsteady.table())
    of_table(unsteady, lambda table: table["StorageDescriptor"]["Columns"].pop())
    unsteady.faults.when(is_named("UpdateTable"), faults.Refuse(400, "ConcurrentModificationException"), times=2)
    unsteady.succeed()
    assert columns(unsteady.table()) == whole
    assert unsteady.faults.count("UpdateTable") == 3


def test_a_raw_partition_that_was_missed_comes_with_the_next_run(lake):
    lake.succeed(source=SOURCE)
    made = lake.partitions("logs_raw")
    lake.glue.delete_partition(DatabaseName="logs_raw", TableName="alb", PartitionValues=list(next(iter(made))))
    lake.succeed(source=SOURCE)
    assert lake.partitions("logs_raw") == made


CARETS = {
    'catalog = { type = "glue", database = "logs", table = "alb", evolv = "add" }': "did you mean `evolve`?",
    'catalog = { type = "glue", database = "logs", table = "alb", evolve = "ad" }': 'did you mean "add"?',
    'catalog = { type = "glue", database = "logs" }': "has no `table`",
    'catalog = { type = "glue", database = "logs", table = "ALB" }': "write `alb`",
    'catalog = { type = "glue", database = "logs", table = "" }': "1 to 255 bytes",
}


@pytest.mark.parametrize("sink", CARETS)
def test_what_is_wrong_is_pointed_at(lake, sink):
    result = lake.weir.tell("check", lake.pipeline(sink=sink))
    assert result.exit == 78 and CARETS[sink] in result.stderr and "^" in result.stderr, result


def test_a_catalog_wants_a_bucket(lake):
    text = lake.pipeline().read_text().replace(f"{lake.bucket.url}/lake", "lake")
    result = lake.weir.tell("check", lake.weir.pipeline(text))
    assert result.exit == 78 and "write to an s3:// path" in result.stderr, result


def test_a_wildcard_above_a_capture_is_no_partition(lake):
    text = lake.pipeline(source=SOURCE).read_text().replace("/logs/{region}", "/logs/*/{region}")
    result = lake.weir.tell("check", lake.weir.pipeline(text))
    assert result.exit == 78 and "capture it too" in result.stderr, result


def test_the_statements(lake):
    """Nobody is asked for them."""
    lake.weir.extra = {}
    result = lake.weir.tell("catalog", "ddl", lake.pipeline(source=SOURCE))
    assert result.exit == 0, result
    assert "CREATE EXTERNAL TABLE IF NOT EXISTS `logs`.`alb` (\n  `type` string COMMENT 'What the client spoke" in result.stdout
    assert f"STORED AS PARQUET\nLOCATION '{lake.bucket.url}/lake/'" in result.stdout
    assert "CREATE EXTERNAL TABLE IF NOT EXISTS `logs_raw`.`alb` (" in result.stdout
    assert "'input.regex' = '([^ ]*) ([^ ]*)" in result.stdout
    assert lake.weir.tell("catalog", "ddl", lake.pipeline(source="", sink="")).stdout == ""


# The lines that each format's generator makes.
@pytest.mark.parametrize("format", ["alb", "elb", "s3_access", "vpc_flow", "cloudfront", "cloudtrail"])
def test_both_tables_of_each_format(empty_lake, format, tmp_path):
    lake = empty_lake
    logs = tmp_path / "generated"
    made = Weir(tmp_path / "generator").run(ROOT / f"pipelines/generate-{format}.toml", output=logs, bytes="200kB", files=2)
    assert made.exit == 0, made
    files = [path for path in logs.rglob("*") if path.is_file()]
    for path in files:
        lake.bucket.put(f"logs/{path.relative_to(logs)}", path.read_bytes())
    depth = len(files[0].relative_to(logs).parts)
    pattern = f"{lake.bucket.url}/logs/" + ("{place}/{yyyy}/{mm}/{dd}/*" if depth == 5 else "*")
    source = f'catalog = {{ type = "glue", database = "logs_raw", table = "{format}", format = "{format}" }}'
    text = PIPELINE.format(input=pattern, output=f"{lake.bucket.url}/lake", source=source, format=format,
                           sink=f'catalog = {{ type = "glue", database = "logs", table = "{format}" }}')
    text = text.replace('["region", "year"', '["year"')
    result = lake.weir.run(lake.weir.pipeline(text))
    assert result.exit == 0, result
    expected = BEFORE[format].split()
    made = columns(lake.table("logs", format))
    assert list(made)[: len(expected)] == expected
    assert format != "cloudtrail" or made["resources"] == "array<struct<arn:string,accountid:string,type:string>>"
    parquet_keys = [key for key in lake.bucket.list("lake/") if key.endswith(".parquet")]
    locations = {f"{lake.bucket.url}/{key[: key.rindex('/') + 1]}" for key in parquet_keys}
    assert set(lake.partitions("logs", format).values()) == locations
    table = lake.table("logs_raw", format)
    storage = table["StorageDescriptor"]
    parameters = storage["SerdeInfo"]["Parameters"]
    contents = [gzip.decompress(path.read_bytes()).decode() for path in files]
    lines = [line for content in contents for line in content.split("\n") if line]
    if "input.regex" in parameters:
        groups = re.compile(parameters["input.regex"]).groups
        assert groups in (len(storage["Columns"]), len(storage["Columns"]) + 1)
        taken = sum(re.fullmatch(parameters["input.regex"], line) is not None for line in lines)
        assert taken > 0.9 * len(lines), [line for line in lines if not re.fullmatch(parameters["input.regex"], line)][:3]
    elif format == "cloudtrail":
        names = {name.lower() for content in contents for record in json.loads(content)["Records"] for name in record}
        assert names - set(columns(table)) == {"managementevent"}  # the guide's table has no such column
    else:
        header = int(table["Parameters"]["skip.header.line.count"])
        rows = [line for content in contents for line in content.rstrip("\n").split("\n")[header:]]
        assert {len(row.split(parameters["field.delim"])) for row in rows} == {len(storage["Columns"])}
    assert len(lake.partitions("logs_raw", format)) == (len({path.parent for path in files}) if depth == 5 else 0)


def test_lines_of_no_format(lake):
    lake.succeed(source='catalog = { type = "glue", database = "logs_raw", table = "alb" }')
    assert columns(lake.table("logs_raw")) == {"message": "string"}

"""weir doc --detect: which parser reads a file."""

import gzip
import json
import subprocess

import pytest

from weir import ROOT, WEIR

DEMO = sorted((ROOT / "pipelines/demo/logs").rglob("*.gz"))[0]


def detect(path):
    done = subprocess.run([WEIR, "doc", "--detect", path], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def case_lines(format, file):
    """The records of a file of cases that are read, as far as they stand alone."""
    lines = []
    for block in (ROOT / "tests/cases" / format / file).read_text(errors="replace").split("# name: ")[1:]:
        head, _, expected = block.partition("\n----\n")
        name, *records = head.split("\n")
        if "rejected: " not in expected and "dropped: " not in expected and not any(line.startswith("# ") for line in records):
            lines += records
    return lines


def test_a_gzipped_log_is_told_and_shown():
    code, out, err = detect(DEMO)
    assert (code, err) == (0, "")
    assert out.startswith("`alb` reads ")
    assert '[transform.rows]\ntype = "alb"\nfrom = "logs"\n' in out
    assert "row 1:" in out and "client_ip " in out and "row 2:" in out


@pytest.mark.parametrize("format", ["elb", "s3_access", "syslog", "aurora_audit", "rds_audit", "apache_error", "nginx_error"])
def test_records_of_the_cases_are_told(format, tmp_path):
    lines = [line for path in sorted((ROOT / "tests/cases" / format).glob("*.txt")) for line in case_lines(format, path.name)]
    (tmp_path / "log").write_text("\n".join(lines) + "\n")
    code, out, err = detect(tmp_path / "log")
    assert code == 0, err
    assert f'type = "{format}"' in out, out[:400]


def test_csv_gets_its_columns(tmp_path):
    (tmp_path / "a.csv").write_text("id;when;note\n1;2024-01-02 03:04:05;x\n2;2024-01-02 03:04:06;\n")
    code, out, _ = detect(tmp_path / "a.csv")
    assert code == 0
    assert 'separator = ";"\ncolumns = ["id integer", "when timestamp(%F %T%f)", "note"]\n' in out


def test_json_gets_its_columns_and_the_pipeline_runs(tmp_path):
    rows = [{"@timestamp": "2024-01-02T03:04:05Z", "status": 200 + n, "user": {"name": "a"}} for n in range(50)]
    (tmp_path / "a.json.gz").write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    code, out, _ = detect(tmp_path / "a.json.gz")
    assert code == 0
    assert 'columns = ["timestamp timestamp from @timestamp", "status integer", "user json"]' in out
    table = out[out.index("[transform.rows]"):out.index("\nrow 1:")]
    (tmp_path / "p.toml").write_text(f'weir = 1\n[source.logs]\ntype = "files"\npath = "{tmp_path}/a.json.gz"\n{table}[sink.screen]\ntype = "console"\nfrom = "rows"\n')
    run = subprocess.run([WEIR, "run", tmp_path / "p.toml", "--progress", "none"], capture_output=True, text=True, check=False,
                         env={"WEIR_STATE": str(tmp_path / "state"), "PATH": "/usr/bin:/bin"})
    assert run.returncode == 0, run.stderr
    assert [json.loads(line)["status"] for line in run.stdout.splitlines()] == [row["status"] for row in rows]


def test_cloudtrail_is_told_from_other_json(tmp_path):
    record = {"eventVersion": "1.08", "eventTime": "2024-01-02T03:04:05Z", "eventSource": "s3.amazonaws.com", "eventName": "GetObject",
              "resources": [{"ARN": "arn:aws:s3:::b", "accountId": "1", "type": "AWS::S3::Bucket"}]}
    (tmp_path / "a.json").write_text(json.dumps({"Records": [record] * 3}))
    code, out, _ = detect(tmp_path / "a.json")
    assert code == 0
    assert out.startswith("`cloudtrail` reads 3 of the 3 records")
    assert "arn:aws:s3:::b" in out


def test_what_nobody_reads_and_what_is_not_there(tmp_path):
    (tmp_path / "a.bin").write_bytes(bytes(range(256)) * 100)
    code, out, err = detect(tmp_path / "a.bin")
    assert (code, out) == (2, "")
    assert err.startswith("error: no parser reads ")
    code, _, err = detect(tmp_path / "none")
    assert code == 4
    assert "No such file" in err

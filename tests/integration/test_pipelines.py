"""The pipelines that come with weir are right."""

import subprocess
import tomllib

import pytest

from weir import ROOT, WEIR


@pytest.mark.parametrize("path", sorted((ROOT / "pipelines").glob("*.toml")), ids=lambda path: path.stem)
def test_its_nodes_fit_together(path, tmp_path):
    params = tomllib.loads(path.read_text()).get("params", {})
    values = {"service": "cloudfront" if "flat" in path.stem else "alb"}
    needed = {name: param["help"] for name, param in params.items() if "default" not in param}
    places = {name: f"s3://some-bucket/{name}" if "s3://" in help else f"{tmp_path}/{name}" for name, help in needed.items()}
    sets = [word for name, value in (places | {name: values[name] for name in needed if name in values}).items() for word in ("--set", f"{name}={value}")]
    (tmp_path / "input").mkdir()
    checked = subprocess.run([WEIR, "check", path, *sets], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    assert "all of them fit together" in checked.stdout + checked.stderr

"""The pipelines that come with weir are right."""

import subprocess
import tomllib

import pytest

from weir import ROOT, WEIR


@pytest.mark.parametrize("path", sorted((ROOT / "pipelines").glob("*.toml")), ids=lambda path: path.stem)
def test_its_nodes_fit_together(path, tmp_path):
    params = tomllib.loads(path.read_text()).get("params", {})
    sets = [word for name, param in params.items() if "default" not in param for word in ("--set", f"{name}={tmp_path}/{name}")]
    (tmp_path / "input").mkdir()
    checked = subprocess.run([WEIR, "check", path, *sets], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    assert "all of them fit together" in checked.stdout + checked.stderr

"""The manual says what the code does."""

import subprocess
import sys

from weir import ROOT, WEIR


def test_pages_show_the_columns_that_parsers_make():
    checked = subprocess.run([sys.executable, ROOT / "docs/columns.py", "--weir", WEIR, "--check"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr

"""The main job's cost in instructions for each byte of log: exact where seconds are noise, so a loss of speed shows at once."""

import platform
import re
import shutil

import pytest

import alb_oracle
from weir import ALB_TO_PARQUET, SANITIZED, make_logs

# Measured with the release build of Debian 12's compiler and libraries.  After a change that makes the job cheaper: what the failing or
# passing test prints.
PER_BYTE = {"x86_64": 25.7}
MAY_GROW = 1.05
SMALL, LARGE = 4_000_000, 16_000_000


def instructions(weir, folder):
    """Instructions of one run, as valgrind counts them.

    Its threads take turns: else the one that looks for work keeps the turn of the one that is about to make some, and each look counts.
    """
    shutil.rmtree(weir.table, ignore_errors=True)
    shutil.rmtree(weir.state, ignore_errors=True)
    result = weir.run(ALB_TO_PARQUET, input=folder, output=weir.table,
                      before=["valgrind", "--tool=callgrind", "--fair-sched=yes", f"--callgrind-out-file={weir.folder}/callgrind.out"])
    assert result.exit == 0, result
    return int(re.search(r"Collected : (\d+)", result.stderr).group(1))


@pytest.mark.heavy
@pytest.mark.skipif(SANITIZED, reason="counts the release build")
def test_instructions_per_byte(weir, tmp_path):
    if not shutil.which("valgrind"):
        pytest.fail("valgrind is not there: apt-get install valgrind")
    if platform.machine() not in PER_BYTE:
        pytest.skip(f"nobody has measured this on {platform.machine()} yet")
    counts, sizes = [], []
    for size in (SMALL, LARGE):
        folder = tmp_path / str(size)
        make_logs(folder, size, seed=5, files=4)
        sizes.append(sum(len(line) + 1 for path in folder.rglob("*.gz") for line in alb_oracle.lines_of(path)))
        counts.append(instructions(weir, folder))
    # The difference leaves out what a start costs.
    per_byte = (counts[1] - counts[0]) / (sizes[1] - sizes[0])
    print(f"{per_byte:.2f} instructions for each byte")
    assert per_byte < PER_BYTE[platform.machine()] * MAY_GROW, per_byte

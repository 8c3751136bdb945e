"""The source `generate` in a whole run: the same lines whatever the lanes, the epochs and the kills."""

import signal
import subprocess

import alb_oracle
from weir import GENERATE_ALB, make_logs

SIZE = 40_000_000


def lines_below(folder):
    """All lines, sorted: which file of an object holds a line is the epochs' affair."""
    return sorted(line for path in folder.rglob("*.log.gz") for line in alb_oracle.lines_of(path))


def test_the_same_lines_after_kills(weir, tmp_path):
    make_logs(tmp_path / "whole", SIZE, files=5)
    expected = lines_below(tmp_path / "whole")
    assert sum(len(line) + 1 for line in expected) >= SIZE - 5

    output = tmp_path / "killed"
    pipeline = weir.pipeline(GENERATE_ALB.read_text() + '\n[pipeline]\nlanes = 3\n[epoch]\nbytes = "1MiB"\n')
    parameters = {"output": output, "bytes": SIZE, "files": 5}
    kills = 0
    for seconds in (0.1, 0.15, 0.2, 0.25):
        process = weir.start(pipeline, **parameters)
        try:
            process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.communicate()
            kills += 1
    assert kills > 0
    last = weir.run(pipeline, **parameters)
    assert last.exit == 0, last
    assert lines_below(output) == expected
    assert weir.run(pipeline, **parameters).summary["read"] == 0

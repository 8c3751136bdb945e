"""Runs the fuzz targets for some time each, several at once, and says what each did.  Fails when one finds something.

What a target learns is kept in build-fuzz/corpus and goes on from there; what it finds is in build-fuzz/found.
"""
import argparse
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
LONGEST = 16384  # bytes; the inputs that find things are small
LIMITS = ["-timeout=20", "-rss_limit_mb=2048", "-malloc_limit_mb=512"]


def run(name, build, seconds):
    """Fuzzes one target.  Returns its line and whether it found nothing."""
    learned, found = build / "corpus" / name, build / "found" / name
    learned.mkdir(parents=True, exist_ok=True)
    found.mkdir(parents=True, exist_ok=True)
    words = HERE / f"{name}.dict"
    seeds = [folder for folder in (HERE / "corpus" / name, build / "tests/fuzz/seeds" / name) if folder.exists()]
    command = [build / "tests/fuzz" / f"fuzz_{name}", f"-max_total_time={seconds}", f"-max_len={LONGEST}", "-print_final_stats=1", *LIMITS,
               f"-artifact_prefix={found}/", *([f"-dict={words}"] if words.exists() else []), learned, *seeds]
    environment = os.environ | {"ASAN_SYMBOLIZER_PATH": "/usr/bin/llvm-symbolizer-16"}
    log = build / "found" / f"{name}.log"
    with open(log, "wb") as out:
        code = subprocess.run(list(map(str, command)), stdout=out, stderr=out, env=environment, check=False).returncode
    said = log.read_text(errors="replace")
    done = re.findall(r"^Done (\d+) runs in (\d+) second", said, re.M)
    executions = re.findall(r"^stat::number_of_executed_units: *(\d+)", said, re.M) or ["0"]
    took = int(done[0][1]) if done else 0
    covered = (re.findall(r"cov: (\d+)", said) or ["0"])[-1]
    line = f"{name:10} {int(executions[0]):>12,} executions {took:>6} s {int(executions[0]) // max(took, 1):>8,} a second {covered:>6} edges"
    if code == 0 and done:
        return line, True
    end = "\n".join(said.splitlines()[-40:])
    return f"{line}   FOUND, exit {code}: {log} and {found}/\n{end}", False


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build-fuzz")
    parser.add_argument("targets", nargs="*", help="all of them when none is named")
    args = parser.parse_args()
    known = sorted(file.name.removeprefix("fuzz_") for file in (args.build / "tests/fuzz").glob("fuzz_*") if file.is_file())
    targets = args.targets or known
    if not targets or not set(targets) <= set(known):
        sys.exit(f"there are {', '.join(known) or 'no targets'} in {args.build}")
    good = True
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        for line, is_good in pool.map(lambda name: run(name, args.build, args.seconds), targets):
            print(line, flush=True)
            good &= is_good
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()

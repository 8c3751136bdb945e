#!/usr/bin/env python3
"""Kills weir, takes its disk away, cuts its power and damages its state, and looks whether the output still is the input.

    tests/crash/crash.py                        everything
    tests/crash/crash.py points --seconds 60    one kind, as many cases as fit into a minute
    tests/crash/crash.py --seed 7 --random 100
    tests/crash/crash.py --case "table record.after:1 @0.05"     one case again

Needs the build of the preset `crash`.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from buckets import Buckets
from damage import Damage
from disks import Faults, Power
from kills import Kills
from scenes import WEIR, Corpus, run_cases
from turns import Turns

KINDS = ["points", "random", "faults", "power", "damage", "turns", "buckets"]


class Tests:
    def __init__(self, corpus, folder):
        self.kills, self.faults = Kills(corpus, folder), Faults(corpus, folder)
        self.power, self.damage, self.turns = Power(corpus, folder), Damage(corpus, folder), Turns(corpus)
        self.buckets = Buckets(corpus, folder)

    def cases(self, kind, seed, count):
        match kind:
            case "points": return self.kills.at_points(seed)
            case "random": return self.kills.at_random(count, seed)
            case "faults": return self.faults.cases(seed)
            case "power": return self.power.cases(seed, count)
            case "damage": return self.damage.cases(seed)
            case "turns": return self.turns.cases(seed, count)
            case "buckets": return self.buckets.cases(seed)

    def run(self, folder, case):
        others = {"fault": self.faults, "doubt": self.faults, "power": self.power, "torn": self.damage, "lost": self.damage, "readonly": self.damage,
                  "clock": self.damage, "turns": self.turns, "bucket": self.buckets}
        others.get(case[0], self.kills).run(folder, case)

    def counts(self):
        return f"{self.kills.deaths + self.buckets.kills.deaths} kills, {self.buckets.failed_calls} failed calls, {self.faults.failed_runs} failing disks, {self.power.losses} losses of power, {self.damage.damages} damages, {self.turns.taken} turns"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"which of {', '.join(KINDS)}; all when none is named")
    parser.add_argument("--random", type=int, default=1000, help="how many random instants of death, and of losses of power (default 1000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="begin no new case after this time, shared by the kinds")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--case", help="run this one case, as it was printed")
    parser.add_argument("--folder", type=Path, help="where to work; kept (default: a temporary folder, removed unless something failed)")
    options = parser.parse_args()
    kinds = options.kinds or KINDS
    if not set(kinds) <= set(KINDS):
        parser.error(f"expected some of {', '.join(KINDS)}")
    if not WEIR.exists():
        parser.error(f"{WEIR} is not there: cmake --preset crash && cmake --build --preset crash")

    folder = (options.folder or Path(tempfile.mkdtemp(prefix="weir-crash-"))).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    corpus = Corpus(folder / "logs")
    failed = []
    begun = time.monotonic()
    for number, kind in enumerate(["case"] if options.case else kinds):
        # What one kind leaves of its share the next ones get.
        started = time.monotonic()
        left = options.seconds - (started - begun)
        tests = Tests(corpus, folder)
        cases = [options.case.split()] if options.case else tests.cases(kind, options.seed, options.random)
        done, bad = run_cases(folder, cases, tests.run, options.jobs, started + left / (len(kinds) - number))
        failed += bad
        tests.buckets.stop()
        of_all = f" of {len(cases)}" if isinstance(cases, list) else ""
        print(f"{kind}: {done}{of_all} cases, {tests.counts()}; {len(bad)} failed; {time.monotonic() - started:.0f} s, seed {options.seed}")
        for case, place, why in bad:
            print(f"  FAILED --case \"{' '.join(case)}\" in {place}\n    {why}")
        sys.stdout.flush()
    if failed:
        print(f"{len(failed)} cases failed; what they left is in {folder}")
        return 1
    if not options.folder:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

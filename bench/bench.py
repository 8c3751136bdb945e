#!/usr/bin/env python3
"""Measures weir beside other tools on the same job, and how it scales.

    bench/bench.py compare --bytes 1GB --runs 5 --only weir,duckdb
    bench/bench.py compare --format cloudtrail --bytes 200MB --runs 3
    bench/bench.py cores --bytes 1GB
    bench/bench.py epochs --bytes 4GB

The job: gzipped logs become a typed Parquet table, snappy, partitioned by region, year, month and day; where the path of the logs has
no region, by the others.  Every run starts with nothing but the logs, and takes turns with those of the others, so that what else the
machine does hits all alike.  The text is printed and kept in build/bench, and beside it all numbers as JSON.

`make bench` and `make bench-scaling` install what is needed first.
"""

import argparse
from pathlib import Path

import compare
import scaling
import tools
from corpus import FORMATS, HOME, ROOT

WORDS = {
    "compare": (compare.compare, "1GB", "weir and its rivals, one table each"),
    "cores": (scaling.cores, "1GB", "two cores over one, with many files and with one"),
    "epochs": (scaling.epochs, "4GB", "an epoch every GiB, and one for all"),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words = parser.add_subparsers(required=True)
    for word, (action, size, about) in WORDS.items():
        command = words.add_parser(word, help=about)
        command.set_defaults(action=action, only=[])
        command.add_argument("--format", default="alb", choices=FORMATS, help="of the logs (default alb)")
        command.add_argument("--bytes", default=size, help=f"size of the logs before compression (default {size})")
        command.add_argument("--runs", type=int, default=5, help="of each; the slowest rivals are run less often (default 5)")
        command.add_argument("--weir", type=Path, default=ROOT / "build/bin/weir", help="the runner (default build/bin/weir)")
        command.add_argument("--pipeline", type=Path, help="a pipeline with parameters input and output, in place of the shipped one")
        command.add_argument("--patience", type=float, default=0, metavar="SECONDS",
                             help="wait so long before each run for a second in which others use less than a tenth of the machine (default 0)")
        if action is compare.compare:
            command.add_argument("--only", type=lambda text: text.split(","), help=f"of weir,{','.join(tools.RIVALS)}")
    options = parser.parse_args()
    if unknown := set(options.only) - {"weir", *tools.rivals(options.format)}:
        parser.error(f"no such tool for {options.format}: {', '.join(sorted(unknown))}")
    HOME.mkdir(parents=True, exist_ok=True)
    options.action(options)


if __name__ == "__main__":
    main()

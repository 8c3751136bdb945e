#!/usr/bin/env python3
"""Puts the columns of each parser into its manual page, below `## Columns`, as `weir doc TYPE --columns` prints them.

With --check it changes nothing and fails when a page says something else.
"""
import argparse
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
TABLE = re.compile(r"(^## Columns\n.*?\n)(\|.*?\n)(?=\n|\Z)", re.M | re.S)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weir", default=HERE.parent / "build/bin/weir")
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    stale = []
    for page in sorted((HERE / "components").glob("*.md")):
        columns = subprocess.run([args.weir, "doc", page.stem, "--columns"], check=True, capture_output=True, text=True).stdout
        was = page.read_text()
        if not columns:
            continue
        now, found = TABLE.subn(lambda match: match[1] + columns, was)
        if not found:
            now = was.rstrip("\n") + "\n\n## Columns\n\n" + columns
        if now == was:
            continue
        stale.append(page.name)
        if not args.check:
            page.write_text(now)
    if args.check and stale:
        sys.exit(f"{', '.join(stale)}: the columns are not those that weir makes; `make docs` mends it")


if __name__ == "__main__":
    main()

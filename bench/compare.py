"""weir beside its rivals: one table each of the same logs, checked to be the same table."""

import json
import shutil
import statistics
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import corpus as corpora
import tools
from measuring import spread
from report import Report, run


def check(folder, *how):
    """What its table holds.  In a process of its own: what this one has in memory counts for its children."""
    command = [sys.executable, str(Path(__file__).parent / "check.py"), *how, str(folder / "table")]
    return json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)


def differences(expected, found):
    """Where two tables differ, in words.  A column without any value may as well not be there."""
    said = [f"{fact}: {expected[fact]} and {found[fact]}" for fact in ("rows", "hash") if expected[fact] != found[fact]]
    for column in sorted(expected["columns"].keys() | found["columns"].keys()):
        one, other = expected["columns"].get(column), found["columns"].get(column)
        is_there = (one or other)["values"] > 0 or (one and other)
        if one != other and is_there:
            said.append(f"column {column}: {one} and {other}")
    return said


def compare(options):
    weir = tools.Weir(options.weir, options.pipeline or tools.pipeline(options.format))
    picked = tools.pick(options.only, weir, options.format)
    logs = corpora.make(options.weir, options.format, options.bytes)
    costs, tables, sizes = {tool.name: [] for tool in picked}, {}, {}
    for turn in range(options.runs):
        print(f"run {turn + 1} of {options.runs}", file=sys.stderr)
        for tool in picked:
            if turn >= tools.SLOW.get(tool.name, options.runs):
                continue
            cost, folder = run(tool, logs.folder, options.patience)
            costs[tool.name].append(cost)
            if turn == 0:
                tables[tool.name] = check(folder)
                sizes[tool.name] = sum(path.stat().st_size for path in (folder / "table").rglob("*.parquet"))
            elif check(folder, "--rows")["rows"] != tables[tool.name]["rows"]:
                sys.exit(f"{tool.name} wrote another number of rows in run {turn + 1} than in the first; {folder}")
            shutil.rmtree(folder)
    first, *others = tables
    wrong = [f"{first} and {other}, {said}" for other in others for said in differences(tables[first], tables[other])]
    if tables[first]["rows"] != logs.rows:
        wrong.append(f"{first} wrote {tables[first]['rows']} rows of {logs.rows} in the logs")
    if wrong:
        sys.exit("\n".join(["the tables are not the same, so nothing was measured:", *wrong]))

    report = Report(f"compare-{options.format}-{options.bytes}")
    report.facts |= {"corpus": asdict(logs), "tools": {
        tool.name: {"version": tool.version, "output_bytes": sizes[tool.name], "runs": [asdict(cost) for cost in costs[tool.name]]} for tool in picked}}
    report.say(f"{options.format}: {logs.content / 1e6:.0f} MB of logs, {logs.rows} records in {logs.files} gzip files of {logs.packed / 1e6:.0f} MB, "
               "to Parquet with snappy")
    report.say_machine()
    report.say("median (least to most) of the runs; CPU is user and system of all its processes, the peak that of the largest one; others: what else the",
               "machine did meanwhile", "")
    base = statistics.median(cost.cpu for cost in costs[picked[0].name])
    rows = [["", "runs", "wall s", "CPU s", "peak MiB", "MB per CPU s", "rows per CPU s", "output MB", f"CPU, {picked[0].name} = 1", "others, CPU s"]]
    for tool in picked:
        all = costs[tool.name]
        cpu = statistics.median(cost.cpu for cost in all)
        rows.append([f"{tool.name} {tool.version}", str(len(all)), spread(cost.wall for cost in all), spread(cost.cpu for cost in all),
                     spread((cost.peak / 2**20 for cost in all), 0), spread((logs.content / 1e6 / cost.cpu for cost in all), 0),
                     f"{logs.rows / cpu:.0f}", f"{sizes[tool.name] / 1e6:.0f}", f"{cpu / base:.2f}",
                     spread(cost.others for cost in all)])
    report.table(rows)
    filled = [name for name, facts in tables[first]["columns"].items() if facts["values"] > 0]
    report.say("", f"all {len(picked)} tables hold the same {logs.rows} rows: of each of the {len(tables[first]['columns'])} columns, {len(filled)} of "
               "them with values, the same number of values, the same number of different ones, the same sum over hashes; and the same sum over hashes "
               "of whole rows")
    for tool in picked[1:]:
        if lacking := tables[first]["columns"].keys() - tables[tool.name]["columns"].keys():
            report.say(f"{tool.name} does not write {len(lacking)} columns in which there is no value")
    report.say_commands([logs.command] + [tool.command(logs.folder, "FOLDER") for tool in picked])
    report.keep()

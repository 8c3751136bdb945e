#!/usr/bin/env python3
"""Measures weir beside other tools on the same job, and how it scales.

    bench/bench.py compare --bytes 1GB --runs 5 --only weir,duckdb
    bench/bench.py scaling --bytes 1GB --epochs-bytes 4GB

The job: gzipped access logs become a typed Parquet table, snappy, partitioned by region, year, month and day.  Every run starts with
nothing but the logs, and takes turns with those of the others, so that what else the machine does hits all alike.  The text is printed
and kept in build/bench, and beside it all numbers as JSON.

`make bench` and `make bench-scaling` install what is needed first.
"""

import argparse
import json
import os
import shlex
import shutil
import statistics
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import corpus as corpora
import measuring
import tools
from corpus import HOME, ROOT
from measuring import spread


class Report:
    """What was measured, as text and as JSON."""

    def __init__(self, name):
        self.path, self.lines, self.facts = HOME / name, [], {"machine": measuring.machine()}

    def say(self, *lines):
        for line in lines:
            print(line, flush=True)
            self.lines.append(line)

    def say_machine(self):
        machine = self.facts["machine"]
        self.say(f"{machine['date']}, {machine['cpu']}, {machine['cores']} cores, {machine['memory_gib']} GiB, {machine['system']}, "
                 f"Linux {machine['kernel']}, load {machine['load_before']} before the first run")

    def table(self, rows):
        widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
        self.say(*("  ".join(cell.ljust(width) if i == 0 else cell.rjust(width) for i, (cell, width) in enumerate(zip(row, widths))) for row in rows))

    def say_commands(self, commands):
        lines = [shlex.join(map(str, command)).replace(f"{ROOT}/", "") for command in commands]
        self.say("", "commands, in the folder of weir:", *(f"  {line}" for line in dict.fromkeys(lines)))

    def keep(self):
        self.path.with_suffix(".txt").write_text("\n".join(self.lines) + "\n")
        self.path.with_suffix(".json").write_text(json.dumps(self.facts, indent=1) + "\n")
        print(f"kept in {self.path}.txt and .json", file=sys.stderr)


def fresh(name):
    """A folder for one run, empty; what earlier runs left to write is on the disk."""
    folder = HOME / "runs" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.sync()
    return folder


def run(tool, logs, prefix=(), name=None):
    """One run: its cost, and the folder with what it wrote."""
    folder = fresh(name or tool.name)
    cost = measuring.run([*prefix, *tool.command(logs, folder)], tool.environment(folder), folder)
    print(f"  {name or tool.name}: {cost.wall:.2f} s, {cost.cpu:.2f} s of CPU, {cost.peak / 2**20:.0f} MiB", file=sys.stderr)
    return cost, folder


# ---- beside others -------------------------------------------------------------------------------

def check(folder, *how):
    """What its table holds.  In a process of its own: what this one has in memory counts for its children."""
    command = [sys.executable, str(Path(__file__).parent / "check.py"), *how, str(folder / "table")]
    return json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)


def differences(expected, found):
    """Where two tables differ, in words."""
    said = [f"{fact}: {expected[fact]} and {found[fact]}" for fact in ("rows", "hash") if expected[fact] != found[fact]]
    for column in sorted(expected["columns"].keys() | found["columns"].keys()):
        one, other = expected["columns"].get(column), found["columns"].get(column)
        if one != other:
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
            cost, folder = run(tool, logs.folder)
            costs[tool.name].append(cost)
            if turn == 0:
                tables[tool.name] = check(folder)
                sizes[tool.name] = sum(path.stat().st_size for path in (folder / "table").rglob("*.parquet"))
            elif check(folder, "--rows")["rows"] != tables[tool.name]["rows"]:
                sys.exit(f"{tool.name} wrote another number of rows in run {turn + 1} than in the first; {folder}")
            shutil.rmtree(folder)
    first, *others = tables
    wrong = [f"{first} and {other}, {said}" for other in others for said in differences(tables[first], tables[other])]
    if tables[first]["rows"] != logs.lines:
        wrong.append(f"{first} wrote {tables[first]['rows']} rows of {logs.lines} lines")
    if wrong:
        sys.exit("\n".join(["the tables are not the same, so nothing was measured:", *wrong]))

    report = Report(f"compare-{options.format}-{options.bytes}")
    report.facts |= {"corpus": asdict(logs), "tools": {
        tool.name: {"version": tool.version, "output_bytes": sizes[tool.name], "runs": [asdict(cost) for cost in costs[tool.name]]} for tool in picked}}
    report.say(f"{options.format}: {logs.content / 1e6:.0f} MB of logs, {logs.lines} lines in {logs.files} gzip files of {logs.packed / 1e6:.0f} MB, "
               "to Parquet with snappy")
    report.say_machine()
    report.say("median (least to most) of the runs; CPU is user and system of all processes, the peak that of the largest process", "")
    base = statistics.median(cost.cpu for cost in costs[picked[0].name])
    rows = [["", "runs", "wall s", "CPU s", "peak MiB", "MB per CPU s", "rows per CPU s", "output MB", f"CPU, {picked[0].name} = 1"]]
    for tool in picked:
        all = costs[tool.name]
        cpu = statistics.median(cost.cpu for cost in all)
        rows.append([f"{tool.name} {tool.version}", str(len(all)), spread(cost.wall for cost in all), spread(cost.cpu for cost in all),
                     spread((cost.peak / 2**20 for cost in all), 0), spread((logs.content / 1e6 / cost.cpu for cost in all), 0),
                     f"{logs.lines / cpu:.0f}", f"{sizes[tool.name] / 1e6:.0f}", f"{cpu / base:.2f}"])
    report.table(rows)
    report.say("", f"all {len(picked)} tables hold the same {logs.lines} rows: of each of the {len(tables[first]['columns'])} columns the same number of "
               "values, the same number of different ones, the same sum over hashes; and the same sum over hashes of whole rows")
    report.say_commands([logs.command] + [tool.command(logs.folder, "FOLDER") for tool in picked])
    report.keep()


# ---- alone ---------------------------------------------------------------------------------------

def ratio(of, to, fact):
    return statistics.median(getattr(cost, fact) for cost in of) / statistics.median(getattr(cost, fact) for cost in to)


def scaling(options):
    pipeline = options.pipeline or tools.pipeline(options.format)
    weir = tools.Weir(options.weir, pipeline)
    if len(measuring.cores()) < 2:
        sys.exit("there is only one core, so there is nothing to compare")
    one, two = (["taskset", "-c", ",".join(map(str, measuring.cores()[:n]))] for n in (1, 2))
    report = Report(f"scaling-{options.format}-{options.bytes}")
    commands = []
    report.say(f"{options.format}: two cores over one")
    report.say_machine()
    report.say("")
    rows = [["", "wall s, one core", "wall s, two cores", "faster", "CPU s, one core", "CPU s, two cores"]]
    for name, files in (("many files", 0), ("one file", 1)):
        logs = corpora.make(options.weir, options.format, options.bytes, files)
        costs = {len(prefix[-1].split(",")): (prefix, []) for prefix in (one, two)}
        for _ in range(options.runs):
            for prefix, found in costs.values():
                found.append(run(weir, logs.folder, prefix, f"{name.replace(' ', '-')}, cores {prefix[-1]}".replace(", ", "-").replace(" ", "-"))[0])
        (_, alone), (_, both) = costs.values()
        rows.append([f"{name} ({logs.files}, {logs.content / 1e6:.0f} MB)", spread(c.wall for c in alone), spread(c.wall for c in both),
                     f"{ratio(alone, both, 'wall'):.2f}", spread(c.cpu for c in alone), spread(c.cpu for c in both)])
        report.facts[name] = {"corpus": asdict(logs), "one core": [asdict(c) for c in alone], "two cores": [asdict(c) for c in both]}
        commands += [logs.command] + [prefix + weir.command(logs.folder, "FOLDER") for prefix in (one, two)]
    report.table(rows)

    logs = corpora.make(options.weir, options.format, options.epochs_bytes)
    text = Path(pipeline).read_text()
    paused = {}
    measured = {}
    for epoch in ("1TiB", "1GiB"):
        path = HOME / f"{options.format}-epochs-of-{epoch}.toml"
        path.write_text(f'{text}\n[epoch]\nbytes = "{epoch}"\n')
        measured[epoch] = (tools.Weir(options.weir, path), [])
        paused[epoch] = []
    for _ in range(options.runs):
        for epoch, (tool, found) in measured.items():
            cost, folder = run(tool, logs.folder, name=f"epochs-of-{epoch}")
            found.append(cost)
            paused[epoch].append(json.loads((folder / "summary.json").read_text()))
    rows = [["", "epochs", "wall s", "CPU s", "peak MiB", "paused s", "paused, % of the run"]]
    for (epoch, (_, found)), said in zip(measured.items(), ("one epoch", "an epoch every GiB")):
        told = paused[epoch]
        rows.append([said, str(told[0]["epochs"]), spread(c.wall for c in found), spread(c.cpu for c in found), spread((c.peak / 2**20 for c in found), 0),
                     spread(one["paused_seconds"] for one in told), spread(100 * one["paused_seconds"] / one["seconds"] for one in told)])
        report.facts[said] = {"corpus": asdict(logs), "runs": [asdict(c) for c in found], "paused": [one["paused_seconds"] for one in told]}
    report.say("", f"{logs.content / 1e6:.0f} MB in {logs.files} files, all cores")
    report.table(rows)
    report.say_commands(commands + [logs.command] + [tool.command(logs.folder, "FOLDER") for tool, _ in measured.values()])
    report.keep()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words = parser.add_subparsers(dest="word", required=True)
    for word, action, about in (("compare", compare, "weir and its rivals, one table each"),
                                ("scaling", scaling, "two cores over one, and what epochs cost")):
        command = words.add_parser(word, help=about)
        command.set_defaults(action=action)
        command.add_argument("--format", default="alb", choices=["alb"])
        command.add_argument("--bytes", default="1GB", help="size of the logs before compression (default 1GB)")
        command.add_argument("--runs", type=int, default=5, help="of each; the slowest rivals are run less often (default 5)")
        command.add_argument("--weir", type=Path, default=ROOT / "build/bin/weir", help="the runner (default build/bin/weir)")
        command.add_argument("--pipeline", type=Path, help="a pipeline with parameters input and output, in place of the shipped one")
        if action is compare:
            command.add_argument("--only", type=lambda text: text.split(","), default=[], help=f"of weir,{','.join(tools.RIVALS)}")
        else:
            command.add_argument("--epochs-bytes", default="4GB", help="size of the logs that epochs are measured with (default 4GB)")
    options = parser.parse_args()
    HOME.mkdir(parents=True, exist_ok=True)
    if unknown := set(getattr(options, "only", [])) - {"weir", *tools.RIVALS}:
        parser.error(f"no such tool: {', '.join(sorted(unknown))}")
    options.action(options)


if __name__ == "__main__":
    main()

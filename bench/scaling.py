"""weir alone: two cores over one, and what epochs cost."""

import json
import statistics
import sys
from dataclasses import asdict
from pathlib import Path

import corpus as corpora
import measuring
import tools
from corpus import HOME
from measuring import spread
from report import Report, run


def faster(one, two):
    return statistics.median(cost.wall for cost in one) / statistics.median(cost.wall for cost in two)


def cores(options):
    """The same job on one core and on two: many files, and one."""
    weir = tools.Weir(options.weir, options.pipeline or tools.pipeline(options.format))
    if len(measuring.cores()) < 2:
        sys.exit("there is only one core, so there is nothing to compare")
    prefixes = [["taskset", "-c", ",".join(map(str, measuring.cores()[:count]))] for count in (1, 2)]
    report, commands = Report(f"cores-{options.format}-{options.bytes}"), []
    rows = [["", "wall s, one core", "wall s, two cores", "times as fast", "CPU s, one core", "CPU s, two cores", "others, one core",
             "others, two cores"]]
    for name, files in (("many files", 0), ("one file", 1)):
        logs = corpora.make(options.weir, options.format, options.bytes, files)
        found = [[], []]
        for _ in range(options.runs):
            for prefix, costs in zip(prefixes, found):
                costs.append(run(weir, logs.folder, options.patience, prefix, f"{name.replace(' ', '-')}-on-{prefix[-1].replace(',', '-and-')}")[0])
        rows.append([f"{logs.content / 1e6:.0f} MB, {name} ({logs.files})", *(spread(cost.wall for cost in costs) for costs in found), f"{faster(*found):.2f}",
                     *(spread(cost.cpu for cost in costs) for costs in found), *(spread(cost.others for cost in costs) for costs in found)])
        report.facts[name] = {"corpus": asdict(logs), "one core": [asdict(c) for c in found[0]], "two cores": [asdict(c) for c in found[1]]}
        commands += [logs.command] + [prefix + weir.command(logs.folder, "FOLDER") for prefix in prefixes]
    report.say(f"{options.format}: two cores over one, {options.runs} runs each, median (least to most)")
    report.say_machine()
    report.say("")
    report.table(rows)
    report.say_commands(commands)
    report.keep()


def epochs(options):
    """One epoch for all, and one every GiB: the pause in which the world stands still."""
    logs = corpora.make(options.weir, options.format, options.bytes)
    text = Path(options.pipeline or tools.pipeline(options.format)).read_text()
    measured = []
    for said, size in (("one epoch", "1TiB"), ("one every GiB", "1GiB")):
        path = HOME / f"{options.format}-epochs-of-{size}.toml"
        path.write_text(f'{text}\n[epoch]\nbytes = "{size}"\n')
        measured.append((said, tools.Weir(options.weir, path), [], []))
    for _ in range(options.runs):
        for said, weir, costs, summaries in measured:
            cost, folder = run(weir, logs.folder, options.patience, name=f"epochs-{said.replace(' ', '-')}")
            costs.append(cost)
            summaries.append(json.loads((folder / "summary.json").read_text()))
    report = Report(f"epochs-{options.format}-{options.bytes}")
    report.say(f"{options.format}: {logs.content / 1e6:.0f} MB in {logs.files} files, {options.runs} runs each, median (least to most)")
    report.say_machine()
    report.say("")
    rows = [["", "epochs", "wall s", "CPU s", "peak MiB", "paused s", "paused, % of wall", "others, CPU s"]]
    for said, _, costs, summaries in measured:
        rows.append([said, str(summaries[0]["epochs"]), spread(c.wall for c in costs), spread(c.cpu for c in costs), spread((c.peak / 2**20 for c in costs), 0),
                     spread(one["paused_seconds"] for one in summaries), spread(100 * one["paused_seconds"] / one["seconds"] for one in summaries),
                     spread(c.others for c in costs)])
        report.facts[said] = {"corpus": asdict(logs), "runs": [asdict(c) for c in costs], "paused": [one["paused_seconds"] for one in summaries]}
    report.table(rows)
    report.say_commands([logs.command] + [weir.command(logs.folder, "FOLDER") for _, weir, _, _ in measured])
    report.keep()

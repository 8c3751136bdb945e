"""How measurements are told: a run at a time while they are taken, then as text and as JSON in build/bench."""

import json
import os
import shlex
import shutil
import sys

import measuring
from corpus import HOME, ROOT


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


def run(tool, logs, patience, prefix=(), name=None):
    """One run: its cost, and the folder with what it wrote.  patience: seconds to wait for a quiet machine."""
    folder = fresh(name or tool.name)
    measuring.wait_for_quiet(patience)
    cost = measuring.run([*prefix, *tool.command(logs, folder)], tool.environment(folder), folder)
    print(f"  {name or tool.name}: {cost.wall:.2f} s, {cost.cpu:.2f} s of CPU, {cost.peak / 2**20:.0f} MiB; others took {cost.others:.2f} s of CPU",
          file=sys.stderr)
    return cost, folder

"""What a command costs, and the machine it ran on."""

import ctypes
import os
import platform
import shlex
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36


@dataclass
class Cost:
    """One run: seconds by the clock, seconds of CPU (user and system) of all its processes, peak of memory of the largest of them, and the
    seconds of CPU that the machine gave to others meanwhile."""

    wall: float
    cpu: float
    peak: int
    others: float


def busy():
    """Seconds that all processors together have worked since the machine was started."""
    user, nice, system, _, _, irq, softirq, *_ = map(int, Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:])
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")


def wait_for_quiet(patience):
    """Returns after a second in which the machine did next to nothing, or when the patience is over."""
    give_up = time.monotonic() + patience
    while time.monotonic() < give_up:
        before = busy()
        time.sleep(1)
        if busy() - before < len(cores()) / 10:
            return


def run(command, environment=None, folder=None):
    """Runs a command to its end and to that of all processes that it began, waited for or not: Spark's Java machine outlives its Python."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1)
    begun, before = time.monotonic(), busy()
    process = subprocess.Popen(command, env=environment, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    talk = process.stderr.read().decode(errors="replace")
    cpu, peak = 0.0, 0
    while True:
        try:
            pid, status, usage = os.wait4(-1, 0)
        except ChildProcessError:
            break
        if pid == process.pid:
            process.returncode = os.waitstatus_to_exitcode(status)
        cpu += usage.ru_utime + usage.ru_stime
        peak = max(peak, usage.ru_maxrss * 1024)
    if process.returncode != 0:
        sys.exit(f"exit {process.returncode}: {shlex.join(command)}\n{talk}")
    return Cost(time.monotonic() - begun, cpu, peak, max(0.0, busy() - before - cpu))


def spread(values, digits=2):
    """The median, and the least and the most in brackets."""
    values = list(values)
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f} to {max(values):.{digits}f})"


def cores():
    """The processors that this process may use."""
    return sorted(os.sched_getaffinity(0))


def field_of(path, name, separator):
    for line in Path(path).read_text().splitlines():
        key, found, value = line.partition(separator)
        if found and key.strip() == name:
            return value.strip().strip('"')
    return "unknown"


def machine():
    return {
        "cpu": field_of("/proc/cpuinfo", "model name", ":"),
        "cores": len(cores()),
        "memory_gib": round(int(field_of("/proc/meminfo", "MemTotal", ":").split()[0]) / 2**20, 1),
        "kernel": platform.release(),
        "system": field_of("/etc/os-release", "PRETTY_NAME", "="),
        "load_before": round(os.getloadavg()[0], 2),
        "date": time.strftime("%Y-%m-%d", time.gmtime()),
    }

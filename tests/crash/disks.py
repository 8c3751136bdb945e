"""Disks that fail, and disks that lose what was not synced.  faults.cpp fails and records the calls.

Cases: `fault SCENE CALLS N[+] ERRNO` (which calls are counted; the number of the one; + all from there on), `doubt SCENE
N` (the number of the failing sync; then a kill), `power SCENE SEED`.
"""

import random
import re
import shutil
import struct

from scenes import FAULTS, SCENES, Stage, Wrong, check

CUTS = 12  # instants of power loss looked at in one recorded run
CLEAR = re.compile(r"No space left|disk is full|disk I/O error|Input/output error|database or disk is full|unable to open|readonly|malformed|not a database|state\.db")


def preloaded(**more):
    return {"LD_PRELOAD": str(FAULTS), **more}


# ---- calls that fail -----------------------------------------------------------------------------

class Faults:
    """ENOSPC and EIO at every call of the protocol: that one alone, and all from there on."""

    def __init__(self, corpus, folder):
        self.corpus, self.folder = corpus, folder
        self.failed_runs = 0

    def cases(self, seed):
        found = []
        for scene in SCENES:
            stage = Stage(self.folder / f"calls-{scene}", scene, self.corpus)
            result = stage.once(**preloaded(WEIR_FAULT_BELOW=f"{stage.output}:{stage.state}", WEIR_FAULT_RECORD=str(stage.folder / "record")))
            check(result.exit == 0, result)
            made = list(records(stage.folder / "record"))
            calls = [op for op, *_ in made]
            of_state = sum(op == "s" and path.decode().startswith(f"{stage.state}/") for op, _, _, path, _ in made)
            found += [["fault", scene, "all", f"{n}{later}", error] for n in range(1, len(calls) + 1) for later, error in (("", "EIO"), ("", "ENOSPC"), ("+", "EIO"), ("+", "ENOSPC"))]
            found += [["fault", scene, "sync", f"{n}+", "EIO"] for n in range(1, calls.count("s") + 1)]
            found += [["doubt", scene, str(n)] for n in range(1, of_state + 1)]
            found += [["fault", scene, "write", f"{n}+", "ENOSPC"] for n in range(1, calls.count("w") + calls.count("t") + 1)]
        random.Random(seed).shuffle(found)
        return found

    def run(self, folder, case):
        if case[0] == "doubt":
            return self.doubt(folder, *case[1:])
        _, scene, calls, when, error = case
        with Stage(folder, scene, self.corpus).telling() as stage:
            hit = stage.folder / "hit"
            result = stage.once(**preloaded(WEIR_FAULT_BELOW=f"{stage.output}:{stage.state}", WEIR_FAULT=f"{when}:{error}",
                                           WEIR_FAULT_CALLS="write,sync,entry" if calls == "all" else calls, WEIR_FAULT_HIT=str(hit)))
            if not hit.exists():
                check(result.exit == 0, "nothing failed, but the run did:", result)
            else:
                self.failed_runs += 1
                check(result.exit in (0, 4), "a disk that fails ends a run with 4:", result, "; failed:", hit.read_text().strip()[-300:])
                check(result.exit == 0 or CLEAR.search(result.stderr), "no clear message:", result)
            stage.check_visible()
            stage.finish()


    def doubt(self, folder, scene, number):
        """A commit whose sync fails has not happened for this run, but the next one may find it in the log."""
        with Stage(folder, scene, self.corpus).telling() as stage:
            stage.once(WEIR_CRASH="abandon.after", **preloaded(WEIR_FAULT_BELOW=str(stage.state), WEIR_FAULT=f"{number}:EIO", WEIR_FAULT_CALLS="sync"))
            self.failed_runs += 1
            stage.check_visible()
            stage.finish()


# ---- power that is lost --------------------------------------------------------------------------

def records(path):
    """What faults.cpp recorded: (op, inode, offset, first, second)."""
    data, at, numbers = path.read_bytes(), 0, struct.Struct("=cQQQQ")
    while at < len(data):
        op, inode, offset, first, second = numbers.unpack_from(data, at)
        at += numbers.size
        yield op.decode(), inode, offset, data[at:at + first], data[at + first:at + first + second].decode()
        at += first + second


class File:
    def __init__(self):
        self.now, self.kept, self.pending = bytearray(), b"", []

    def do(self, offset, data):
        self.pending.append((offset, data))
        apply(self.now, offset, data)

    def sync(self):
        self.kept, self.pending = bytes(self.now), []

    def after_loss(self, rng):
        """What was synced; of what was not: nothing, or (with rng) any of it, each piece whole or only its first sectors."""
        content = bytearray(self.kept)
        for offset, data in self.pending if rng else []:
            if rng.random() < 0.5:
                whole = data is None or rng.random() < 0.7
                apply(content, offset, data if whole else data[:rng.randrange(len(data) + 1) // 512 * 512])
        return bytes(content)


def apply(content, offset, data):
    """Writes at offset, or (None) makes it the end."""
    if data is None:
        del content[offset:]
        content.extend(bytes(offset - len(content)))
        return
    content.extend(bytes(max(0, offset - len(content))))
    content[offset:offset + len(data)] = data


class Disk:
    """A file system that promises no more than POSIX: data is kept when its file was synced, a name (made, moved or removed) when the
    folder it is in was.  What was not synced may be there or not.

    Optionally the names that were not synced are kept up to some moment, in their order, as a journal does; and a rename is kept as one.
    """

    def __init__(self, all_records, cut, rng):
        self.now, self.kept, self.inodes = {}, {}, {}
        self.renames_are_whole = rng is not None and rng.random() < 0.5
        self.journal = rng.randrange(cut + 1) if rng is not None and rng.random() < 0.5 else 0
        for number, (op, inode, offset, first, second) in enumerate(all_records[:cut]):
            if op == "w":
                self.inodes[inode].do(offset, first)
            elif op == "t":
                self.inodes[inode].do(offset, None)
            elif op == "s":
                self.sync(inode, first.decode())
            else:
                self.entry(op, inode, first.decode(), second)
                if number < self.journal:
                    self.kept = dict(self.now)

    def entry(self, op, inode, path, target):
        if op == "c":
            self.now[path] = self.inodes[inode] = File()
        elif op == "d":
            self.now[path] = self.inodes[inode] = None
        elif op == "l":
            self.now[path] = self.inodes[inode]
        elif op == "r":
            self.now[target] = self.now.pop(path)
        elif op == "u":
            self.now.pop(path, None)

    def sync(self, inode, path):
        if isinstance(self.inodes.get(inode), File):
            return self.inodes[inode].sync()
        was = self.kept
        self.kept = {name: what for name, what in was.items() if parent(name) != path}
        self.kept |= {name: what for name, what in self.now.items() if parent(name) == path}
        if self.renames_are_whole:
            came = [what for name, what in self.kept.items() if what is not None and name not in was]
            for name in [name for name, what in self.kept.items() if name not in self.now and any(what is file for file in came)]:
                del self.kept[name]

    def build(self, root, rng):
        """Writes what is left below root; a name whose folder is lost is lost too."""
        written = {}
        for name, what in sorted(self.kept.items()):
            path = root.__class__(name)
            if not path.parent.is_dir() or name.endswith("-shm"):
                continue
            if what is None:
                path.mkdir(exist_ok=True)
            elif what in written:
                path.hardlink_to(written[what])  # moved, and only the new name's folder was synced
            else:
                path.write_bytes(what.after_loss(rng))
                written[what] = path


def parent(path):
    return path.rpartition("/")[0]


class Power:
    def __init__(self, corpus, folder):
        self.corpus, self.losses = corpus, 0

    def cases(self, seed, count):
        rng = random.Random(f"power {seed}")
        while self.losses < count:
            yield ["power", rng.choice(list(SCENES)), str(rng.randrange(10**6))]

    def run(self, folder, case):
        _, scene, seed = case
        rng = random.Random(seed)
        with Stage(folder, scene, self.corpus).telling() as stage:
            record = folder.with_name(folder.name + ".record")
            record.unlink(missing_ok=True)
            # Half of the runs go on after another one, so that recovery is what loses its power.
            if rng.random() < 0.5:
                killed_at = rng.choice(["record.before:2", "record.after:2", "commit.after:3", "confirm.before:1"])
                stage.once(WEIR_CRASH=killed_at, **preloaded(WEIR_FAULT_BELOW=str(folder), WEIR_FAULT_RECORD=str(record)))
            result = stage.once(**preloaded(WEIR_FAULT_BELOW=str(folder), WEIR_FAULT_RECORD=str(record)))
            check(result.exit == 0, result)
            all_records = list(records(record))
            for _ in range(CUTS):
                cut = rng.randrange(1, len(all_records) + 1)
                fate = rng if rng.random() < 0.6 else None
                for place in (stage.output, stage.state):
                    shutil.rmtree(place, ignore_errors=True)
                Disk(all_records, cut, fate).build(folder, fate)
                stage.all_talk.append(f"=== power lost after call {cut} of {len(all_records)}, {'some' if fate else 'nothing'} of what was not synced is kept")
                self.losses += 1
                try:
                    stage.check_visible()
                    stage.finish()
                except Wrong as error:
                    last = [(op, offset, first[-80:] if op not in "wt" else len(first), second[-60:]) for op, _, offset, first, second in all_records[max(0, cut - 5):cut]]
                    raise Wrong(f"power lost after call {cut} of {len(all_records)} ({'some' if fate else 'none'} of the unsynced kept): {error}; the last calls: {last}") from None
            record.unlink()

"""States that were damaged, lost or locked, and clocks that jump.  What comes of it is a clear error or the right output.

Cases: `torn SCENE FILE KILL OFFSET HOW`, `lost SCENE KILL`, `readonly SCENE WHAT`, `clock SCENE SEED`; KILL is a crash point or `-`.
"""

import os
import random
import re
import shutil

from disks import preloaded
from scenes import SCENES, Stage, check, killed

# root may write everything; without this capability it may do what anyone may.
AS_ANYONE = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
TORN_OFFSETS = 24  # for each file and each way to die
LAST_PAGES = 4 * 4096
HOW = ["cut", "zeroes", "noise", "bit"]


def leave(stage, kill):
    """What a run leaves that died there, or ended: it may have fewer epochs than the kill wants."""
    result = stage.once(**({} if kill == "-" else {"WEIR_CRASH": kill}))
    check(result.exit == 0 or kill != "-" and killed(result), result)


class Damage:
    def __init__(self, corpus, folder):
        self.corpus, self.folder = corpus, folder
        self.damages = 0

    def cases(self, seed):
        rng = random.Random(f"damage {seed}")
        found = [["readonly", "sinks", what] for what in ("folder", "database", "root")]
        found += [["lost", scene, kill] for scene in SCENES for kill in ("-", "record.before:2", "record.after:2", "confirm.after:1")]
        found += [["clock", rng.choice(list(SCENES)), str(rng.randrange(10**6))] for _ in range(40)]
        torn = [["torn", scene, file, kill, str(rng.randrange(LAST_PAGES)), rng.choice(HOW)]
                for scene in SCENES for file, kill in [("state.db", "-"), ("state.db", "record.after:2"), ("state.db-wal", "record.after:2"), ("state.db-wal", "commit.after:2"),
                                                       ("state.db-wal", "confirm.after:2"), ("state.db-wal", "record.before:2")]
                for _ in range(TORN_OFFSETS)]
        rng.shuffle(torn)
        return found + torn

    def run(self, folder, case):
        kind, scene, *rest = case
        self.damages += 1
        with Stage(folder, scene, self.corpus).telling() as stage:
            getattr(self, kind)(stage, *rest)

    def torn(self, stage, file, kill, offset, how):
        """The offset counts from the file's end."""
        leave(stage, kill)
        path = stage.database().with_name(file)
        if not path.exists():
            return
        content = bytearray(path.read_bytes())
        at = max(0, len(content) - 1 - int(offset))
        rng = random.Random(int(offset))
        end = min(len(content), at // 4096 * 4096 + 4096)
        if how == "cut":
            del content[at:]
        elif how == "zeroes":
            content[at:end] = bytes(end - at)
        elif how == "noise":
            content[at:end] = rng.randbytes(end - at)
        else:
            content[at] ^= 1 << rng.randrange(8)
        path.write_bytes(content)
        self.error_or_right(stage)

    def error_or_right(self, stage):
        result = stage.once()
        stage.check_visible()
        if result.exit == 0:
            return stage.check_output()
        check(result.exit in (4, 5, 78) and re.search("state|another file has this name", result.stderr), "no clear error:", result)

    def lost(self, stage, kill):
        """Nobody knows what was read: a table that holds rows of the state that is gone must not get them again."""
        leave(stage, kill)
        had_rows = any(path.is_file() and ".weir" not in path.parts for path in stage.output.rglob("*"))
        shutil.rmtree(stage.database().parent)
        result = stage.once()
        stage.check_visible()
        if had_rows:
            check(result.exit not in (0, 1) and re.search("from-scratch|state", result.stderr), "rows of a lost state, and no word about them:", result)
        # Without what it had written it may begin again.
        shutil.rmtree(stage.output)
        shutil.rmtree(stage.state, ignore_errors=True)
        stage.finish()

    def readonly(self, stage, what):
        leave(stage, "record.after:2")
        database = stage.database()
        closed = {"folder": [database.parent], "database": list(database.parent.glob("state.db*")), "root": [stage.state, database.parent, *database.parent.glob("*")]}[what]
        modes = [(path, path.stat().st_mode & 0o777) for path in closed]
        for path, mode in modes:
            path.chmod(mode & 0o555)
        result = stage.once(wrap=AS_ANYONE)
        for path, mode in modes:
            path.chmod(mode)
        # All that a run writes may be there already, when only the folder is closed.
        check(result.exit == 5 and "writ" in result.stderr or result.exit == 0 and what == "folder", "a state that can't be written ends a run with 5:", result)
        stage.check_visible()
        stage.finish()

    def clock(self, stage, seed):
        """The clock jumps within runs, and between them."""
        rng = random.Random(int(seed))

        def jumps():
            return preloaded(WEIR_CLOCK=",".join(f"{rng.randrange(1, 120)}:{rng.choice([-1, 1]) * rng.choice([1, 3600, 86400 * 400, 86400 * 365 * 20])}" for _ in range(rng.randrange(1, 4))))

        for kill in rng.sample(["record.before:2", "record.after:2", "commit.after:3", "prepare.before:1", "confirm.after:1"], rng.randrange(3)):
            stage.once(WEIR_CRASH=kill, **jumps())
            stage.check_visible()
        result = stage.once(**jumps())
        check(result.exit == 0, result)
        stage.finish()

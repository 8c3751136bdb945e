"""What operators do between runs, in any order, and all of it killed now and then: stop, rewind, edit the pipeline, lose staged files and
repair or give up, replay dead letters.

A case is `turns SCENE SEED`: some turns that follow from the seed, then a run to the end.
"""

import contextlib
import random
import re
import sqlite3

from scenes import SCENES, Stage, check, killed

TURNS = 6
POINTS = ["record.before", "record.after", "commit.before", "commit.after", "link.after", "confirm.before", "confirm.after", "retract.before",
          "retract.after", "prepare.before", "sweep.after", "begin.before", "transaction.filled", "transaction.ended"]


class Turns:
    def __init__(self, corpus):
        self.corpus = corpus
        self.taken = 0

    def cases(self, seed, count):
        rng = random.Random(f"turns {seed}")
        return [["turns", rng.choice(list(SCENES)), str(rng.randrange(10**9))] for _ in range(count)]

    def run(self, folder, case):
        _, scene, seed = case
        rng = random.Random(int(seed))
        with Stage(folder, scene, self.corpus).telling() as stage:
            for _ in range(TURNS):
                rng.choice([self.kill, self.kill, self.stop, self.rewind, self.edit, self.lose_staged_file, self.replay])(stage, rng)
                self.taken += 1
                stage.check_visible()
            self.repair(stage, rng)
            stage.finish()

    def kill(self, stage, rng):
        result = stage.once(**any_point(rng))
        check(killed(result) or result.exit == 0, result)

    def stop(self, stage, rng):
        """SIGTERM at any moment, sometimes followed by SIGKILL."""
        after = rng.uniform(0, 0.4)
        result = stage.once(stop_after=after, kill_after=after + rng.uniform(0, 0.1) if rng.random() < 0.3 else None)
        # Before it blocks the signal, it dies of it.
        check(killed(result) or result.exit in (0, 75, -15), result)

    def rewind(self, stage, rng):
        result = stage.once(words=("state", "rewind", "--to", str(rng.randrange(last_epoch(stage) + 1))), **(any_point(rng) if rng.random() < 0.5 else {}))
        # Not while an epoch is prepared, and not between an epoch and its repair.
        check(killed(result) or result.exit in (0, 75, 78), result)

    def edit(self, stage, rng):
        """Another number of lanes: what is prepared must be committed by the pipeline as it was."""
        stage.file.write_text(re.sub("lanes = [0-9]+", f"lanes = {rng.randrange(1, 5)}", stage.file.read_text()))

    def lose_staged_file(self, stage, rng):
        """Of an epoch that is recorded, a file that was to be committed is gone: only a repair can end it."""
        result = stage.once(WEIR_CRASH=f"{rng.choice(['record.after', 'commit.before', 'commit.after'])}:{rng.randrange(1, 6)}")
        check(killed(result) or result.exit == 0, result)
        staged = sorted(path for folder in (stage.output, stage.state) for path in folder.rglob("*.staged"))
        for path in rng.sample(staged, min(len(staged), rng.randrange(1, 3))) if prepared(stage) else []:
            path.unlink()
        if prepared(stage) and rng.random() < 0.3:
            result = stage.once(words=("state", "rewind", "--to", str(last_epoch(stage) - 1)))
            check(result.exit in (0, 78), "an epoch that is given up:", result)  # 78: between a repair and its epoch
        self.repair(stage, rng)

    def replay(self, stage, rng):
        """They are refused again, so there are as many as before.  Not while something waits to be taken back."""
        if not [path for path in stage.state.glob("*/dead_letters/*.jsonl")]:
            return
        result = stage.once(words=("dlq", "replay"), **(any_point(rng) if rng.random() < 0.5 else {}))
        check(killed(result) or result.exit in (0, 75), result)

    def repair(self, stage, rng):
        """Until it is done, killed on the way."""
        for _ in range(rng.randrange(3)):
            result = stage.once(words=("state", "repair"), **any_point(rng))
            check(killed(result) or result.exit == 0, result)
            stage.check_visible()
        result = stage.once(words=("state", "repair"))
        check(result.exit == 0, result)


def any_point(rng):
    return {"WEIR_CRASH": f"{rng.choice(POINTS)}:{rng.randrange(1, 8)}"}


def ask(stage, sql):
    if not list(stage.state.glob("*/state.db")):
        return None  # no run came so far
    with contextlib.closing(sqlite3.connect(stage.database())) as state:
        known = state.execute("SELECT 1 FROM sqlite_master WHERE name = 'epoch'").fetchone()
        return known and state.execute(sql).fetchone()[0]


def last_epoch(stage):
    return ask(stage, "SELECT MAX(number) FROM epoch") or 0


def prepared(stage):
    return ask(stage, "SELECT COUNT(*) FROM epoch WHERE phase = 'prepared'") or 0

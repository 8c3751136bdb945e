"""Runs that die by SIGKILL, at every named point of the protocol and at random instants, and the runs that go on after them.

A case is `scene kill kill ...`, where a kill is a point and its pass (`record.after:2`) or an instant in seconds (`@0.0312`): one run
for each, then one to the end.
"""

import collections
import random
import time

from scenes import SCENES, Stage, check, killed

RANDOM_KILLS_A_CASE = 4


class Kills:
    def __init__(self, corpus, folder, stage=Stage):
        """stage: what makes a pipeline's place, given a folder, the scene and the corpus."""
        self.corpus, self.folder, self.stage = corpus, folder, stage
        self.seconds, self.passes, self.passes_again = {}, {}, {}
        self.deaths = 0

    def measure(self, scene):
        """How long a run takes, and which points it passes how often: alone, and going on after one that died."""
        stage = self.stage(self.folder / f"points-{scene}", scene, self.corpus)
        begun = time.monotonic()
        stage.finish()
        undisturbed = time.monotonic() - begun
        self.seconds[scene] = undisturbed * 0.55  # finish is two runs and a comparison

        def points(name, **more):
            stage = self.stage(self.folder / f"points-{scene}-{name}", scene, self.corpus)
            if more:
                stage.once(**more)
            passed = stage.folder / "passed"
            begun = time.monotonic()
            result = stage.once(WEIR_CRASH="?", WEIR_CRASH_LIST=str(passed))
            check(result.exit == 0, result)
            self.seconds[scene] = time.monotonic() - begun
            return collections.Counter(passed.read_text().split())

        self.passes_again[scene] = points("again", WEIR_CRASH="commit.before:2")
        self.passes_again[scene] |= points("swept", WEIR_CRASH="record.before:2")
        self.passes[scene] = points("alone")

    def at_points(self, seed):
        """Every point at some of its passes; then a second kill while the next run goes on."""
        rng = random.Random(seed)
        first, others = [], []
        for scene in SCENES:
            self.measure(scene)
            for point, passes in sorted(self.passes[scene].items()):
                chosen = {1, 2, passes // 2, passes, rng.randint(1, passes)}
                for n in sorted(n for n in chosen if 1 <= n <= passes):
                    (first if n == 1 else others).append([scene, f"{point}:{n}"])
            for point, passes in sorted(self.passes_again[scene].items()):
                for before in ("record.before:2", "record.after:1", "commit.after:1", "confirm.before:2"):
                    others.append([scene, before, f"{point}:{rng.randint(1, min(passes, 4))}"])
        rng.shuffle(first)
        rng.shuffle(others)
        return first + others

    def at_random(self, count, seed):
        """Cases with instants anywhere in a run, until so many runs have died."""
        rng = random.Random(f"instants {seed}")
        for scene in SCENES:
            self.measure(scene)
        while self.deaths < count:
            scene = rng.choice(list(SCENES))
            yield [scene, *(f"@{rng.uniform(0, self.seconds[scene]):.4f}" for _ in range(RANDOM_KILLS_A_CASE))]

    def run(self, folder, case):
        scene, *kills = case
        with self.stage(folder, scene, self.corpus).telling() as stage:
            for kill in kills:
                result = stage.once(kill_after=float(kill[1:])) if kill.startswith("@") else stage.once(WEIR_CRASH=kill)
                check(killed(result) or result.exit == 0, "a run that was to be killed:", result)
                self.deaths += killed(result)
                stage.check_visible()
            stage.finish()

"""Runs that die by SIGKILL, at every named point of the protocol and at random instants, and the runs that go on after them.

A case is `scene kill kill ...`, where a kill is a point and its pass (`record.after:2`) or an instant in seconds (`@0.0312`): one run
for each, then one to the end.
"""

import collections
import random
import shutil
import time

from scenes import SCENES, Stage, check, killed

RANDOM_KILLS_A_CASE = 4


class Kills:
    def __init__(self, corpus, folder, stage=Stage):
        """stage: what makes a pipeline's place, given a folder, the scene and the corpus."""
        self.corpus, self.folder, self.stage = corpus, folder, stage
        self.seconds = {}
        self.deaths = 0

    def points(self, scene, name, **more):
        """Which points a run passes how often; with more, one that goes on after a run with that in its environment."""
        place = self.folder / f"points-{scene}-{name}"
        shutil.rmtree(place, ignore_errors=True)  # another kind of test looked before, and a run there has nothing to do
        stage = self.stage(place, scene, self.corpus)
        if more:
            stage.once(**more)
        passed = stage.folder / "passed"
        begun = time.monotonic()
        result = stage.once(WEIR_CRASH="?", WEIR_CRASH_LIST=str(passed))
        check(result.exit == 0, result)
        if not more:
            self.seconds[scene] = time.monotonic() - begun
        return collections.Counter(passed.read_text().split())

    def once(self, scene, rng):
        """No kill, and then one at every point at some of its passes."""
        cases = [[scene]]
        for point, passes in sorted(self.points(scene, "alone").items()):
            chosen = {1, 2, passes // 2, passes, rng.randint(1, passes)}
            cases += ([scene, f"{point}:{n}"] for n in sorted(chosen) if 1 <= n <= passes)
        return cases

    def twice(self, scene, rng):
        """A second kill while the next run goes on."""
        passed = self.points(scene, "again", WEIR_CRASH="commit.before:2") | self.points(scene, "swept", WEIR_CRASH="record.before:2")
        return [[scene, before, f"{point}:{rng.randint(1, min(passes, 4))}"] for point, passes in sorted(passed.items())
                for before in ("record.before:2", "record.after:1", "commit.after:1", "confirm.before:2")]

    def at_points(self, seed):
        """The first pass of every point, and then all the others."""
        rng = random.Random(seed)
        first, others = [], []
        for scene in SCENES:
            for case in self.once(scene, rng):
                (first if len(case) == 1 or case[1].endswith(":1") else others).append(case)
            others += self.twice(scene, rng)
        rng.shuffle(first)
        rng.shuffle(others)
        return first + others

    def at_random(self, count, seed):
        """Cases with instants anywhere in a run, until so many runs have died."""
        rng = random.Random(f"instants {seed}")
        for scene in SCENES:
            self.points(scene, "alone")
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

"""How far a run is, and what is due now: an evaluation, a sample, a snapshot, a checkpoint.

Everything but the safety checkpoint follows from steps and the share of the budget used, so that a run with a budget
in steps does the same things at the same steps each time.
"""

import math
from dataclasses import dataclass

from core.config import TrainingConfig

# How many of each a run has at most, and how many seconds apart they are at least where its budget is in minutes: a
# short run is not to spend its time on being looked at.
EVALUATIONS, SNAPSHOTS, SAMPLES, CHECKPOINTS = (32, 3.0), (32, 5.0), (16, 6.0), (16, 10.0)
EXAMS = (20, 6.0)
# A crash costs at most this much training, whatever the budget.
SAFETY_SECONDS = 120.0
EARLY_LOOKS = (0, 8, 32, 128, 512)
# More looks of a kind than this are not counted one by one beforehand.
MOST_COUNTED = 100_000


@dataclass(frozen=True)
class Budget:
    """What the person gave: steps, or minutes."""

    steps: int
    minutes: float

    @classmethod
    def of(cls, config: TrainingConfig, windows: int) -> "Budget":
        """Epochs are turned into steps: as many as their ``windows`` need."""
        if config.epochs:
            return cls(max(1, math.ceil(windows / (config.batch_size * config.grad_accumulation))), 0.0)
        return cls(config.steps, config.minutes)

    def progress(self, step: int, seconds: float) -> float:
        """Share of the budget used, 0…1."""
        used = step / self.steps if self.steps else seconds / (60 * self.minutes)
        return min(1.0, used)

    def steps_expected(self, step: int, seconds: float) -> int | None:
        """All steps this run will have, as far as can be told now."""
        if self.steps:
            return self.steps
        used = self.progress(step, seconds)
        return round(step / used) if step and used > 0 else None

    def seconds_left(self, step: int, seconds: float, seconds_per_step: float) -> float:
        if self.steps:
            return max(0, self.steps - step) * seconds_per_step
        return max(0.0, 60 * self.minutes - seconds)


@dataclass(frozen=True)
class Due:
    """What is due after a step."""

    evaluation: bool = False
    sample: bool = False
    exam: bool = False
    snapshot: bool = False
    checkpoint: bool = False


@dataclass(frozen=True)
class Looks:
    """How often a run is looked at and kept, step 0 included. ``snapshots``: those that are no checkpoint."""

    evaluations: int
    samples: int
    snapshots: int
    checkpoints: int
    exams: int


def looks(config: TrainingConfig, steps: int, seconds: float) -> Looks:
    """What ``due`` will ask for in a run of so many steps that takes so long, each evaluation being the best so far."""

    def crossings(most: int, apart: float) -> set[int]:
        parts = min(steps, _parts(config, most, apart))
        return {math.ceil(part * steps / parts) for part in range(1, parts + 1)}

    early = {step for step in EARLY_LOOKS if 0 < step <= steps}
    every = (config.eval_every, config.save_every)
    evaluations = (_multiples(every[0], steps) if every[0] else crossings(*EVALUATIONS) | early) | {0, steps}
    saved = (_multiples(every[1], steps) if every[1] else crossings(*CHECKPOINTS)) | evaluations
    powers = {1 << power for power in range(steps.bit_length())}
    snapshots = (powers | crossings(*SNAPSHOTS)) - saved if config.keep_stops else set()
    samples = crossings(*SAMPLES) | early | {0}
    safe = max(len(saved), int(seconds / SAFETY_SECONDS))
    exams = crossings(*EXAMS) | {0, steps}
    return Looks(len(evaluations), len(samples), len(snapshots), safe, len(exams))


def _multiples(every: int, steps: int) -> set[int]:
    return set(range(every, steps + 1, max(every, steps // MOST_COUNTED)))


def _parts(config: TrainingConfig, most: int, apart: float) -> int:
    """In how many equal parts a run is divided: ``apart`` seconds long at least, where the clock is its budget."""
    return max(1, min(most, int(60 * config.minutes / apart))) if config.minutes else most


def due(config: TrainingConfig, step: int, before: float, after: float) -> Due:
    """What is due at ``step``, which used the budget from ``before`` to ``after``."""

    def crossed(most: int, apart: float) -> bool:
        parts = _parts(config, most, apart)
        return math.floor(after * parts) > math.floor(before * parts) or step == 0

    power = step == 0 or step & (step - 1) == 0
    finished = after >= 1.0
    every = config.eval_every
    evaluation = (step % every == 0) if every else (crossed(*EVALUATIONS) or step in EARLY_LOOKS)
    checkpoint = (step % config.save_every == 0 and step > 0) if config.save_every else crossed(*CHECKPOINTS)
    return Due(
        evaluation=evaluation or finished,
        sample=crossed(*SAMPLES) or step in EARLY_LOOKS,
        exam=crossed(*EXAMS) or finished,
        snapshot=config.keep_stops and (power or crossed(*SNAPSHOTS)),
        checkpoint=(checkpoint and step > 0) or finished,
    )

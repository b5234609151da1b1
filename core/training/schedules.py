"""Learning-rate schedules: the factor on the learning rate at a step, given the share of the budget used.

Each takes progress in 0…1 and returns a factor in 0…1; warm-up multiplies it.
"""

import math
from collections.abc import Callable

DECAY_SHARE = 0.7
COSINE_FLOOR = 0.1


def constant(progress: float) -> float:
    return 1.0


def cosine(progress: float) -> float:
    """Half a cosine from 1 to a tenth (Loshchilov & Hutter 2017)."""
    return COSINE_FLOOR + (1 - COSINE_FLOOR) * 0.5 * (1 + math.cos(math.pi * min(1.0, progress)))


def warmup_stable_decay(progress: float) -> float:
    """1, then straight down to 0 over the last part of the budget (Hu et al. 2024)."""
    return max(0.0, min(1.0, (1 - progress) / DECAY_SHARE))


SCHEDULES: dict[str, Callable[[float], float]] = {
    "constant": constant,
    "cosine": cosine,
    "wsd": warmup_stable_decay,
}


def rate_factor(schedule: str, step: int, progress: float, warmup_steps: int) -> float:
    """The factor on every learning rate for the step after ``step`` steps have been done."""
    warmup = min(1.0, (step + 1) / warmup_steps) if warmup_steps else 1.0
    return warmup * SCHEDULES[schedule](progress)

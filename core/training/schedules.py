"""Learning-rate schedules: the factor on the learning rate at a step, given the share of the budget used.

Each takes progress in 0…1, and over which share of the budget, at its end, a rate that was stable falls; it returns a
factor in 0…1. Warm-up multiplies it.
"""

import math
from collections.abc import Callable

from core.config import TrainingConfig

COSINE_FLOOR = 0.1


def constant(progress: float, decay_share: float) -> float:
    return 1.0


def cosine(progress: float, decay_share: float) -> float:
    """Half a cosine from 1 to a tenth (Loshchilov & Hutter 2017)."""
    return COSINE_FLOOR + (1 - COSINE_FLOOR) * 0.5 * (1 + math.cos(math.pi * min(1.0, progress)))


def warmup_stable_decay(progress: float, decay_share: float) -> float:
    """1, then straight down to 0 over the last part of the budget (Hu et al. 2024)."""
    return max(0.0, min(1.0, (1 - progress) / decay_share))


SCHEDULES: dict[str, Callable[[float, float], float]] = {
    "constant": constant,
    "cosine": cosine,
    "wsd": warmup_stable_decay,
}


def rate_factor(config: TrainingConfig, step: int, progress: float) -> float:
    """The factor on every learning rate for the step after ``step`` steps have been done."""
    warmup = min(1.0, (step + 1) / config.warmup_steps) if config.warmup_steps else 1.0
    return warmup * SCHEDULES[config.schedule](progress, config.decay_share)

"""What was measured of heads, for as long as the program runs: nothing is measured twice.

Kept in memory alone; a run's folder is never written to.
"""

from collections import OrderedDict
from typing import Generic, TypeVar

import numpy as np

from core.inspection.head_scores import HeadScores
from core.inspection.memory import Memory
from core.inspection.subject import Weights

MOST = 4096
V = TypeVar("V")


class Remembered(Generic[V]):
    """The newest MOST values; those looked at longest ago go first."""

    def __init__(self) -> None:
        self._values: OrderedDict[Weights, V] = OrderedDict()

    def get(self, weights: Weights) -> V | None:
        if weights in self._values:
            self._values.move_to_end(weights)
        return self._values.get(weights)

    def keep(self, weights: Weights, value: V) -> V:
        self._values[weights] = value
        self._values.move_to_end(weights)
        if len(self._values) > MOST:
            self._values.popitem(last=False)
        return value


class KnownHeads:
    """``scores`` of all heads; ``without``: the losses with each head switched off, L H 2."""

    def __init__(self) -> None:
        self.scores: Remembered[HeadScores] = Remembered()
        self.without: Remembered[np.ndarray] = Remembered()


def known_heads(memory: Memory) -> KnownHeads:
    """What the engine knows of all heads of all runs."""
    return memory.made("heads", KnownHeads)

"""What was measured of a step's weights, for as long as the program runs: no step is measured twice.

Kept in memory alone; a run's folder is never written to.
"""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Generic, TypeVar

MOST = 4096
V = TypeVar("V")


@dataclass(frozen=True)
class Weights:
    """Whose weights they are, and which: ``sha256`` of their file."""

    run: str
    step: int
    sha256: str


class Remembered(Generic[V]):
    """The newest MOST values; those looked at longest ago go first."""

    def __init__(self) -> None:
        self._values: OrderedDict[Weights, V] = OrderedDict()

    def get(self, weights: Weights) -> V | None:
        if weights in self._values:
            self._values.move_to_end(weights)
        return self._values.get(weights)

    def keep(self, weights: Weights, value: V) -> None:
        self._values[weights] = value
        self._values.move_to_end(weights)
        if len(self._values) > MOST:
            self._values.popitem(last=False)

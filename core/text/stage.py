"""How far one stage of long work is, and how long it will still take."""

import math
import time
from collections.abc import Iterator

from core.protocol import Progress

EVERY = 0.1  # seconds between two sayings
# Seconds after which the pace so far says something about the pace to come.
SURE_AFTER = 1.0


class Stage:
    """A stage with a name for the person and an amount of work, in whatever unit."""

    def __init__(self, name: str, total: int) -> None:
        self._name, self._total = name, total
        self._begun = time.monotonic()
        self._said = -math.inf
        self._done = -1

    def at(self, done: int) -> Iterator[Progress]:
        """What to say when ``done`` of it is done: nothing where something was just said, unless it is the end."""
        now = time.monotonic()
        if done == self._done or (now - self._said < EVERY and done < self._total):
            return
        self._said, self._done = now, done
        share = min(1.0, done / self._total) if self._total else 1.0
        spent = now - self._begun
        left = spent * (1 - share) / share if share and spent >= SURE_AFTER else None
        yield Progress(self._name, share, left)

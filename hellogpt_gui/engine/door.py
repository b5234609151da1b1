"""The way to ``core.engine``, opened by whichever lane comes first.

It is loaded inside the lanes' threads: torch takes seconds, or may not load at all. Then every command of both lanes
is answered with the reason that came first; a second attempt would meet what the first has left half done.
"""

import logging
import threading
import traceback
from collections.abc import Callable, Iterator

from core.control import RunControl, Shelf
from core.paths import Home
from core.protocol import Command, Event, Failed

log = logging.getLogger(__name__)

Answer = Callable[[Command, RunControl], Iterator[Event]]


class Door:
    """One for both lanes; has its own lock."""

    def __init__(self, home: Home, shelf: Shelf) -> None:
        self._home, self._shelf = home, shelf
        self._lock = threading.Lock()
        self._trouble: Failed | None = None

    def open(self) -> Answer:
        """An engine for one lane, or what stands in its place. Waits while the other lane loads it."""
        with self._lock:
            if self._trouble is None:
                try:
                    from core.engine import Engine

                    return Engine(self._home, self._shelf).run
                except Exception as error:  # an import runs whatever stands in the file
                    log.exception("The engine cannot be loaded")
                    self._trouble = not_loaded(error, traceback.format_exc())
            return _Refusal(self._trouble)


class _Refusal:
    """Stands in the engine's place when it could not be loaded."""

    def __init__(self, sentence: Failed) -> None:
        self._sentence = sentence

    def __call__(self, command: Command, control: RunControl) -> Iterator[Event]:
        yield self._sentence


def not_loaded(error: Exception, details: str) -> Failed:
    """What to say when torch or another part of the engine is missing or broken."""
    return Failed(
        f"The engine could not be loaded: {error}.",
        "Your runs can still be looked at. Installing again mends it: delete .venv and start python main.py.",
        1,
        details,
    )

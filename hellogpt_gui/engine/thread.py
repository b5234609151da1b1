"""One lane of the engine: a thread that carries out commands one after another.

The only importer of ``core.engine``, inside ``run``: torch takes seconds to load, or may not load at all. Then every
command is answered with a sentence, and the window stays alive.
"""

import logging
import traceback
from collections.abc import Callable, Iterator
from queue import SimpleQueue

from PySide6.QtCore import QObject, QThread

from core.control import RunControl, Shelf
from core.paths import Home
from core.protocol import Command, Event, Failed, Lane
from hellogpt_gui.engine.mailbox import Mailbox

log = logging.getLogger(__name__)

Order = tuple[int, Command, RunControl]
Answer = Callable[[Command, RunControl], Iterator[Event]]


class EngineThread(QThread):
    """Give it orders at any time, also before ``start``; ``end`` lets it finish what it does and return."""

    def __init__(self, lane: Lane, home: Home, shelf: Shelf, mailbox: Mailbox, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"engine-{lane}")
        self.lane = lane
        self._home = home
        self._shelf = shelf
        self._mailbox = mailbox
        self._orders: SimpleQueue[Order | None] = SimpleQueue()

    def give(self, job: int, command: Command, control: RunControl) -> None:
        self._orders.put((job, command, control))

    def end(self) -> None:
        """Return after the orders given so far. (``quit`` does nothing to a thread whose ``run`` is its own.)"""
        self._orders.put(None)

    def run(self) -> None:
        answer = self._open_door()
        while (order := self._orders.get()) is not None:
            job, command, control = order
            if control.stopping:
                self._mailbox.put(job, Failed("Stopped before it began.", "", 3))
                continue
            try:
                for event in answer(command, control):
                    self._mailbox.put(job, event)
            except Exception as error:  # the engine answers faults itself; this one would end the thread
                log.exception("The engine broke off")
                self._mailbox.put(job, broken_off(error))

    def _open_door(self) -> Answer:
        try:
            from core.engine import Engine

            return Engine(self._home, self._shelf).run
        except Exception as error:  # an import runs whatever stands in the file, and torch's may be half there
            log.exception("The engine cannot be loaded")
            return _Refusal(not_loaded(error, traceback.format_exc()))


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


def broken_off(error: Exception) -> Failed:
    return Failed(
        f"Something went wrong inside HelloGPT: {type(error).__name__}: {error}",
        "Your runs are safe. The details help whoever mends it.",
        1,
        traceback.format_exc(),
    )

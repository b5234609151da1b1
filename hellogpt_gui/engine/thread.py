"""One lane of the engine: a thread that carries out commands one after another.

It opens the door to the engine inside ``run``. Every command is answered whatever happens, and the window stays alive.
"""

import logging
import traceback
from queue import SimpleQueue

from PySide6.QtCore import QObject, QThread

from core.control import RunControl
from core.protocol import Command, Failed, Lane
from hellogpt_gui.engine.door import Door
from hellogpt_gui.engine.mailbox import Mailbox

log = logging.getLogger(__name__)

Order = tuple[int, Command, RunControl]


class EngineThread(QThread):
    """Give it orders at any time, also before ``start``; ``end`` lets it finish what it does and return."""

    def __init__(self, lane: Lane, door: Door, mailbox: Mailbox, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"engine-{lane}")
        self.lane = lane
        self._door = door
        self._mailbox = mailbox
        self._orders: SimpleQueue[Order | None] = SimpleQueue()

    def give(self, job: int, command: Command, control: RunControl) -> None:
        self._orders.put((job, command, control))

    def end(self) -> None:
        """Return after the orders given so far. (``quit`` does nothing to a thread whose ``run`` is its own.)"""
        self._orders.put(None)

    def run(self) -> None:
        answer = self._door.open()
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


def broken_off(error: Exception) -> Failed:
    return Failed(
        f"Something went wrong inside HelloGPT: {type(error).__name__}: {error}",
        "Your runs are safe. The details help whoever mends it.",
        1,
        traceback.format_exc(),
    )

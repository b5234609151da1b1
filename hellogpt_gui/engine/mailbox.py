"""What the engine's threads said since the last drawing, kept until the window comes for it."""

import threading

from PySide6.QtCore import QObject, Signal

from core.protocol import Event

Letter = tuple[int, Event]


class Mailbox(QObject):
    """Letters ``(job id, event)`` in the order they came. At most one ``woken`` is on its way at any time."""

    woken = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._letters: list[Letter] = []

    def put(self, job: int, event: Event) -> None:
        """Called by an engine thread; wakes the window if nothing lay here before."""
        with self._lock:
            first = not self._letters
            self._letters.append((job, event))
        if first:
            self.woken.emit()

    def take(self) -> list[Letter]:
        """Called by the window: everything that lies here; afterwards the box is empty."""
        with self._lock:
            letters, self._letters = self._letters, []
        return letters

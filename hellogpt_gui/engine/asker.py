"""Questions whose newest alone matters: an older one is cancelled, and its answer is never heard."""

from PySide6.QtCore import QObject, Signal, Slot

from core.protocol import Command, Event
from hellogpt_gui.engine.client import EngineClient
from hellogpt_gui.engine.job import Job


class Asker(QObject):
    """``answered`` brings the Done or Failed of the newest question; ``said`` the events before it."""

    answered = Signal(object)
    said = Signal(list)

    def __init__(self, client: EngineClient, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._client = client
        self._job: Job | None = None

    @property
    def waiting(self) -> bool:
        """Whether the newest question is still without an answer."""
        return self._job is not None

    def ask(self, command: Command) -> None:
        """Ask, and forget what was asked before."""
        self.forget()
        self._job = self._client.submit(command)
        self._job.events.connect(self._events)
        self._job.finished.connect(self._finished)

    @Slot()
    def forget(self) -> None:
        """Take back the question that waits for its answer."""
        if self._job is not None:
            self._job.stop()
            self._job = None

    @Slot(list)
    def _events(self, events: list[Event]) -> None:
        if self.sender() is self._job:
            self.said.emit(events)

    @Slot(object)
    def _finished(self, last: object) -> None:
        if self.sender() is self._job:
            self._job = None
            self.answered.emit(last)

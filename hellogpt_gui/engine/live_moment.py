"""The training that goes on in this window, as the tabs need to know it: which run, which step, and what it keeps."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal, Slot

from core.protocol import CheckpointWritten, Event, Started, Step
from hellogpt_gui.engine.client import EngineClient
from hellogpt_gui.engine.job import Job


class LiveMoment(QObject):
    """``moved``: the training is at another step, or another run trains, or none; ``kept``: it has kept a step."""

    moved = Signal()
    kept = Signal()

    def __init__(self, client: EngineClient, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._client = client
        self._job: Job | None = None
        self.run = ""
        self.step = 0
        client.busy_changed.connect(self._look)
        self._look()

    @Slot()
    def _look(self) -> None:
        job = self._client.running("train")
        if job is self._job:
            return
        self._job, self.run, self.step = job, "", 0
        if job is not None:
            job.events.connect(self._heard)
        self.moved.emit()

    @Slot(list)
    def _heard(self, events: Sequence[Event]) -> None:
        if self.sender() is not self._job:
            return
        before = self.run, self.step
        for event in events:
            if isinstance(event, Started):
                self.run, self.step = event.run, event.step
            elif isinstance(event, Step):
                self.step = event.step
        if (self.run, self.step) != before:
            self.moved.emit()
        if any(isinstance(event, CheckpointWritten) for event in events):
            self.kept.emit()

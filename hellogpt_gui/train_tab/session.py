"""The training that runs in this window: its job at the engine, what the engine has said, and its phase.

Knows no widget; the page and the status bar look at it when it says ``changed``.
"""

import dataclasses
from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal, Slot

from core.control import Changeable
from core.protocol import (
    Event,
    ExperimentDone,
    Failed,
    Notice,
    Progress,
    Queueable,
    Resume,
    Started,
    Train,
    TrainDone,
    TrialStarted,
    Tune,
)
from hellogpt_gui.engine.client import EngineClient
from hellogpt_gui.engine.job import Job
from hellogpt_gui.engine.training_state import Phase, TrainingState
from hellogpt_gui.train_tab.run_record import RunRecord


class TrainSession(QObject):
    """``changed``: something to draw; ``began``: the run has its name; ``ended``: its last event.

    ``said``: everything the engine said; ``turned``: (record) an experiment goes over to its next training.
    """

    changed = Signal()
    began = Signal(str)
    ended = Signal(object)
    noticed = Signal(object)
    said = Signal(list)
    turned = Signal(object)

    def __init__(self, client: EngineClient, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._client = client
        self._job: Job | None = None
        self.record = RunRecord()
        self.stage = ""
        self.fraction: float | None = None

    @property
    def active(self) -> bool:
        """Whether a training has been asked for and has not ended."""
        return self._job is not None

    @property
    def paused(self) -> bool:
        return self._job is not None and self._job.control.paused

    # ---- what the person does ----

    def train(self, command: Train, files: int) -> None:
        """Start a new run."""
        self._begin(RunRecord(config=command.config, files=files), command)

    def teach(self, command: Tune) -> None:
        """Start a run that teaches another to answer."""
        self._begin(RunRecord(config=command.config, parent=command.run), command)

    def go_on(self, record: RunRecord) -> None:
        """Resume a stopped run whose ``record`` has been read from its folder."""
        self._begin(record, Resume(record.name))

    def run(self, command: Queueable) -> None:
        """Carry out what has waited for its turn, or an experiment."""
        record = RunRecord(config=command.config if isinstance(command, Train) else None)
        if isinstance(command, Resume):
            record.name = command.run
        self._begin(record, command)

    def _begin(self, record: RunRecord, command: Queueable | Tune) -> None:
        assert not self.active
        self.record = record
        record.phase = "preparing"
        self.stage, self.fraction = "Waiting for the engine", None
        self._job = self._client.submit(command)
        self._job.events.connect(self._on_events)
        self._job.stopping.connect(self.changed)
        self._job.finished.connect(self._on_finished)
        self.changed.emit()

    def pause_or_resume(self) -> None:
        if self._job is None:
            return
        if self._job.control.paused:
            self._job.resume()
        else:
            self._job.pause()
        self.changed.emit()

    def stop(self) -> None:
        """Save and end."""
        if self._job is not None:
            self._job.stop()

    @Slot(str)
    def add_prompt(self, prompt: str) -> None:
        """Let the samples continue this as well."""
        if self._job is not None:
            self._job.add_prompt(prompt)

    @Slot(str, float)
    def change(self, setting: Changeable, value: float) -> None:
        """Let it go on with another learning rate, or another amount of its budget."""
        if self._job is not None:
            self._job.change(setting, value)

    # ---- what the engine says ----

    @Slot(list)
    def _on_events(self, events: Sequence[Event]) -> None:
        for event in events:
            self.record.take([event])
            if isinstance(event, TrialStarted):
                before, self.record = self.record, RunRecord(phase="preparing")
                self.turned.emit(before)
            elif isinstance(event, Progress):
                self.stage, self.fraction = event.stage, event.fraction
            elif isinstance(event, Notice):
                self.noticed.emit(event)
            elif isinstance(event, Started):
                self.began.emit(event.run)
        self.said.emit(list(events))
        self.changed.emit()

    @Slot(object)
    def _on_finished(self, last: TrainDone | ExperimentDone | Failed) -> None:
        self._job = None
        self.record.take([last])
        self.record.phase = "idle"
        self.changed.emit()
        self.ended.emit(last)

    # ---- what others are told ----

    @property
    def state(self) -> TrainingState:
        """What trains now, for status bar, library and title bar."""
        record, last = self.record, self.record.last
        if not self.active:
            return TrainingState()
        state = TrainingState(self._phase(), record.name, stage=self.stage, val_loss=record.val_loss)
        if last is None:
            return state
        return dataclasses.replace(
            state,
            step=last.step,
            progress=last.progress,
            tokens_per_second=last.tokens_per_second,
            seconds_left=last.seconds_left,
        )

    def _phase(self) -> Phase:
        return "stopping" if self._job is not None and self._job.control.stopping else self.record.phase

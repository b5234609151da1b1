"""The queue in the window: what waits, and the turn of the next when a training has ended.

The list itself is kept by the engine, on disk. Nothing begins unless the person said so in this sitting: by adding
while something trains, or by starting the queue. A stop by hand holds it; after a failure the next one has its turn.
"""

from typing import Protocol

from PySide6.QtCore import QObject, Signal, Slot

from core.protocol import (
    AddToQueue,
    ArrangeQueue,
    Command,
    ExperimentDone,
    Failed,
    NoteTrouble,
    Queueable,
    QueueDone,
    ShowQueue,
    TrainDone,
    Waiting,
)
from hellogpt_gui.engine import EngineClient, Job
from hellogpt_gui.notify import Notifier

STOPPED = 3


class Trains(Protocol):
    """Whoever trains what has its turn."""

    @property
    def active(self) -> bool: ...

    def run(self, command: Queueable) -> None: ...


class TrainQueue(QObject):
    """``changed``: what waits, or whether the queue runs, is another now."""

    changed = Signal()

    def __init__(self, client: EngineClient, trains: Trains, notifier: Notifier, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._client, self._trains, self._notifier = client, trains, notifier
        self._jobs: set[Job] = set()
        self._current: Waiting | None = None
        self._begun = False
        self.waiting: tuple[Waiting, ...] = ()
        self.running = self.known = False

    @property
    def has_turn(self) -> bool:
        """Whether what trains now has come from here."""
        return self._current is not None

    # ---- what the person does ----

    def read(self) -> None:
        """Look what waits."""
        self.known = True
        self._ask(ShowQueue())

    def add(self, command: Queueable) -> None:
        """Let it wait behind the others; while something trains, its turn comes by itself."""
        if self._trains.active:
            self.running = True
        self._ask(AddToQueue(command))

    def move(self, number: int, places: int) -> None:
        """Bring one so many places further down, or up."""
        order = [one.number for one in self.waiting]
        place = order.index(number)
        order.insert(max(0, min(len(order) - 1, place + places)), order.pop(place))
        self.arrange(order)

    def arrange(self, order: list[int]) -> None:
        self._ask(ArrangeQueue(tuple(order)))

    def remove(self, number: int) -> None:
        self._ask(ArrangeQueue(removed=(number,)))

    def clear(self) -> None:
        self._ask(ArrangeQueue(removed=tuple(one.number for one in self.waiting)))

    @Slot()
    def start(self) -> None:
        """Train what waits, one after another; those that had trouble are tried again."""
        self.running = True
        for one in self.waiting:
            if one.trouble:
                self._ask(NoteTrouble(one.number, ""))
        self._next()
        self.changed.emit()

    @Slot()
    def hold(self) -> None:
        """Let what trains go on, but begin nothing after it."""
        self.running = False
        self.changed.emit()

    # ---- whose turn it is ----

    def _ask(self, command: Command) -> None:
        job = self._client.submit(command)
        self._jobs.add(job)
        job.finished.connect(self._answered)

    @Slot(object)
    def _answered(self, answer: QueueDone | Failed) -> None:
        job = self.sender()
        if isinstance(job, Job):
            self._jobs.discard(job)
        if isinstance(answer, Failed):
            self._notifier.show_failed(answer)
            return
        if answer.note:
            self._notifier.show(answer.note, kind="warn")
        self.waiting = answer.waiting
        if not self._jobs:  # else what was asked for meanwhile is not in it yet
            self._next()
        self.changed.emit()

    def _next(self) -> None:
        if not self.running or self._trains.active or self._current is not None or self._jobs:
            return
        self._current = next((one for one in self.waiting if not one.trouble), None)
        if self._current is None:
            self.running = False
            return
        self._begun = False
        self._trains.run(self._current.command)

    @Slot(str)
    def on_began(self, run: str) -> None:
        """The training has its run folder: it waits no longer."""
        if self._current is not None and not self._begun:
            self._begun = True
            self.remove(self._current.number)

    @Slot(object)
    def on_ended(self, last: TrainDone | ExperimentDone | Failed) -> None:
        """A training has ended, whoever began it."""
        current, self._current = self._current, None
        by_hand = last.exit_code == STOPPED if isinstance(last, Failed) else last.stopped_by == "user"
        if by_hand and self.running:
            self.running = False
            if any(not one.trouble for one in self.waiting):
                self._notifier.show(
                    "The queue waits, since its training was stopped.",
                    kind="info",
                    action_text="Go on with it",
                    action=self.start,
                )
        elif isinstance(last, Failed) and current is not None:
            self._note_failure(current, last)
        elif current is not None and isinstance(last, ExperimentDone) and not self._begun:
            self.remove(current.number)  # it was complete already
        self._next()
        self.changed.emit()

    def _note_failure(self, current: Waiting, last: Failed) -> None:
        sentence = f"{last.message} {last.hint}".strip()
        if not self._begun:
            self._ask(NoteTrouble(current.number, sentence))
        more = any(one.number != current.number and not one.trouble for one in self.waiting)
        after = " The next one has its turn." if more and self.running else ""
        self._notifier.show(f"{current.label} could not be trained.{after}", sentence, last.details)

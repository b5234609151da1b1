"""One command on its way: what it said, how it ended, and the switches to stop and pause it."""

from PySide6.QtCore import QObject, Signal

from core.control import Changeable, RunControl
from core.protocol import Command, Done, Event, Failed


class Job(QObject):
    """``events`` brings what was said since the last drawing (a list of Event); ``finished`` the last one, once.

    ``finished`` carries a Done or a Failed; ``stopping`` says that it was asked to end. All signals are emitted in the
    window's thread.
    """

    events = Signal(list)
    stopping = Signal()
    finished = Signal(object)

    def __init__(self, command: Command, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.command = command
        self.control = RunControl()
        self.outcome: Done | Failed | None = None

    @property
    def running(self) -> bool:
        """Whether the last event is still to come; a job that waits for its turn runs too."""
        return self.outcome is None

    def stop(self) -> None:
        """Ask it to save and end; its last event follows."""
        self.control.stop()
        self.stopping.emit()

    def pause(self) -> None:
        self.control.pause()

    def resume(self) -> None:
        self.control.resume()

    def add_prompt(self, prompt: str) -> None:
        """Let a training continue this as well, from its next sample on."""
        self.control.add_prompt(prompt)

    def change(self, setting: Changeable, value: float) -> None:
        """Let a training go on with another learning rate, or another amount of its budget."""
        self.control.change(setting, value)

    def deliver(self, events: list[Event]) -> None:
        """Hand on what the engine said; called by the client alone."""
        last = events[-1]
        before = events[:-1] if isinstance(last, Done | Failed) else events
        if before:
            self.events.emit(before)
        if isinstance(last, Done | Failed):
            self.outcome = last
            self.finished.emit(last)

"""Trainings that wait for their turn."""

from dataclasses import dataclass

from core.protocol.base import Command, Done
from core.protocol.experimenting import ContinueExperiment, RunExperiment
from core.protocol.training import Resume, Train

Queueable = Train | Resume | RunExperiment | ContinueExperiment


@dataclass(frozen=True)
class Waiting:
    """One that waits. Exactly one of the four commands is there. ``number``: never given twice; ``trouble``: why it
    could not be trained when its turn came, or empty."""

    number: int
    label: str
    train: Train | None = None
    resume: Resume | None = None
    experiment: RunExperiment | None = None
    further: ContinueExperiment | None = None
    trouble: str = ""

    @property
    def command(self) -> Queueable:
        """What is to be carried out."""
        command = self.train or self.resume or self.experiment or self.further
        assert command is not None
        return command


@dataclass(frozen=True)
class ShowQueue(Command):
    """What waits. This and the others are answered by QueueDone."""


@dataclass(frozen=True)
class AddToQueue(Command):
    """Let a training wait, behind the others. ``label``: how it is called, empty to name it after its settings."""

    command: Queueable
    label: str = ""


@dataclass(frozen=True)
class ArrangeQueue(Command):
    """``order``: numbers in the order in which they come, before any that are not named; ``removed``: taken away."""

    order: tuple[int, ...] = ()
    removed: tuple[int, ...] = ()


@dataclass(frozen=True)
class NoteTrouble(Command):
    """One could not be trained: it stays in the list, and says why. An empty sentence lets it wait again."""

    number: int
    trouble: str


@dataclass(frozen=True)
class QueueDone(Done):
    """The queue as it is now. ``note``: a sentence about what was lost, or empty."""

    waiting: tuple[Waiting, ...]
    note: str = ""

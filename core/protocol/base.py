"""What every command and every event is, and the events that any command may be answered with."""

from dataclasses import dataclass
from typing import ClassVar, Literal

Lane = Literal["train", "ask"]


@dataclass(frozen=True)
class Command:
    """A request to the engine. ``lane`` says which of the two engine threads it belongs to."""

    lane: ClassVar[Lane] = "ask"


@dataclass(frozen=True)
class Event:
    """Something the engine says. ``event`` is its name in the terminal's JSON."""

    event: ClassVar[str] = "event"


@dataclass(frozen=True)
class Progress(Event):
    """Long work before the first step. ``fraction``: 0…1 of the stage; both it and ``seconds_left`` may be unknown."""

    event: ClassVar[str] = "progress"

    stage: str
    fraction: float | None = None
    seconds_left: float | None = None


@dataclass(frozen=True)
class Notice(Event):
    """Something the person should know, that does not stop the work."""

    event: ClassVar[str] = "notice"

    message: str
    hint: str = ""


@dataclass(frozen=True)
class Failed(Event):
    """The request could not be carried out. ``exit_code``: 2 the request is wrong, 1 a fault of ours, 3 stopped.

    ``offers``: "fork" where that is the way out.
    """

    event: ClassVar[str] = "failed"

    message: str
    hint: str = ""
    exit_code: int = 2
    details: str = ""
    offers: str = ""


@dataclass(frozen=True)
class Done(Event):
    """The last event of a command that was carried out."""

    event: ClassVar[str] = "done"

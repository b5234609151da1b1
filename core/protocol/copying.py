"""What of a model's words stands word for word in the text it learnt from, and where."""

from dataclasses import dataclass, field
from typing import ClassVar

from core.config import CopyingConfig
from core.protocol.base import Command, Done, Event


@dataclass(frozen=True)
class FindCopied(Command):
    """Look for copied text in what the model of ``run`` (RUN[@STEP]) wrote, and index its text first where that has
    not been done. Answered by Progress and CopiedStretch events, then FindCopiedDone.
    """

    run: str
    text: str
    copying: CopyingConfig = field(default_factory=CopyingConfig)


@dataclass(frozen=True)
class CopiedStretch(Event):
    """The characters ``begin`` … ``end`` − 1 of an answer stand in a text that the model learnt from.

    One that begins where an earlier one began takes its place: it has grown. ``file`` and ``path`` as in TextFile;
    ``line`` (from 1) and ``character`` (from 0): where it begins there, line ends counted as one character;
    ``times``: how often it stands in all those texts, 0 while it still grows or where nobody counted;
    ``before`` and ``after``: what stands round it; ``copied``: how many of the answer's characters are copied so far.
    """

    event: ClassVar[str] = "copied"

    begin: int
    end: int
    file: str
    path: str
    line: int
    character: int
    times: int
    before: str
    after: str
    copied: int


@dataclass(frozen=True)
class CopiedTold(Event):
    """How much of an answer is copied: ``copied`` of its ``characters``.

    ``pending``: nobody can say yet, for its text has no index at hand: ask with FindCopied. ``searched``: whether there
    was any text to be searched; ``sentence``: what was not searched and why, or empty.
    """

    event: ClassVar[str] = "copied_told"

    copied: int
    characters: int
    pending: bool = False
    searched: bool = True
    sentence: str = ""


@dataclass(frozen=True)
class FindCopiedDone(Done):
    """As CopiedTold."""

    copied: int
    characters: int
    sentence: str = ""

"""What is chosen of a text, and what there is to choose: encodings, columns, and what had better not be learnt."""

from dataclasses import dataclass
from typing import Literal

from core.protocol.base import Command, Done

# A licence around a book, lines that come back on every page or in many files, passages or whole files that stood
# before.
FindingKind = Literal["boilerplate", "repeated-lines", "duplicates"]


@dataclass(frozen=True)
class TextChoice:
    """What the person chose for one text: it travels with LookAtText and Train, and stands in the run's text.json.

    ``path``: the text, as TextFile.path names it, or empty: what is chosen here holds for all texts that have no choice
    of their own. ``encoding`` and ``column``: empty where they are found out; ``remove``: the kinds that go.
    """

    path: str = ""
    on: bool = True
    encoding: str = ""
    column: str = ""
    remove: tuple[FindingKind, ...] = ()


@dataclass(frozen=True)
class Finding:
    """Something in a text that a model had better not learn. ``sentence`` says what; ``characters``: how much it is;
    ``removed``: whether it is taken out now."""

    kind: FindingKind
    sentence: str
    characters: int
    removed: bool = False


@dataclass(frozen=True)
class TextLook:
    """One file among the texts, also one that is switched off or cannot be read.

    ``choice``: what holds for it; ``format``: a name in ``core.text.formats``; ``size``: bytes of the file;
    ``language``: its English name, or empty; ``columns``: of a table; ``column``: the one that is read;
    ``characters``: what is learnt of it; ``opening``: its first page as it is learnt, and ``opening_tokens``
    the same in tokens learnt from the beginnings of the texts alone; ``problem``: why it is left out.
    """

    name: str
    path: str
    choice: TextChoice
    format: str = ""
    size: int = 0
    encoding: str = ""
    note: str = ""
    language: str = ""
    characters: int = 0
    columns: tuple[str, ...] = ()
    column: str = ""
    findings: tuple[Finding, ...] = ()
    opening: str = ""
    opening_tokens: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True)
class KeepText(Command):
    """Keep words that were pasted as a file in data/. Answered by TextKept."""

    text: str


@dataclass(frozen=True)
class TextKept(Done):
    """Where pasted words were kept."""

    path: str

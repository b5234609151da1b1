"""Looking at texts before anything is trained on them."""

from dataclasses import dataclass

from core.protocol.base import Command, Done


@dataclass(frozen=True)
class LookAtText(Command):
    """Read the texts and say what is in them, without tokenizing. Answered by TextDone."""

    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class TextFile:
    """One source as it was read. ``note``: what was assumed about it, or empty."""

    name: str
    path: str
    size: int
    encoding: str
    note: str = ""


@dataclass(frozen=True)
class TextDone(Done):
    """What the texts hold. ``label``: what to call them; ``builtin``: whether it is a built-in text; ``left_out``:
    a sentence for each file of a folder that is no text."""

    label: str
    summary: str
    builtin: bool
    files: tuple[TextFile, ...]
    size: int
    characters: int
    words: int
    left_out: tuple[str, ...] = ()

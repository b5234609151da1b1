"""What a reader of a format is given, and what it gives."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from core.control import RunControl


@dataclass(frozen=True)
class Source:
    """A file to be read. ``name``: for sentences; ``encoding`` and ``column``: as chosen, or empty."""

    path: Path
    name: str
    control: RunControl
    encoding: str = ""
    column: str = ""


@dataclass(frozen=True)
class Read:
    """A text in pieces, and what was found out on the way to it. ``note``: a sentence on what was assumed."""

    pieces: Iterator[str]
    encoding: str
    note: str = ""
    columns: tuple[str, ...] = ()
    column: str = ""


@dataclass(frozen=True)
class Format:
    """A kind of file. ``read`` raises TextError, at once or from its pieces; none: the file is its text."""

    name: str
    label: str
    suffixes: tuple[str, ...]
    read: Callable[[Source], Read] | None = None

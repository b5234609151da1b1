"""One document of a corpus: how long it is, and its text in pieces, read anew each time it is asked for.

No more of a file than a piece is ever in memory. A file that changes between two readings is refused.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from core.control import RunControl
from core.errors import TextError
from core.paths import readable
from core.protocol import TextFile
from core.text.decoding import PIECE, Reading, examine, pieces


@dataclass(frozen=True)
class Document:
    """A text with every kind of newline as ``\\n``. ``size``: its UTF-8 bytes; ``pieces()`` gives it in order.

    ``taken_from``: the whole document, where something was left out of it; ``taken_out``: the characters that were,
    as (begin, end) in the whole, rising and apart.
    """

    characters: int
    size: int
    pieces: Callable[[], Iterator[str]]
    taken_from: "Document | None" = None
    taken_out: tuple[tuple[int, int], ...] = ()


def in_memory(text: str) -> Document:
    """A document that is no file."""
    return Document(len(text), len(text.encode()), partial(_slices, text))


def open_document(path: Path, control: RunControl, name: str = "", encoding: str = "") -> tuple[Document, TextFile]:
    """The document in a file, and what is said of the file. ``encoding``: as chosen, or empty.

    Raises:
        OSError: it cannot be read.
        TextError: it is no text.
        Interrupted: a stop was asked for.
    """
    name = name or readable(path.name)
    with path.open("rb") as file:
        state = _state(file)
        reading, found = examine(file, name, control, encoding)
    document = Document(found.characters, found.size, partial(_read, path, reading, state))
    return document, TextFile(name, readable(str(path)), state[0], reading.encoding, reading.note)


def unreadable(place: str, error: OSError) -> TextError:
    """The sentence for a file or folder that cannot be read, with the system's reason."""
    reason = (error.strerror or str(error)).lower()
    return TextError(f"{place} cannot be read ({reason}).", "Check the path and its permissions.")


def _slices(text: str) -> Iterator[str]:
    for begin in range(0, len(text), PIECE):
        yield text[begin : begin + PIECE]


def _read(path: Path, reading: Reading, state: tuple[int, int]) -> Iterator[str]:
    try:
        with path.open("rb") as file:
            if _state(file) != state:
                raise _changed(path)
            yield from pieces(file, reading)
            if _state(file) != state:
                raise _changed(path)
    except UnicodeDecodeError as error:
        raise _changed(path) from error
    except OSError as error:
        raise unreadable(readable(str(path)), error) from error


def _state(file: BinaryIO) -> tuple[int, int]:
    """Size in bytes and time of the last change."""
    about = os.fstat(file.fileno())
    return about.st_size, about.st_mtime_ns


def _changed(path: Path) -> TextError:
    return TextError(f"{readable(str(path))} was changed while it was being read.", "Start again.")

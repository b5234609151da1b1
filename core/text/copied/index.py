"""An index opened for searching: its pieces, and where each byte stands in the files that the text was read from."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import msgspec
import numpy as np

from core.control import RunControl
from core.protocol import TextFile
from core.text.copied.piece import APART, OVERLAP, PIECE, Piece
from core.text.whole import is_whole

MARK = np.dtype("<i8")  # of the four numbers of a row
PLACES, MARKS, ABOUT = "places", "marks.bin", "about.json"


@dataclass(frozen=True)
class About:
    """What an index was made of: the files in the order of the documents, and when each was last changed (ns, 0 for one
    that is no file). ``length``: bytes of the whole text, those between its stretches included.
    """

    files: tuple[TextFile, ...]
    changed: tuple[int, ...]
    length: int
    piece: int = PIECE
    overlap: int = OVERLAP


@dataclass(frozen=True)
class Place:
    """A place in a file: ``line`` from 1, ``character`` from 0, line ends counted as one character."""

    file: TextFile
    line: int
    character: int


class Index:
    """All pieces of a text's index. Bytes are counted in the text as a whole, forwards."""

    def __init__(self, folder: Path, about: About) -> None:
        self._folder, self.about = folder, about

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        begins = piece_begins(self.about.length, self.about.piece, self.about.overlap)
        return tuple(Piece(self._folder / piece_name(number), begin) for number, begin in enumerate(begins))

    @cached_property
    def _marks(self) -> np.ndarray:
        """byte, document, line, character: one row for every few thousand characters."""
        marks = np.fromfile(self._folder / PLACES / MARKS, dtype=MARK).reshape(-1, 4)
        return marks

    def place(self, byte: int) -> Place:
        """Where the character that begins at this byte stands."""
        row = int(np.searchsorted(self._marks[:, 0], byte, side="right")) - 1
        begin, document, line, character = self._marks[row].tolist()
        between = self.read(begin, byte).decode()
        return Place(self.about.files[document], line + between.count("\n"), character + len(between))

    def around(self, begin: int, end: int, width: int) -> tuple[str, str]:
        """Up to ``width`` bytes before and after a stretch, whole characters, no further than its text goes on."""
        before = self.read(max(0, begin - width), begin).rpartition(APART)[2]
        after = self.read(end, min(self.about.length, end + width)).partition(APART)[0]
        return before.decode(errors="ignore"), after.decode(errors="ignore")

    def read(self, begin: int, end: int) -> bytes:
        """The bytes ``begin`` … ``end`` − 1 of the whole text."""
        parts = []
        for piece in self.pieces:
            low, high = max(begin, piece.begin), min(end, piece.end)
            if low < high:
                parts.append(piece.text[piece.end - high : piece.end - low][::-1])
                begin = high
        return b"".join(parts)


def piece_name(number: int) -> str:
    return f"piece-{number:04d}"


def piece_begins(length: int, piece: int, overlap: int) -> Sequence[int]:
    """Where the pieces of a text of so many bytes begin: each holds more than it shares with the one before."""
    return range(0, max(1, length - overlap), piece - overlap)


def open_index(folder: Path, control: RunControl) -> Index | None:
    """The index in a folder, or None where it is missing, unfinished or damaged.

    Raises:
        Interrupted: a stop was asked for.
    """
    if not is_whole(folder / PLACES, control):
        return None
    about = msgspec.json.decode((folder / PLACES / ABOUT).read_bytes(), type=About)
    pieces = len(piece_begins(about.length, about.piece, about.overlap))
    if not all(is_whole(folder / piece_name(number), control) for number in range(pieces)):
        return None
    return Index(folder, about)

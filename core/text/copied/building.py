"""Making the index of a text: its learnt part as bytes, reversed piece by piece, each piece sorted by libdivsufsort.

A piece is kept as soon as it is whole, so that a stop loses no more than one. What was chosen and measured before
stands in docs/copied-text.md.
"""

import hashlib
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import msgspec
import numpy as np
from pydivsufsort import divsufsort
from threadpoolctl import threadpool_limits

from core.control import RunControl
from core.paths import Home
from core.protocol import Progress, TextFile
from core.text.copied.index import ABOUT, MARK, MARKS, PLACES, About, piece_name
from core.text.copied.marks import bits
from core.text.copied.piece import APART, OVERLAP, PIECE, SORTED, TEXT
from core.text.prepare import CutText, TextFacts
from core.text.stage import Stage
from core.text.whole import clear_left_over, is_whole, made_whole

VERSION = 1  # raised when the same text gives another index
LOOK_EVERY = 0.1  # seconds between two looks at the control


def index_folder(facts: TextFacts, home: Home) -> Path:
    """Where the index of a text lies: by its hash, what was left out of it, and how it was split."""
    what = (VERSION, facts.sha256, facts.choices, facts.val_fraction, facts.val_split)
    return home.copied / hashlib.sha256(repr(what).encode()).hexdigest()[:20]


def build_index(
    folder: Path, text: CutText, control: RunControl, piece: int = PIECE, overlap: int = OVERLAP
) -> Generator[Progress, None, None]:
    """Make what is missing of an index. ``piece`` and ``overlap`` in bytes.

    Raises:
        TextError: a file has changed or cannot be read any more.
        HomeError: the place cannot be written, or is full.
        Interrupted: a stop was asked for; the pieces that are whole stay.
    """
    clear_left_over(folder)
    making = _Making(folder, text, control, piece, overlap)
    for number, held in enumerate(making.pieces()):
        place = folder / piece_name(number)
        if not is_whole(place, control):
            with made_whole(place, control) as beside:
                yield from making.sort(held, number, beside)
    files = text.corpus.files
    about = About(files, tuple(map(last_changed, files)), making.length, piece, overlap)
    with made_whole(folder / PLACES, control) as beside:
        np.array(making.marks, dtype=MARK).tofile(beside / MARKS)
        (beside / ABOUT).write_bytes(msgspec.json.encode(about))


def last_changed(file: TextFile) -> int:
    """When a file was last changed (ns), or 0 for one that is not there."""
    try:
        return Path(file.path).stat().st_mtime_ns
    except OSError:
        return 0


class _Making:
    """``length``: bytes of the text so far; ``marks``: byte, document, line and character of every bit."""

    def __init__(self, folder: Path, text: CutText, control: RunControl, piece: int, overlap: int) -> None:
        self._text, self._control, self._piece, self._overlap = text, control, piece, overlap
        self._stage = Stage("Indexing the text", sum(stretch.length for stretch in text.parts.train))
        self._done = self.length = 0
        self.marks: list[tuple[int, int, int, int]] = []

    def pieces(self) -> Iterator[bytes]:
        """The bytes of each piece, forwards."""
        held = bytearray()
        for bit in bits(self._text.corpus.documents, self._text.parts.train, self._control):
            if bit.apart:
                held += APART
                self.length += len(APART)
            self.marks.append((self.length, bit.document, bit.line, bit.character))
            added = bit.text.encode()
            held += added
            self.length += len(added)
            self._done += len(bit.text)
            while len(held) > self._piece:
                yield bytes(held[: self._piece])
                del held[: self._piece - self._overlap]
        yield bytes(held)

    def sort(self, held: bytes, number: int, folder: Path) -> Generator[Progress, None, None]:
        """Write a piece. The library cannot be interrupted: it works in a thread that a stop leaves to its end."""
        apart = ThreadPoolExecutor(1, thread_name_prefix="index")
        sorting = apart.submit(_sorted, backwards := held[::-1])
        apart.shutdown(wait=False)
        while not wait((sorting,), timeout=LOOK_EVERY).done:
            self._control.check()
            yield from self._stage.at(self._done)
        places = sorting.result()
        if number:  # the last of the text backwards belongs to the piece before
            places = places[places < len(held) - self._overlap]
        (folder / TEXT).write_bytes(backwards)
        places.tofile(folder / SORTED)
        yield from self._stage.at(self._done)


def _sorted(backwards: bytes) -> np.ndarray:
    """The suffix array, as int32. One thread: the others may be training."""
    with threadpool_limits(1, "openmp"):
        places: np.ndarray = divsufsort(backwards)
    return places

"""The learnt part of a text in bits, each with its place in the file it was read from."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from core.control import RunControl
from core.text.document import Document
from core.text.findings import Span
from core.text.split import Stretch

BIT = 4096  # characters, at most


@dataclass(frozen=True)
class Bit:
    """It begins at ``line`` (from 1) and ``character`` (from 0). ``apart``: it does not follow the bit before it."""

    text: str
    document: int
    line: int
    character: int
    apart: bool


def bits(
    documents: Sequence[Document], stretches: Iterable[Stretch], control: RunControl, size: int = BIT
) -> Iterator[Bit]:
    """What is learnt, in the order of the text.

    Raises:
        TextError: a file has changed or cannot be read any more.
        Interrupted: a stop was asked for.
    """
    for number, inside in groupby(stretches, key=attrgetter("document")):
        document = documents[number]
        whole = document.taken_from or document
        wanted = _runs([(stretch.start, stretch.end) for stretch in inside], document.taken_out)
        yield from _cut(whole, number, wanted, size, control)


@dataclass(frozen=True)
class _Run:
    """Characters of the file as it was read that follow one another. ``apart``: a stretch begins with it."""

    start: int
    end: int
    apart: bool


def _runs(stretches: Sequence[Span], taken_out: Sequence[Span]) -> list[_Run]:
    """Stretches of a text from which something was taken out, as stretches of that which it was taken from."""
    runs = []
    gone = at = 0  # characters taken out so far, the next to be taken out
    for start, end in stretches:
        here = start
        while here < end:
            while at < len(taken_out) and taken_out[at][0] <= here + gone:
                gone += taken_out[at][1] - taken_out[at][0]
                at += 1
            stop = min(end, taken_out[at][0] - gone) if at < len(taken_out) else end
            runs.append(_Run(here + gone, stop + gone, here == start))
            here = stop
    return runs


def _cut(document: Document, number: int, runs: Sequence[_Run], size: int, control: RunControl) -> Iterator[Bit]:
    begin, line = 0, 1  # of the piece in the file
    for piece in document.pieces():
        control.check()
        counted = 0  # characters of the piece whose line ends have been counted
        for start, end, apart in _inside(runs, begin, begin + len(piece), size):
            line += piece.count("\n", counted, start - begin)
            counted = start - begin
            yield Bit(piece[counted : end - begin], number, line, start, apart)
        line += piece.count("\n", counted)
        begin += len(piece)
        if begin >= runs[-1].end:
            return


def _inside(runs: Sequence[_Run], low: int, high: int, size: int) -> Iterator[tuple[int, int, bool]]:
    """What of the runs lies between two characters, in parts."""
    for run in runs[bisect_right(runs, low, key=attrgetter("end")) :]:
        if run.start >= high:
            return
        for start in range(max(run.start, low), min(run.end, high), size):
            yield start, min(start + size, run.end, high), run.apart and start == run.start

"""Stretches of text in portions: between two of them a stop is heard, and no more than a few are ever in memory."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter, itemgetter

from core.control import RunControl
from core.text.document import Document
from core.text.split import Stretch

PORTION, LONGEST = 20_000, 100_000  # characters
# Before a space or newline that follows a word. Only these two: of other characters Python and GPT-2's pattern disagree
# whether they are white space.
_EDGE = re.compile(r"\S(?=[ \n])")


def portions(
    documents: Sequence[Document], stretches: Iterable[Stretch], control: RunControl
) -> Iterator[tuple[Stretch, str]]:
    """Each stretch, in the order of the text, in portions with the stretch they belong to.

    Raises:
        TextError: a file has changed or cannot be read any more.
        Interrupted: a stop was asked for.
    """
    for stretch, found in groupby(_pieces(documents, stretches, control), key=itemgetter(0)):
        for portion in cut(piece for _, piece in found):
            yield stretch, portion


def cut(pieces: Iterable[str], size: int = PORTION, longest: int = LONGEST) -> Iterator[str]:
    """A text that comes in pieces, cut where GPT-2's pattern cuts it too, so that no token changes.

    Where no such place comes between ``size`` and ``longest`` characters, as in a text without spaces, the cut is made
    at ``longest`` all the same.
    """
    held = ""
    for piece in pieces:
        held, begin = held + piece, 0
        while begin + longest < len(held):
            end = _end(held, begin, size, longest)
            yield held[begin:end]
            begin = end
        held = held[begin:]
    begin = 0
    while begin < len(held):
        end = _end(held, begin, size, longest)
        yield held[begin:end]
        begin = end


def _end(text: str, begin: int, size: int, longest: int) -> int:
    """Where the portion that starts at ``begin`` ends."""
    last = min(len(text), begin + longest)
    found = _EDGE.search(text, begin + size - 1, last)
    return found.end() if found else last


def _pieces(
    documents: Sequence[Document], stretches: Iterable[Stretch], control: RunControl
) -> Iterator[tuple[Stretch, str]]:
    """What is read, piece by piece, as far as it lies in a stretch."""
    for number, inside in groupby(stretches, key=attrgetter("document")):
        wanted = list(inside)
        begin = 0
        for piece in documents[number].pieces():
            control.check()
            for stretch in wanted:
                part = piece[max(0, stretch.start - begin) : max(0, stretch.end - begin)]
                if part:
                    yield stretch, part
            begin += len(piece)
            if begin >= wanted[-1].end:
                break

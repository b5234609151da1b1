"""Stretches of text in portions: between two of them a stop is heard, and no more than a few are ever in memory."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter, itemgetter

from core.control import RunControl
from core.text.document import Document
from core.text.split import Stretch
from core.text.tokenizers.edges import BEFORE_SPACE_OR_NEWLINE

PORTION, LONGEST = 20_000, 100_000  # characters


@dataclass(frozen=True)
class Portion:
    """Some text of a stretch. ``first``: whether the stretch begins with it."""

    text: str
    stretch: Stretch
    first: bool


def portions(
    documents: Sequence[Document],
    stretches: Iterable[Stretch],
    control: RunControl,
    edge: re.Pattern[str] = BEFORE_SPACE_OR_NEWLINE,
) -> Iterator[Portion]:
    """Each stretch in portions, in the order of the text, cut behind what ``edge`` matches.

    Raises:
        TextError: a file has changed or cannot be read any more.
        Interrupted: a stop was asked for.
    """
    for stretch, found in groupby(_pieces(documents, stretches, control), key=itemgetter(0)):
        for number, text in enumerate(cut((piece for _, piece in found), edge)):
            yield Portion(text, stretch, number == 0)


def cut(pieces: Iterable[str], edge: re.Pattern[str], size: int = PORTION, longest: int = LONGEST) -> Iterator[str]:
    """A text that comes in pieces in portions of ``size`` characters and a few more, up to the next ``edge``.

    Where none comes in ``longest`` characters, as in a text without spaces, the cut is made there all the same.
    """
    held = ""
    for piece in pieces:
        held, begin = held + piece, 0
        while begin + longest < len(held):
            end = _end(held, begin, edge, size, longest)
            yield held[begin:end]
            begin = end
        held = held[begin:]
    begin = 0
    while begin < len(held):
        end = _end(held, begin, edge, size, longest)
        yield held[begin:end]
        begin = end


def spread(found: Iterable[str], there: int, wanted: int) -> Iterator[str]:
    """Of texts that have ``there`` characters together some that have at most ``wanted``, spread evenly over all."""
    seen = taken = 0
    for text in found:
        seen += len(text)
        if taken + len(text) <= wanted * seen // there:
            taken += len(text)
            yield text


def _end(text: str, begin: int, edge: re.Pattern[str], size: int, longest: int) -> int:
    """Where the portion that starts at ``begin`` ends."""
    last = min(len(text), begin + longest)
    found = edge.search(text, begin + size - 1, last)
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

"""What is learnt from and what is kept back: whole contiguous stretches of text, cut where a paragraph ends."""

import bisect
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from core.config import TextConfig
from core.control import RunControl
from core.text.corpus import Corpus

PLACES = 10
# A kept-back stretch shorter than this says little; short texts are cut in fewer places.
SHORTEST = 2000
# How far a cut may move, in characters, to stand at a paragraph's or a line's end: never more than a quarter of
# the stretch, or there would be little left of it.
REACH = 2000


@dataclass(frozen=True)
class Stretch:
    """The characters ``start`` … ``end`` − 1 of one document, all learnt from or all kept back."""

    document: int
    start: int
    end: int
    kept_back: bool

    @property
    def length(self) -> int:
        return self.end - self.start

    @property
    def begins(self) -> bool:
        """Whether it stands at the document's beginning."""
        return self.start == 0


@dataclass(frozen=True)
class Split:
    """All stretches in the order of the text."""

    stretches: tuple[Stretch, ...]

    @property
    def train(self) -> list[Stretch]:
        return [stretch for stretch in self.stretches if not stretch.kept_back]

    @property
    def val(self) -> list[Stretch]:
        return [stretch for stretch in self.stretches if stretch.kept_back]


def split(corpus: Corpus, config: TextConfig, control: RunControl) -> Split:
    """Cut the corpus in two. ``spread`` keeps back the ends of up to ten equal parts, ``end`` that of the whole.

    Raises:
        Interrupted: a stop was asked for.
    """
    total = corpus.characters
    n_places = 1
    if config.val_split == "spread":
        n_places = max(1, min(PLACES, int(total * config.val_fraction / SHORTEST)))
    length = round(total * config.val_fraction / n_places)
    ends = [total * (place + 1) // n_places for place in range(n_places)]
    wanted = [place for end in ends for place in (end - length, end) if place < total]
    tidy = dict(zip(wanted, _tidied(corpus, wanted, min(REACH, length // 4), control), strict=True))
    return _pieces(corpus, [0, *(tidy.get(place, place) for end in ends for place in (end - length, end))])


def _tidied(corpus: Corpus, places: Sequence[int], reach: int, control: RunControl) -> list[int]:
    """For each place the end of a paragraph near behind it, else of a line, else the place itself."""
    return [
        place + next((found + len(mark) for mark in ("\n\n", "\n") if (found := after.find(mark)) >= 0), 0)
        for place, after in zip(places, _excerpts(corpus, places, reach, control), strict=True)
    ]


def _excerpts(corpus: Corpus, places: Sequence[int], reach: int, control: RunControl) -> list[str]:
    """The ``reach`` characters from each place of the whole text on."""
    found = [""] * len(places)
    begin = 0
    for document in corpus.documents:
        end = begin + document.characters
        inside = [i for i, place in enumerate(places) if place < end and place + reach > begin]
        for piece in document.pieces() if inside else ():
            control.check()
            for i in inside:
                found[i] += piece[max(0, places[i] - begin) : max(0, places[i] + reach - begin)]
            begin += len(piece)
        begin = end
    return found


def _pieces(corpus: Corpus, cuts: list[int]) -> Split:
    """Cut each document at ``cuts`` (rising; even gaps are learnt from, odd ones kept back)."""
    stretches: list[Stretch] = []
    start = 0
    for number, document in enumerate(corpus.documents):
        end = start + document.characters
        inside = cuts[bisect.bisect_right(cuts, start) : bisect.bisect_left(cuts, end)]
        for left, right in itertools.pairwise([start, *inside, end]):
            kept_back = bisect.bisect_right(cuts, left) % 2 == 0
            if right > left:
                stretches.append(Stretch(number, left - start, right - start, kept_back))
        start = end
    return Split(tuple(stretches))

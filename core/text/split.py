"""What is learnt from and what is kept back: whole contiguous stretches of text, cut where a paragraph ends."""

import bisect
import itertools
from dataclasses import dataclass

from core.config import TextConfig
from core.text.corpus import Corpus

PLACES = 10
# A kept-back stretch shorter than this says little; short texts are cut in fewer places.
SHORTEST = 2000
# How far a cut may move, in characters, to stand at a paragraph's or a line's end: never more than a quarter of
# the stretch, or there would be little left of it.
REACH = 2000


@dataclass(frozen=True)
class Stretch:
    """A contiguous piece of one document. ``begins``: whether it stands at the document's beginning."""

    text: str
    begins: bool


@dataclass(frozen=True)
class Split:
    train: tuple[Stretch, ...]
    val: tuple[Stretch, ...]


def split(corpus: Corpus, config: TextConfig) -> Split:
    """Cut the corpus in two. ``spread`` keeps back the ends of up to ten equal parts, ``end`` that of the whole."""
    text = "".join(corpus.documents)
    places = 1
    if config.val_split == "spread":
        places = max(1, min(PLACES, int(len(text) * config.val_fraction / SHORTEST)))
    length = round(len(text) * config.val_fraction / places)
    reach = min(REACH, length // 4)
    cuts = [0]
    for place in range(places):
        end = len(text) * (place + 1) // places
        cuts += [_tidy(text, end - length, reach), _tidy(text, end, reach) if end < len(text) else end]
    return _pieces(corpus, cuts)


def _tidy(text: str, place: int, reach: int) -> int:
    """The end of a paragraph near ``place``, else of a line, else ``place`` itself."""
    for mark in ("\n\n", "\n"):
        found = text.find(mark, place, place + reach)
        if found >= 0:
            return found + len(mark)
    return place


def _pieces(corpus: Corpus, cuts: list[int]) -> Split:
    """Cut each document at ``cuts`` (rising; even gaps are learnt from, odd ones kept back)."""
    parts: tuple[list[Stretch], list[Stretch]] = ([], [])
    start = 0
    for document in corpus.documents:
        end = start + len(document)
        inside = cuts[bisect.bisect_right(cuts, start) : bisect.bisect_left(cuts, end)]
        edges = [start, *inside, end]
        for left, right in itertools.pairwise(edges):
            gap = bisect.bisect_right(cuts, left) - 1
            if right > left:
                parts[gap % 2].append(Stretch(document[left - start : right - start], left == start))
        start = end
    return Split(tuple(parts[0]), tuple(parts[1]))

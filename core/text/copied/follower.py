"""Goes along with an answer as it is written and says which stretches of it stand word for word in an indexed text.

Three things keep it cheap. A match that goes on in the text as in the answer is not searched again. Where it ends, one
search for the answer read backwards gives the longest end of it that stands in the text. And where that is m < n
characters long, no match of n can end before n − m characters more have been written: till then nothing is searched.
"""

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from core.text.copied.index import Index
from core.text.copied.piece import OVERLAP, Piece

# Bytes that are searched for at once: a copy longer than this may be told as two that overlap.
LONGEST = OVERLAP


@dataclass(frozen=True)
class Match:
    """The characters ``begin`` … ``end`` − 1 of the answer are the bytes from ``byte`` on of a text's index.

    ``times``: how often they stand in all the texts, 0 while the match may still grow, or where it is too long to be
    counted.
    """

    begin: int
    end: int
    index: Index
    byte: int
    length: int
    times: int = 0


@dataclass
class _Found:
    """The match that the answer ends with. ``place``: in ``piece``, where it ends, read backwards."""

    begin: int
    index: Index
    piece: Piece
    place: int


class Follower:
    """Follows one answer. A match is as long as can be: it goes on neither to the left nor to the right."""

    def __init__(self, indexes: Sequence[Index], copied_from: int) -> None:
        self._pieces = [(index, piece) for index in indexes for piece in index.pieces]
        self._least = copied_from
        self._longest_search = min((index.about.overlap for index in indexes), default=LONGEST)
        self._written = bytearray()
        self._offsets = array("q", [0])  # where each character begins in the bytes, and where the last one ends
        self._found: _Found | None = None
        self._look_at = copied_from  # characters written when a match can end for the first time
        self._copied = self._copied_to = 0

    @property
    def characters(self) -> int:
        """How many have been written."""
        return len(self._offsets) - 1

    @property
    def copied(self) -> int:
        """How many of them lie in a match."""
        growing = self.characters - max(self._found.begin, self._copied_to) if self._found else 0
        return self._copied + growing

    def push(self, text: str) -> list[Match]:
        """More of the answer: the matches that ended in it, then the one that still grows, if there is one."""
        ended = []
        for character in text:
            encoded = character.encode("utf-8", "surrogatepass")  # half a pair stands in no text
            self._written += encoded
            self._offsets.append(len(self._written))
            found = self._found
            if found is not None and found.piece.goes_on(found.place, encoded[::-1]):
                found.place -= len(encoded)
            elif found is not None or self.characters >= self._look_at:
                ended += self._search()
        return [*ended, self._match(self._found, self.characters)] if self._found else ended

    def close(self) -> list[Match]:
        """The answer is over: the match that it ends with, counted."""
        ended = self._end(self.characters)
        self._found = None
        return ended

    def _search(self) -> list[Match]:
        """Look for the longest end of what is written. Gives the match that ended before the last character."""
        found, end = self._found, self.characters
        earliest = found.begin if found else end - self._least
        longest = self._longest(earliest)
        if longest is not None and found is not None and longest.begin == found.begin:
            self._found = longest  # it stands elsewhere with this character too
            return []
        ended = self._end(end - 1)
        self._found = longest if longest is not None and end - longest.begin >= self._least else None
        if self._found is None:
            self._look_at = (longest.begin if longest else end) + self._least
        return ended

    def _longest(self, earliest: int) -> _Found | None:
        """The longest end of what is written that stands in a text, from the character ``earliest`` on at most."""
        total = len(self._written)
        backwards = bytes(self._written[max(self._offsets[earliest], total - self._longest_search) :])[::-1]
        most, best = 0, None
        for index, piece in self._pieces:
            length, place = piece.longest(backwards)
            if length > most:
                most, best = length, (index, piece, place)
                if length == len(backwards):
                    break
        begin = bisect_left(self._offsets, total - most)  # whole characters
        return _Found(begin, *best) if best and begin < self.characters else None

    def _end(self, end: int) -> list[Match]:
        """The match that has ended, counted."""
        found = self._found
        if found is None:
            return []
        self._copied += end - max(found.begin, self._copied_to)
        self._copied_to = end
        low, high = self._offsets[found.begin], self._offsets[end]
        backwards = bytes(self._written[low:high])[::-1]
        countable = high - low <= self._longest_search
        times = sum(piece.count(backwards) for _, piece in self._pieces) if countable else 0
        return [self._match(found, end, times)]

    def _match(self, found: _Found, end: int, times: int = 0) -> Match:
        length = self._offsets[end] - self._offsets[found.begin]
        last = found.piece.end - found.place  # behind the last byte
        return Match(found.begin, end, found.index, last - length, length, times)

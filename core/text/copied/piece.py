"""A piece of an indexed text: its bytes from the last to the first, and all its places in alphabetical order.

A suffix array (Manber & Myers 1990) of the reversed bytes, so that one search for an answer read backwards finds the
longest end of it that stands in the text. Both files are mapped, not read: only the pages that are looked at load.
"""

import mmap
from bisect import bisect_left, bisect_right
from pathlib import Path

TEXT, SORTED = "text", "sorted"
# Between stretches of text that do not follow one another: no byte of UTF-8.
APART = b"\xff"
# Bytes of a piece, and how many of them it shares with the one before, so that no match of up to OVERLAP bytes is cut.
# A place belongs to the one piece in which a whole OVERLAP stands before it.
PIECE, OVERLAP = 1 << 24, 1 << 16


class Piece:
    """``begin`` … ``end``: the bytes of the whole text that it holds. Matches are named by where they end, read
    backwards: by a place in ``text``, the reversed bytes.
    """

    def __init__(self, folder: Path, begin: int) -> None:
        self.text = _mapped(folder / TEXT)
        self._sorted = memoryview(_mapped(folder / SORTED)).cast("i")
        self.begin, self.end = begin, begin + len(self.text)

    def longest(self, backwards: bytes) -> tuple[int, int]:
        """How many bytes of ``backwards`` stand here from its first one on, at most, and at which place."""
        text, places, length = self.text, self._sorted, len(backwards)
        after = bisect_left(places, backwards, key=lambda place: text[place : place + length])
        found = (0, 0)
        for at in (after - 1, after):  # the longest stands beside the place where the whole would be
            if 0 <= at < len(places):
                place = places[at]
                found = max(found, (common(text[place : place + length], backwards), place))
        return found

    def count(self, backwards: bytes) -> int:
        """How often it stands here."""
        text, places, length = self.text, self._sorted, len(backwards)

        def beginning(place: int) -> bytes:
            return text[place : place + length]

        return bisect_right(places, backwards, key=beginning) - bisect_left(places, backwards, key=beginning)

    def goes_on(self, place: int, backwards: bytes) -> bool:
        """Whether these bytes, read backwards, are what the text goes on with behind the match at ``place``."""
        return place >= len(backwards) and self.text[place - len(backwards) : place] == backwards


def common(left: bytes, right: bytes) -> int:
    """How many bytes two strings have in common at their beginnings."""
    low, high = 0, min(len(left), len(right))
    while low < high:
        middle = (low + high + 1) // 2
        if left[:middle] == right[:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _mapped(path: Path) -> mmap.mmap:
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

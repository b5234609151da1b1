"""What is still seen of a text that has outgrown the context: its first turns where they are kept, and its newest part.

Where the newest part begins follows from the text alone: whoever writes token by token sees what a fresh reading of the
same text would see, and what a decoder knows need not be read again.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Turns:
    """Where the turns of a text stand, counted in tokens.

    ``first``: how many tokens at the beginning stay, at most half a context; ``starts``: where it may best be cut.
    """

    first: int = 0
    starts: tuple[int, ...] = ()

    def cut(self, limit: int) -> int:
        """From which place on a full window of ``limit`` tokens is kept, beside the first, when another token comes.

        The older half of it goes; up to a quarter more or less where a turn begins near there, so that none is torn.
        """
        room = limit - self.first
        half, reach = limit - room // 2, range(limit - 3 * room // 4, limit - max(1, room // 4) + 1)
        near = [start for start in self.starts if start in reach]
        return min(near, key=lambda start: abs(start - half), default=half)

    def after(self, cut: int) -> "Turns":
        """The same turns in the window that is left."""
        return Turns(self.first, tuple(_shifted(self.starts, cut, self.first)))

    def begin(self, length: int, limit: int) -> int:
        """Where the newest part begins in a text of ``length`` tokens, token by token; ``first`` while all is seen."""
        begin, turns = self.first, self
        while self.first + length - begin > limit:
            cut = turns.cut(limit)
            begin, turns = begin + cut - self.first, turns.after(cut)
        return begin


def _shifted(starts: Iterable[int], cut: int, first: int) -> Iterable[int]:
    return (start - cut + first for start in starts if start > cut)


PLAIN = Turns()

"""What stands at a point of a transcript: a token, words, an answer."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from hellogpt_gui.widgets.passage import Passage
from hellogpt_gui.widgets.passage_painting import bubble_box
from hellogpt_gui.widgets.token_cursor import Place


def passage_at(passages: Sequence[Passage], y: float) -> int:
    """The last passage that begins above a height of the whole transcript; −1 above the first."""
    return bisect_right(passages, y, key=lambda passage: passage.top) - 1


@dataclass(frozen=True)
class Under:
    """The passages in a viewport: ``column`` of text in it, px ``scrolled`` away. Points are the viewport's."""

    passages: Sequence[Passage]
    column: QRectF
    scrolled: int

    def token(self, point: QPointF) -> Place | None:
        """The token at a point."""
        x, y = point.x() - self.column.x(), point.y() + self.scrolled
        number = passage_at(self.passages, y)
        piece = self.passages[number].piece_at(x, y - self.passages[number].text_top) if number >= 0 else None
        if piece is None or not self.passages[number].tokens[piece.token].label:
            return None
        return Place(number, piece.token)

    def words(self, y: float) -> int:
        """The passage whose words stand at a height, or −1."""
        y += self.scrolled
        number = passage_at(self.passages, y)
        if number >= 0 and 0 <= y - self.passages[number].bubble_top < self.passages[number].bubble_height:
            return number
        return -1

    def part(self, point: QPointF) -> tuple[int, bool]:
        """The passage at a point, and whether its answer stands there; −1 beside everything."""
        y = point.y() + self.scrolled
        number = passage_at(self.passages, y)
        if number < 0:
            return -1, False
        passage = self.passages[number]
        if self.words(point.y()) == number:
            bubble = bubble_box(passage, self.column, passage.bubble_top - self.scrolled)
            return (number, False) if bubble.contains(point) else (-1, False)
        on_text = self.column.left() <= point.x() <= self.column.right() and passage.text_top <= y < passage.notes_top
        return (number, True) if on_text else (-1, False)

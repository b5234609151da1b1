"""The steps of a run as columns of equal width, as the scrubber has them, and their labels under a picture."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from hellogpt_gui.theme import theme
from hellogpt_gui.units import whole

LEFT, RIGHT = 52, 56
FOOT = 22


@dataclass(frozen=True)
class StopAxis:
    """``count`` columns between ``left`` and ``right``."""

    left: float
    right: float
    count: int

    @classmethod
    def across(cls, width: float, count: int) -> "StopAxis":
        """Of a picture of that width, with room for names at the left and a scale at the right."""
        return cls(float(theme.px(LEFT)), max(theme.px(LEFT) + 1.0, width - theme.px(RIGHT)), max(1, count))

    @property
    def wide(self) -> float:
        """px of a column."""
        return (self.right - self.left) / self.count

    def middle(self, column: int) -> float:
        return self.left + (column + 0.5) * self.wide

    def column_at(self, x: float) -> int | None:
        """The column under a place; None beside them."""
        return min(self.count - 1, int((x - self.left) / self.wide)) if self.left <= x <= self.right else None

    def paint_labels(self, painter: QPainter, steps: Sequence[int], top: float, chosen: int) -> None:
        """The chosen step, the ends, and of the others as many as have room, in that order."""
        font, bold = theme.font(11, 400, tabular=True), theme.font(11, 600, tabular=True)
        taken: list[QRectF] = []
        last = len(steps) - 1
        halves = [round(last * part / 8) for part in (4, 2, 6, 1, 3, 5, 7)]
        for column in dict.fromkeys((chosen, 0, last, *halves)):
            if not 0 <= column <= last:
                continue
            words = whole(steps[column])
            wide = QFontMetricsF(bold).horizontalAdvance(words) + theme.px(10)
            box = QRectF(self.middle(column) - wide / 2, top, wide, theme.px(FOOT))
            if any(box.intersects(other) for other in taken):
                continue
            taken.append(box)
            painter.setFont(bold if column == chosen else font)
            painter.setPen(theme.color("text" if column == chosen else "text-2"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)


def paint_title(painter: QPainter, place: QPointF, words: str) -> None:
    """The name of an axis, in small letters."""
    painter.setFont(theme.font(11))
    painter.setPen(theme.color("text-2"))
    painter.drawText(place, words)

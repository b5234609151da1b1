"""Counts in bins of equal width, as bars over an axis whose two ends and middle are named."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from hellogpt_gui.theme import theme

HEIGHT, AXIS = 120, 20  # px at 100 %


class Histogram(QWidget):
    """The highest bar fills the height."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts: tuple[float, ...] = ()
        self._ends = ("", "", "")
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._restyle)

    def show_counts(self, counts: Sequence[float], ends: tuple[str, str, str], words: str) -> None:
        """``ends``: what stands at the left end of the axis, in its middle, and at its right; ``words``: all of it in a
        sentence, for those who hear it."""
        self._counts, self._ends = tuple(counts), ends
        self.setAccessibleDescription(words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(240), theme.px(HEIGHT + AXIS))

    def bars(self) -> list[QRectF]:
        """Where each bin is painted."""
        most = max(self._counts, default=0.0)
        if most <= 0:
            return []
        wide, high = self.width() / len(self._counts), self.height() - theme.px(AXIS)
        return [
            QRectF(place * wide, high * (1 - count / most), max(1.0, wide - 1), high * count / most)
            for place, count in enumerate(self._counts)
        ]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("train"))
        for bar in self.bars():
            painter.drawRect(bar)
        high = self.height() - theme.px(AXIS)
        painter.fillRect(QRectF(0, high, self.width(), 1), theme.color("edge"))
        painter.setFont(theme.font(12, 400, tabular=True))
        painter.setPen(theme.color("text-2"))
        below = QRectF(0, high, self.width(), theme.px(AXIS))
        sides = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight)
        for side, words in zip(sides, self._ends, strict=True):
            painter.drawText(below, side | Qt.AlignmentFlag.AlignVCenter, words)

    @Slot()
    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

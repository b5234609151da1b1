"""A small curve of the newest values, without axes: a line for each series, the newest value as a dot."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from hellogpt_gui.theme import theme

HEIGHT = 28
MARGIN = 4


class SparkLine(QWidget):
    """``show_values`` takes values in their order; those that are no numbers leave a gap."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: Sequence[float] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._restyle)

    def show_values(self, values: Sequence[float]) -> None:
        if list(values) != list(self._values):
            self._values = tuple(values)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(80), theme.px(HEIGHT))

    def points(self) -> list[QPointF]:
        """Where the values are painted, from left to right."""
        known = [(index, value) for index, value in enumerate(self._values) if math.isfinite(value)]
        if not known:
            return []
        low, high = min(value for _, value in known), max(value for _, value in known)
        wide = self.width() - 2 * theme.px(MARGIN)
        high_px = self.height() - 2 * theme.px(MARGIN)
        last = max(1, len(self._values) - 1)

        def at(index: int, value: float) -> QPointF:
            share = (value - low) / (high - low) if high > low else 0.5
            return QPointF(theme.px(MARGIN) + wide * index / last, theme.px(MARGIN) + high_px * (1 - share))

        return [at(index, value) for index, value in known]

    def paintEvent(self, event: QPaintEvent) -> None:
        points = self.points()
        if not points:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("train"), 1.4))
        painter.drawPolyline(QPolygonF(points))
        painter.setBrush(theme.color("train"))
        painter.drawEllipse(points[-1], theme.px(4) / 2, theme.px(4) / 2)

    @Slot()
    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

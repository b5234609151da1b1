"""A curve for each head over the steps that were kept; one of them is chosen and stands out.

A click chooses the nearest curve and the step; what is not measured yet leaves a gap.
"""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.stop_axis import StopAxis

TOP, BOTTOM = 14, 8
STANDS_OUT = 0.2  # of the scale: curves that end this far above chance are named
TITLE_HIGH = 15


class StopCurves(QWidget):
    """``picked`` says row and column of the point that was clicked."""

    picked = Signal(int, int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._names: Sequence[str] = ()
        self._values = np.zeros((0, 0))
        self._most, self._chosen, self._column = 1.0, 0, -1
        self._chance: float | None = None
        theme.changed.connect(self.update)

    def show_curves(self, names: Sequence[str], values: np.ndarray, most: float, chance: float | None) -> None:
        """``values``: a row for each name, a column for each step; ``most``: the top of the scale; ``chance``: a line
        to compare them with."""
        self._names, self._values, self._most, self._chance = names, values, most, chance
        self.update()

    def choose(self, row: int, column: int) -> None:
        """Mark a curve and a step."""
        self._chosen, self._column = row, column
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(420), theme.px(220))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(280), theme.px(130))

    # ---- where things are ----

    @property
    def _axis(self) -> StopAxis:
        return StopAxis.across(self.width(), self._values.shape[1])

    def _y(self, value: float) -> float:
        top, bottom = theme.px(TOP), self.height() - theme.px(BOTTOM)
        return bottom - max(-0.02, min(1.0, value / self._most)) * (bottom - top)

    def point(self, row: int, column: int) -> QPointF:
        """Where a value is drawn."""
        return QPointF(self._axis.middle(column), self._y(float(self._values[row, column])))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        column = self._axis.column_at(event.position().x())
        if column is None or not self._values.size:
            return
        away = [abs(self._y(value) - event.position().y()) for value in self._values[:, column]]
        if np.isfinite(away).any():
            self.picked.emit(int(np.nanargmin(away)), column)

    # ---- painting ----

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._values.size:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        axis = self._axis
        self._paint_grid(painter, axis)
        painter.setClipRect(QRectF(axis.left, 0, axis.right - axis.left, self.height()))
        for row in range(len(self._values)):
            if row != self._chosen:
                self._paint_curve(painter, row, QPen(theme.color("text-3", 0.75), theme.px(1.4)))
        self._paint_curve(painter, self._chosen, QPen(theme.color("accent-ink"), theme.px(2.5)))
        painter.setClipping(False)
        self._paint_names(painter, axis)

    def _paint_grid(self, painter: QPainter, axis: StopAxis) -> None:
        if 0 <= self._column < axis.count:
            painter.setPen(QPen(theme.color("edge"), 1))
            x = round(axis.middle(self._column)) + 0.5
            painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))
        painter.setFont(theme.font(11, 400, tabular=True))
        for share in (0.0, 0.5, 1.0):
            y = round(self._y(share * self._most)) + 0.5
            painter.setPen(QPen(theme.color("line"), 1))
            painter.drawLine(QPointF(axis.left, y), QPointF(axis.right, y))
            painter.setPen(theme.color("text-2"))
            box = QRectF(0, y - theme.px(8), axis.left - theme.px(8), theme.px(16))
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, right, f"{share * self._most:.2g}")
        if self._chance is not None:
            pen = QPen(theme.color("text-3"), theme.px(1.2))
            pen.setDashPattern([3, 4])
            painter.setPen(pen)
            y = self._y(self._chance)
            painter.drawLine(QPointF(axis.left, y), QPointF(axis.right, y))

    def _paint_curve(self, painter: QPainter, row: int, pen: QPen) -> None:
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        part = QPolygonF()
        for column, value in enumerate(self._values[row]):
            if np.isfinite(value):
                part.append(self.point(row, column))
        if part.size() == 1:
            painter.setBrush(pen.color())
            painter.drawEllipse(part.at(0), theme.px(2), theme.px(2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(part)

    def _paint_names(self, painter: QPainter, axis: StopAxis) -> None:
        """At their right ends: the chosen curve, chance, and the curves that stand out, as far as there is room."""
        taken: list[float] = []
        high, left = theme.px(TITLE_HIGH), axis.right + theme.px(6)
        ends = {row: value for row, values in enumerate(self._values) if np.isfinite(value := last_of(values))}
        rows = sorted((row for row in ends if row != self._chosen), key=lambda row: -ends[row])
        floor = (self._chance or 0.0) + STANDS_OUT * self._most
        told = [(self._names[row], ends[row], row == self._chosen) for row in (self._chosen, *rows) if row in ends]
        if self._chance is not None:
            told.insert(1, ("chance", self._chance, False))
        for words, value, chosen in told:
            y = self._y(value)
            if (chosen or words == "chance" or value >= floor) and all(abs(y - other) >= high for other in taken):
                taken.append(y)
                font = theme.font(11, 600 if chosen else 400)
                painter.setFont(font)
                painter.setPen(theme.color("text" if chosen else "text-2"))
                box = QRectF(left, y - high / 2, QFontMetricsF(font).horizontalAdvance(words) + 4, high)
                painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, words)


def last_of(values: np.ndarray) -> float:
    """The last value that is measured; NaN where none is."""
    (known,) = np.isfinite(values).nonzero()
    return float(values[known[-1]]) if known.size else float("nan")

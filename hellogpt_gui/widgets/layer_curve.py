"""A small curve from layer to layer, with the value at the chosen one. Arrows choose, and so does a click."""

import math
from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.round_ticks import round_ticks

TITLE, FOOT, LEFT_SPACE, SIDE = 40, 20, 34, 10


class LayerCurve(QWidget):
    """``picked`` says the place on the axis that the person chose. ``words``: how a value is written; ``logarithmic``:
    equal distances are equal ratios, from 1."""

    picked = Signal(int)

    def __init__(
        self, title: str, words: Callable[[float], str], logarithmic: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._title, self._words, self._logarithmic = title, words, logarithmic
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._values: tuple[float, ...] = ()
        self._labels: tuple[str, ...] = ()
        self._chosen = 0
        theme.changed.connect(self._dress)

    def show_values(self, values: Sequence[float], labels: Sequence[str], chosen: int, title: str = "") -> None:
        """``labels``: short names of the places on the axis; values that are no numbers leave a gap."""
        self._values, self._labels, self._chosen = tuple(values), tuple(labels), chosen
        self._title = title or self._title
        self.setAccessibleName(self._title)
        said = (f"{name} {self._words(value)}" for name, value in zip(labels, values, strict=True))
        self.setAccessibleDescription(", ".join(said))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(180), theme.px(170))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(120), theme.px(130))

    @Slot()
    def _dress(self) -> None:
        self.updateGeometry()
        self.update()

    # ---- layout -----------------------------------------------------------------------------------------------------

    @property
    def _field(self) -> QRectF:
        left, top = theme.px(LEFT_SPACE), theme.px(TITLE + 6)
        return QRectF(left, top, max(1, self.width() - left - theme.px(SIDE)), self.height() - top - theme.px(FOOT))

    def _height_of(self, value: float) -> float:
        return math.log10(max(1.0, value)) if self._logarithmic else value

    @property
    def _top(self) -> float:
        """What the field's upper edge stands for."""
        known = [self._height_of(value) for value in self._values if math.isfinite(value)]
        return 1.06 * max(known, default=0.0) or 1.0

    def point_of(self, index: int) -> QPointF:
        """Where a value is drawn."""
        field, last = self._field, max(1, len(self._values) - 1)
        share = self._height_of(self._values[index]) / self._top
        return QPointF(field.left() + field.width() * index / last, field.bottom() - share * field.height())

    # ---- hand and keys ----------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._values:
            field, last = self._field, len(self._values) - 1
            share = (event.position().x() - field.left()) / field.width()
            self._pick(max(0, min(last, round(share * last))))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._values) - 1
        moves = {
            Qt.Key.Key_Left: self._chosen - 1, Qt.Key.Key_Right: self._chosen + 1,
            Qt.Key.Key_Home: 0, Qt.Key.Key_End: last,
        }  # fmt: skip
        move = moves.get(Qt.Key(event.key()))
        if move is None or last < 0:
            super().keyPressEvent(event)
        else:
            self._pick(max(0, min(last, move)))

    def _pick(self, index: int) -> None:
        if index != self._chosen:
            self._chosen = index
            self.update()
            self.picked.emit(index)

    # ---- painting ---------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._values:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(12, 400))
        painter.setPen(theme.color("text-2"))
        title = painter.fontMetrics().elidedText(self._title, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(QRectF(0, 0, self.width(), theme.px(18)), Qt.AlignmentFlag.AlignLeft, title)
        painter.setFont(theme.font(14, 600, tabular=True))
        painter.setPen(theme.color("text"))
        value = QRectF(0, theme.px(18), self.width(), theme.px(20))
        painter.drawText(value, Qt.AlignmentFlag.AlignLeft, self._words(self._values[self._chosen]))
        self._paint_axes(painter)
        self._paint_curve(painter)

    def _paint_axes(self, painter: QPainter) -> None:
        field, top = self._field, self._top
        painter.setFont(theme.font(11, 400, tabular=True))
        for value, words in self._marks():
            y = round(field.bottom() - field.height() * self._height_of(value) / top) + 0.5
            painter.setPen(QPen(theme.color("line"), 1))
            painter.drawLine(QPointF(field.left(), y), QPointF(field.right(), y))
            painter.setPen(theme.color("text-2"))
            box = QRectF(0, y - theme.px(8), field.left() - theme.px(6), theme.px(16))
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
        every = max(1, -(-len(self._labels) * theme.px(22) // max(1, int(field.width()))))
        for index, words in enumerate(self._labels):
            if index % every == 0:
                x = self.point_of(index).x() if math.isfinite(self._values[index]) else field.left()
                box = QRectF(x - theme.px(20), field.bottom() + theme.px(4), theme.px(40), theme.px(14))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

    def _marks(self) -> list[tuple[float, str]]:
        if not self._logarithmic:
            return round_ticks(0.0, self._top, 4)
        return [(10.0**power, f"{10**power:,}".replace(",", "\u2009")) for power in range(int(self._top) + 1)]

    def _paint_curve(self, painter: QPainter) -> None:
        points = [self.point_of(index) for index, value in enumerate(self._values) if math.isfinite(value)]
        painter.setPen(QPen(theme.color("train"), theme.px(2)))
        painter.drawPolyline(QPolygonF(points))
        painter.setBrush(theme.color("train"))
        painter.setPen(Qt.PenStyle.NoPen)
        for point in points if len(points) <= 16 else ():
            painter.drawEllipse(point, theme.px(3), theme.px(3))
        if math.isfinite(self._values[self._chosen]):
            painter.setBrush(theme.color("surface"))
            painter.setPen(QPen(theme.color("accent-ink"), theme.px(2)))
            painter.drawEllipse(self.point_of(self._chosen), theme.px(5), theme.px(5))

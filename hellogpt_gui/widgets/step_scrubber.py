"""A track of stops at equal distances, of which one is chosen: each stop is one arrow press.

Keys: arrows move by one, PageUp and PageDown by eight, Home and End to the ends. Stops that are still to come are
drawn lighter and cannot be chosen. A screen reader hears a slider with the stop's words as its value.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleValueChangeEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from hellogpt_gui.theme import theme

PAGE = 8
MARGIN = 6  # from the widget's edge to the first stop
TRACK_Y = 8
TICKS_Y = 14
BEST_Y = 18
LABEL_Y = 24
HEIGHT = 42


@dataclass(frozen=True)
class ScrubberStop:
    """``label``: what may stand below the track; ``words``: what a screen reader says; ``there``: it can be chosen.

    ``landmark``: labels are placed in this order as long as there is room, 1 first; 0 is never labelled.
    """

    label: str
    words: str
    there: bool = True
    best: bool = False
    landmark: int = 0


class StepScrubber(QSlider):
    """``stop_chosen`` says the index of the stop that the person moved to.

    It is a QSlider underneath (range, keys, accessibility are Qt's own) and paints itself.
    """

    stop_chosen = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._stops: tuple[ScrubberStop, ...] = ()
        self.setAccessibleName(name)
        self.setPageStep(PAGE)
        self.setSingleStep(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.changed.connect(self._dress)
        self._dress()

    @property
    def stops(self) -> tuple[ScrubberStop, ...]:
        return self._stops

    def set_stops(self, stops: Sequence[ScrubberStop], chosen: int) -> None:
        """Show these stops, the one at index ``chosen`` chosen, without saying so."""
        self._stops = tuple(stops)
        there = sum(stop.there for stop in self._stops)
        self.setRange(0, max(0, there - 1))
        self.setEnabled(there > 0)
        self.setValue(chosen)
        self._describe()
        self.update()

    def choose(self, index: int) -> None:
        """Move to a stop as the person would."""
        index = max(0, min(index, self.maximum()))
        if self._stops and index != self.value():
            self.setValue(index)
            self._describe()
            self.stop_chosen.emit(index)

    # ---- hand and keys -----------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {
            Qt.Key.Key_Left: self.value() - 1,
            Qt.Key.Key_Down: self.value() - 1,
            Qt.Key.Key_Right: self.value() + 1,
            Qt.Key.Key_Up: self.value() + 1,
            Qt.Key.Key_PageDown: self.value() - PAGE,
            Qt.Key.Key_PageUp: self.value() + PAGE,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: self.maximum(),
        }
        key = Qt.Key(event.key())
        if key in moves:
            self.choose(moves[key])
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.choose(self._index_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.choose(self._index_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y()
        if turned:
            self.choose(self.value() + (1 if turned > 0 else -1))
        event.accept()

    def _index_at(self, x: float) -> int:
        distance = self._distance
        return round((x - theme.px(MARGIN)) / distance) if distance else 0

    # ---- drawing -----------------------------------------------------------------------------------------------------

    @property
    def _distance(self) -> float:
        """px between two stops."""
        gaps = len(self._stops) - 1
        return (self.width() - 2 * theme.px(MARGIN)) / gaps if gaps > 0 else 0.0

    def _x(self, index: int) -> float:
        return theme.px(MARGIN) + index * self._distance

    def sizeHint(self) -> QSize:
        return QSize(theme.px(200), theme.px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(120), theme.px(HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_track(painter)
        if self._stops:
            self._paint_stops(painter)
            self._paint_labels(painter)
            if self.isEnabled():
                self._paint_handle(painter)

    def _paint_track(self, painter: QPainter) -> None:
        y, left = theme.px(TRACK_Y) + 0.5, theme.px(MARGIN) - 0.5
        right = self.width() - left
        painter.setPen(QPen(theme.color("edge"), theme.px(2)))
        painter.drawLine(QPointF(left, y), QPointF(right, y))
        if self._stops and self.isEnabled():
            done = self._x(self.maximum()) if len(self._stops) > 1 else left
            painter.setPen(QPen(theme.color("text-2"), theme.px(2)))
            painter.drawLine(QPointF(left, y), QPointF(done, y))

    def _paint_stops(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        top, bottom = theme.px(TICKS_Y) - theme.px(2), theme.px(TICKS_Y) + theme.px(2)
        painter.setPen(QPen(theme.color("text-3"), 1))
        for index, stop in enumerate(self._stops):
            if stop.there:
                x = round(self._x(index))
                painter.drawLine(x, top, x, bottom)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("val"))
        for index, stop in enumerate(self._stops):
            if stop.best:
                painter.drawEllipse(QPointF(self._x(index), theme.px(BEST_Y)), theme.px(2.5), theme.px(2.5))

    def _paint_labels(self, painter: QPainter) -> None:
        painter.setFont(theme.font(11, 400, tabular=True))
        painter.setPen(theme.color("text-2"))
        metrics = painter.fontMetrics()
        marked = [index for index, stop in enumerate(self._stops) if stop.landmark]
        taken: list[tuple[float, float]] = []
        for index in sorted(marked, key=lambda index: self._stops[index].landmark):
            wide = metrics.horizontalAdvance(self._stops[index].label)
            left, apart = self._label_x(index, wide), theme.px(10)
            if all(left >= end + apart or left + wide + apart <= start for start, end in taken):
                taken.append((left, left + wide))
                box = QRectF(left, theme.px(LABEL_Y), wide + 1, theme.px(16))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._stops[index].label)

    def _label_x(self, index: int, wide: int) -> float:
        """Centred below its stop, inside the widget."""
        return max(0.0, min(self._x(index) - wide / 2, self.width() - wide - 1.0))

    def _paint_handle(self, painter: QPainter) -> None:
        centre = QPointF(self._x(self.value()), theme.px(TRACK_Y) + 0.5)
        radius = theme.px(15) / 2
        painter.setPen(QPen(theme.color("chrome"), theme.px(2)))
        painter.setBrush(theme.color("accent-bar"))
        painter.drawEllipse(centre, radius, radius)

    def _describe(self) -> None:
        """A screen reader hears the stop's words, not its index."""
        words = self._stops[self.value()].words if self._stops and self.isEnabled() else ""
        self.setAccessibleDescription(words)
        self.setToolTip(words)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleValueChangeEvent(self, words))

    @Slot()
    def _dress(self) -> None:
        self.setFixedHeight(theme.px(HEIGHT))
        self.update()

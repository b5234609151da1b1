"""A slider over durations with a few named stops at equal distances, and any time between them.

Between two stops the scale is logarithmic. Double-click or Enter opens a field to type a time. It is a QSlider, so that
it is announced and stepped as one; only the painting and the mapping from place to minutes are its own.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QSlider, QWidget

from hellogpt_gui.theme import theme

BETWEEN = 100  # places of the slider between two named stops
_KEYBOARD = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)


@dataclass(frozen=True)
class TimeStop:
    minutes: float
    label: str


class TimeSlider(QSlider):
    """``changed`` says the chosen minutes. ``None`` minutes: the time is not what is being chosen; no handle stands."""

    changed = Signal(float)

    def __init__(
        self,
        stops: Sequence[TimeStop],
        words: Callable[[float], str],
        read: Callable[[str], float | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._stops, self._words, self._read = tuple(stops), words, read
        self._minutes: float | None = stops[0].minutes
        self._ring = False
        self.setRange(0, BETWEEN * (len(stops) - 1))
        self.setPageStep(BETWEEN)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._editor = QLineEdit(self)
        self._editor.hide()
        self._editor.setAccessibleName("Type a time")
        self._editor.installEventFilter(self)
        theme.changed.connect(self._redraw)
        self._announce()

    @property
    def minutes(self) -> float | None:
        return self._minutes

    def set_minutes(self, minutes: float | None) -> None:
        """Show a time without saying ``changed``."""
        self._minutes = minutes
        if minutes is not None:
            self.setSliderPosition(self._place_of(minutes))
        self._announce()
        self.update()

    def _choose(self, minutes: float) -> None:
        if minutes != self._minutes:
            self.set_minutes(minutes)
            self.changed.emit(minutes)

    def _announce(self) -> None:
        words = "not the budget" if self._minutes is None else self._words(self._minutes)
        self.setAccessibleDescription(words)
        self.setToolTip(f"{words}. Double-click to type a time.")

    @Slot()
    def _redraw(self) -> None:
        self.updateGeometry()
        self.update()

    # ---- places and minutes ----

    def _place_of(self, minutes: float) -> int:
        for index, (low, high) in enumerate(zip(self._stops, self._stops[1:], strict=False)):
            if minutes <= high.minutes:
                share = math.log(max(minutes, low.minutes) / low.minutes) / math.log(high.minutes / low.minutes)
                return round(BETWEEN * (index + share))
        return self.maximum()

    def _minutes_at(self, place: float) -> float:
        index = min(int(place // BETWEEN), len(self._stops) - 2)
        low, high = self._stops[index].minutes, self._stops[index + 1].minutes
        minutes = low * (high / low) ** (place / BETWEEN - index)
        grain = 1 if minutes < 20 else 5 if minutes < 120 else 15
        return float(min(high, max(low, round(minutes / grain) * grain)))

    # ---- mouse and keys ----

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._choose_at(event.position().x())
        self.setSliderDown(True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._choose_at(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setSliderDown(False)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.edit()

    def _choose_at(self, x: float) -> None:
        left, right = self._ends()
        place = (x - left) / max(1.0, right - left) * self.maximum()
        nearest = round(place / BETWEEN) * BETWEEN
        if abs(place - nearest) < 4:  # the named stops are easy to hit
            place = nearest
        self._choose(self._minutes_at(min(self.maximum(), max(0.0, place))))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = {
            Qt.Key.Key_Left: -1, Qt.Key.Key_Down: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: 1,
        }  # fmt: skip
        place = self._place_of(self._minutes) if self._minutes is not None else 0
        if event.key() in keys:
            self._choose(self._next(place, keys[Qt.Key(event.key())]))
        elif event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            up = event.key() == Qt.Key.Key_PageUp
            stop = place // BETWEEN + 1 if up else -(-place // BETWEEN) - 1
            self._choose(self._stops[min(len(self._stops) - 1, max(0, stop))].minutes)
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._choose(self._stops[0 if event.key() == Qt.Key.Key_Home else -1].minutes)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.edit()
        elif event.text().isdigit():
            self.edit()
            self._editor.setText(event.text())
        else:
            event.ignore()

    def _next(self, place: int, direction: int) -> float:
        """The next time in that direction that differs as it is written."""
        here = self._minutes if self._minutes is not None else self._stops[0].minutes
        while 0 <= place + direction <= self.maximum():
            place += direction
            minutes = self._minutes_at(place)
            if (minutes - here) * direction > 0:
                return minutes
        return here if self._minutes is not None else self._stops[0].minutes

    # ---- typing ----

    def edit(self) -> None:
        """Open the field."""
        self._editor.setText("" if self._minutes is None else self._words(self._minutes))
        width = theme.px(120)
        left = min(max(0, int(self._handle_x() - width / 2)), self.width() - width)
        self._editor.setGeometry(left, 0, width, min(self.height(), theme.px(30)))
        self._editor.show()
        self._editor.selectAll()
        self._editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_typed(self) -> None:
        minutes = self._read(self._editor.text())
        if minutes is None:
            self._editor.setToolTip("Write a time such as 45 min, 2 h or 1:30.")
            self._editor.selectAll()
            return
        self._editor.hide()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._choose(minutes)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self._editor or not self._editor.isVisible():
            return super().eventFilter(watched, event)
        if event.type() == QEvent.Type.FocusOut:
            self._editor.hide()
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            # Taken here: a line edit hands Return on to its parent, which would open the field again.
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take_typed()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self._editor.hide()
                self.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return False

    # ---- painting ----

    def sizeHint(self) -> QSize:
        return QSize(theme.px(545), theme.px(44))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(200), theme.px(44))

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ring = event.reason() in _KEYBOARD
        super().focusInEvent(event)

    def _ends(self) -> tuple[float, float]:
        half = theme.px(10)
        return half, self.width() - half

    def _handle_x(self) -> float:
        left, right = self._ends()
        place = self._place_of(self._minutes) if self._minutes is not None else 0
        return left + (right - left) * place / self.maximum()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, right = self._ends()
        middle = float(theme.px(13))
        groove = theme.px(4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("fill-hover"))
        painter.drawRoundedRect(QRectF(left, middle - groove / 2, right - left, groove), groove / 2, groove / 2)
        places = [left + (right - left) * index / (len(self._stops) - 1) for index in range(len(self._stops))]
        painter.setBrush(theme.color("edge"))
        for x in places:
            painter.drawEllipse(QPointF(x, middle), theme.px(3), theme.px(3))
        if self._minutes is not None:
            self._paint_handle(painter, QPointF(self._handle_x(), middle))
        self._paint_labels(painter, places)

    def _paint_handle(self, painter: QPainter, centre: QPointF) -> None:
        painter.setBrush(theme.color("surface"))
        painter.drawEllipse(centre, theme.px(10), theme.px(10))
        painter.setBrush(theme.color("accent-bar"))
        painter.drawEllipse(centre, theme.px(8), theme.px(8))
        if self.hasFocus() and self._ring:
            painter.setPen(QPen(theme.color("accent-ink"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(centre, theme.px(11), theme.px(11))

    def _paint_labels(self, painter: QPainter, places: list[float]) -> None:
        chosen = self._minutes
        named = any(stop.minutes == chosen for stop in self._stops)
        taken = QRect()
        if chosen is not None and not named:
            taken = self._paint_label(painter, self._words(chosen), self._handle_x(), QRect(), True)
        for stop, x in zip(self._stops, places, strict=True):
            self._paint_label(painter, stop.label, x, taken, stop.minutes == chosen)

    def _paint_label(self, painter: QPainter, words: str, x: float, taken: QRect, bold: bool) -> QRect:
        painter.setFont(theme.font(12, 600 if bold else 400, tabular=True))
        painter.setPen(theme.color("text" if bold else "text-2"))
        width = painter.fontMetrics().horizontalAdvance(words) + 1
        left = min(max(theme.px(2), round(x - width / 2)), self.width() - theme.px(2) - width)
        rect = QRect(left, theme.px(26), width, theme.px(17))
        if not rect.adjusted(-6, 0, 6, 0).intersects(taken):
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, words)
        return rect

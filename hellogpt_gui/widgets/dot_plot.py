"""A row for each thing that was measured several times: a dot for each value, their mean, a band as wide as the spread.

Values may be missing; then the row says so in words. One row may be the one that the others stand beside: a dashed line
goes through its mean. It can be written as a picture, also while it is not on the screen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QSizePolicy, QWidget

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.round_ticks import round_ticks

ROW, HEAD, FOOT = 34, 44, 42
LABEL_MOST, VALUE_WIDTH = 0.34, 104
SHARPNESS = 2.0  # of a picture that is written, in px of it for each of the screen's


@dataclass(frozen=True)
class DotRow:
    """``values``: what was measured; ``words``: what stands at the right; ``note``: in place of values, if none."""

    label: str
    values: tuple[float, ...] = ()
    mean: float | None = None
    spread: float | None = None
    words: str = ""
    note: str = ""
    chosen: bool = False


@dataclass(frozen=True)
class DotMark:
    """A value that all rows may be held against, with what it is called."""

    value: float
    label: str


class DotPlot(QWidget):
    """``show_rows`` is all it needs; it is as high as its rows."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._rows: tuple[DotRow, ...] = ()
        self._marks: tuple[DotMark, ...] = ()
        self._title = self._axis = ""
        theme.changed.connect(self._dress)

    def show_rows(self, title: str, axis: str, rows: Sequence[DotRow], marks: Sequence[DotMark] = ()) -> None:
        """``axis``: what is measured, with its unit. ``marks`` are drawn where they lie among the values."""
        self._title, self._axis, self._rows, self._marks = title, axis, tuple(rows), tuple(marks)
        said = (f"{row.label}: {row.words or row.note}" for row in self._rows)
        self.setAccessibleDescription(f"{title}. {axis}. {'; '.join(said)}")
        self._dress()

    @property
    def rows(self) -> tuple[DotRow, ...]:
        return self._rows

    @Slot()
    def _dress(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(640), theme.px(HEAD + ROW * max(1, len(self._rows)) + FOOT))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(380), self.sizeHint().height())

    # ---- as a picture ------------------------------------------------------------------------------------------------

    def write(self, path: Path, width: int = 900) -> None:
        """A PNG or SVG, as the ending says, on the page's colour. ``width``: px of the screen.

        Raises:
            OSError: it cannot be written.
        """
        size = QSize(theme.px(width), self.sizeHint().height() + theme.px(32))
        if path.suffix.lower() == ".svg":
            generator = QSvgGenerator()
            generator.setFileName(str(path))
            generator.setSize(size)
            generator.setViewBox(QRectF(0, 0, size.width(), size.height()))
            generator.setTitle(self._title)
            self._paint_whole(QPainter(generator), size)
            written = path.exists() and path.stat().st_size > 0
        else:
            image = QImage(size * SHARPNESS, QImage.Format.Format_RGB32)
            image.setDevicePixelRatio(SHARPNESS)
            self._paint_whole(QPainter(image), size)
            written = image.save(str(path))
        if not written:
            raise OSError(f"{path} could not be written")

    def _paint_whole(self, painter: QPainter, size: QSize) -> None:
        margin = theme.px(16)
        painter.fillRect(QRectF(0, 0, size.width(), size.height()), theme.color("surface"))
        painter.translate(margin, margin)
        self._paint(painter, size.width() - 2 * margin, size.height() - 2 * margin)
        painter.end()

    # ---- painting ----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._paint(painter, self.width(), self.height())

    def _paint(self, painter: QPainter, wide: int, high: int) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(13, 600))
        painter.setPen(theme.color("text"))
        painter.drawText(QRectF(0, 0, wide, theme.px(HEAD)), Qt.AlignmentFlag.AlignLeft, self._title)
        metrics = QFontMetrics(theme.font(13, 500))
        labels = max((metrics.horizontalAdvance(row.label) for row in self._rows), default=0)
        left = min(labels, wide * LABEL_MOST) + theme.px(20)
        field = QRectF(left, theme.px(HEAD), wide - left - theme.px(VALUE_WIDTH), theme.px(ROW) * len(self._rows))
        low, high_value = self._range()
        scale = _Scale(low, high_value, field)
        self._paint_axis(painter, scale, wide)
        for number, row in enumerate(self._rows):
            self._paint_row(painter, scale, number, row, wide)

    def _range(self) -> tuple[float, float]:
        values = [value for row in self._rows for value in (*row.values, *_band(row))]
        if not values:
            return 0.0, 1.0
        low, high = min(values), max(values)
        reach = 0.4 * (high - low)
        near = [mark.value for mark in self._marks if low - reach <= mark.value <= high + reach]
        low, high = min(low, high, *near), max(low, high, *near)
        room = 0.06 * (high - low) or 0.05 * abs(high) or 1.0
        return low - room, high + room

    def _paint_axis(self, painter: QPainter, scale: "_Scale", wide: int) -> None:
        field = scale.field
        painter.setFont(theme.font(11, 400, tabular=True))
        for tick, words in scale.ticks():
            x = scale.x(tick)
            painter.setPen(QPen(theme.color("line"), 1))
            painter.drawLine(QPointF(x, field.top()), QPointF(x, field.bottom()))
            painter.setPen(theme.color("text-2"))
            box = QRectF(x - theme.px(40), field.bottom() + theme.px(4), theme.px(80), theme.px(16))
            painter.drawText(box, Qt.AlignmentFlag.AlignHCenter, words)
        painter.setPen(theme.color("text-2"))
        below = QRectF(field.left(), field.bottom() + theme.px(22), wide - field.left(), theme.px(18))
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, self._axis)
        chosen = next((row.mean for row in self._rows if row.chosen and row.mean is not None), None)
        if chosen is not None:
            painter.setPen(QPen(theme.color("train"), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(scale.x(chosen), field.top()), QPointF(scale.x(chosen), field.bottom()))
        for mark in self._marks:
            if scale.low <= mark.value <= scale.high:
                self._paint_mark(painter, scale, mark)

    def _paint_mark(self, painter: QPainter, scale: "_Scale", mark: DotMark) -> None:
        x, field = scale.x(mark.value), scale.field
        painter.setPen(QPen(theme.color("text-3"), 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(x, field.top()), QPointF(x, field.bottom()))
        painter.setPen(theme.color("text-3"))
        words = QRectF(x - theme.px(120), field.top() - theme.px(16), theme.px(240), theme.px(16))
        shift = min(0.0, field.right() + theme.px(VALUE_WIDTH) - words.right())
        painter.drawText(words.translated(shift, 0), Qt.AlignmentFlag.AlignHCenter, mark.label)

    def _paint_row(self, painter: QPainter, scale: "_Scale", number: int, row: DotRow, wide: int) -> None:
        field, middle = scale.field, scale.field.top() + theme.px(ROW) * (number + 0.5)
        name = QRectF(0, middle - theme.px(12), field.left() - theme.px(14), theme.px(24))
        painter.setFont(theme.font(13, 600 if row.chosen else 500))
        painter.setPen(theme.color("text"))
        shown = painter.fontMetrics().elidedText(row.label, Qt.TextElideMode.ElideRight, int(name.width()))
        painter.drawText(name, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.setFont(theme.font(12, 400, tabular=True))
        if row.mean is None:
            painter.setPen(theme.color("text-3"))
            box = QRectF(field.left(), middle - theme.px(12), field.width(), theme.px(24))
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, row.note)
            return
        self._paint_values(painter, scale, row, middle)
        painter.setPen(theme.color("text"))
        value = QRectF(wide - theme.px(VALUE_WIDTH), middle - theme.px(12), theme.px(VALUE_WIDTH), theme.px(24))
        painter.drawText(value, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, row.words)

    def _paint_values(self, painter: QPainter, scale: "_Scale", row: DotRow, middle: float) -> None:
        color = "train" if row.chosen else "val"
        assert row.mean is not None
        painter.setPen(Qt.PenStyle.NoPen)
        if row.spread is not None:
            left, right = (scale.x(end) for end in _band(row))
            painter.setBrush(theme.color(color, 0.18))
            band = QRectF(left, middle - theme.px(8), max(2.0, right - left), theme.px(16))
            painter.drawRoundedRect(band, theme.px(3), theme.px(3))
        painter.setBrush(theme.color(color, 0.75))
        for value in row.values:
            painter.drawEllipse(QPointF(scale.x(value), middle), theme.px(3.5), theme.px(3.5))
        painter.setPen(QPen(theme.color(color), theme.px(2)))
        x = scale.x(row.mean)
        painter.drawLine(QPointF(x, middle - theme.px(10)), QPointF(x, middle + theme.px(10)))


@dataclass(frozen=True)
class _Scale:
    """Values to px."""

    low: float
    high: float
    field: QRectF

    def x(self, value: float) -> float:
        return self.field.left() + self.field.width() * (value - self.low) / (self.high - self.low)

    def ticks(self) -> list[tuple[float, str]]:
        """Round values, some 90 px apart, with their words."""
        return round_ticks(self.low, self.high, self.field.width() / theme.px(90))


def _band(row: DotRow) -> tuple[float, ...]:
    """One standard deviation on either side of the mean."""
    if row.mean is None or row.spread is None:
        return ()
    return row.mean - row.spread, row.mean + row.spread

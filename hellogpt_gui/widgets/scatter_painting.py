"""How a map of points is painted: its frame, the cloud of dots, and what stands out of it."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen, QPolygonF

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.scatter_names import Marks, Names, beside, paint_names

MARGIN = 26  # px for the title of an axis
SIZES = 6  # of dots
SMALLEST, LARGEST = 2.5, 8.0  # px across
FAINTEST, STRONGEST = 0.30, 0.80  # opacity
MANY = 4000  # dots
CENTRED = Qt.AlignmentFlag.AlignCenter


def paint_frame(painter: QPainter, field: QRectF, titles: tuple[str, str], zero: QPointF) -> None:
    """The two axes through 0 where they are seen, and their titles outside."""
    painter.setPen(QPen(theme.color("line"), 1))
    if field.top() < zero.y() < field.bottom():
        painter.drawLine(QPointF(field.left(), round(zero.y()) + 0.5), QPointF(field.right(), round(zero.y()) + 0.5))
    if field.left() < zero.x() < field.right():
        painter.drawLine(QPointF(round(zero.x()) + 0.5, field.top()), QPointF(round(zero.x()) + 0.5, field.bottom()))
    painter.setFont(theme.font(12, 400, tabular=True))
    painter.setPen(theme.color("text-2"))
    margin = theme.px(MARGIN)
    painter.drawText(QRectF(field.left(), field.bottom(), field.width(), margin), CENTRED, titles[0])
    painter.save()
    painter.translate(field.left() - margin, field.bottom())
    painter.rotate(-90)
    painter.drawText(QRectF(0, 0, field.height(), margin), CENTRED, titles[1])
    painter.restore()


def paint_cloud(painter: QPainter, field: QRectF, places: np.ndarray, weights: np.ndarray) -> None:
    """A dot for each point, the lightest first; of many points their dots are worked out as one picture."""
    seen = within(field, places)
    places, weights = places[seen], weights[seen]
    sizes = np.minimum((weights * SIZES).astype(int), SIZES - 1)
    if len(places) > MANY:
        painter.drawImage(field.topLeft(), crowd(field, places, sizes))
        return
    painter.setClipRect(field)
    for size in range(SIZES):
        color, across = _dot(size)
        pen = QPen(color, across)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPoints(QPolygonF([QPointF(x, y) for x, y in places[sizes == size].tolist()]))
    painter.setClipping(False)


def crowd(field: QRectF, places: np.ndarray, sizes: np.ndarray) -> QImage:
    """Dots over one another let through what their opacities let through together."""
    wide, high = int(field.width()), int(field.height())
    at = (places - [field.left(), field.top()]).astype(int)
    cells, opaque = [], []
    for size in range(SIZES):
        color, across = _dot(size)
        reach = int(across / 2)
        dots = at[sizes == size]
        for down, right in np.argwhere(np.hypot(*np.mgrid[-reach : reach + 1, -reach : reach + 1]) <= across / 2):
            x, y = dots[:, 0] + right - reach, dots[:, 1] + down - reach
            inside = (x >= 0) & (x < wide) & (y >= 0) & (y < high)
            cells.append(y[inside] * wide + x[inside])
            opaque.append(np.full(len(cells[-1]), np.log1p(-color.alphaF())))
    through = np.bincount(np.concatenate(cells), np.concatenate(opaque), minlength=wide * high)
    hit = np.flatnonzero(through)
    color = theme.color("train")
    pixels = np.zeros(wide * high, dtype=np.uint32)
    pixels[hit] = (255 * (1 - np.exp(through[hit]))).astype(np.uint32) << 24
    pixels[hit] |= np.uint32(color.red() << 16 | color.green() << 8 | color.blue())
    return QImage(pixels.data, wide, high, wide * 4, QImage.Format.Format_ARGB32).copy()


def _dot(size: int) -> tuple[QColor, float]:
    """Colour and px across of the dots of a size."""
    share = size / (SIZES - 1)
    across = theme.px(10 * (SMALLEST + (LARGEST - SMALLEST) * share)) / 10
    return theme.color("train", FAINTEST + (STRONGEST - FAINTEST) * share), across


def within(field: QRectF, places: np.ndarray) -> np.ndarray:
    """Which points lie in the field."""
    x, y = places.T
    seen: np.ndarray = (x >= field.left()) & (x <= field.right()) & (y >= field.top()) & (y <= field.bottom())
    return seen


def paint_marks(painter: QPainter, field: QRectF, places: np.ndarray, names: Names, marks: Marks) -> None:
    """What stands out, then as many names as find room: those first, then the weightiest points that are seen."""
    painter.setClipRect(field)
    seen = within(field, places)
    chosen = marks.chosen if 0 <= marks.chosen < len(places) and np.isfinite(places[marks.chosen]).all() else -1
    if chosen >= 0:
        _paint_lines(painter, places, chosen, marks.near)
    for index in marks.marked:
        _paint_dot(painter, places, index, "val", 9)
    for index in marks.near:
        _paint_dot(painter, places, index, "accent-ink", 7)
    if chosen >= 0:
        _paint_ring(painter, places, chosen, "accent-ink")
    first = [chosen] if chosen >= 0 else []
    paint_names(painter, field, places, seen, names, marks, first)
    painter.setClipping(False)


def paint_under(painter: QPainter, field: QRectF, places: np.ndarray, names: Names, under: int) -> None:
    """The point that the pointer is on, with its name."""
    if not 0 <= under < len(places) or not within(field, places[under : under + 1])[0]:
        return
    _paint_ring(painter, places, under, "text-2")
    font, word = theme.font(12, 600), names.words[under]
    box = beside(QPointF(*places[under]), QFontMetricsF(font), word)[0]
    box.moveRight(min(box.right(), field.right() - theme.px(12)))
    painter.setPen(QPen(theme.color("edge"), 1))
    painter.setBrush(theme.color("raised"))
    side = theme.px(5)
    card = box.adjusted(-side, -theme.px(2), side, theme.px(2)).translated(side, 0)
    painter.drawRoundedRect(card, theme.px(4), theme.px(4))
    painter.setFont(font)
    painter.setPen(theme.color("text"))
    painter.drawText(card, CENTRED, word)


def _paint_ring(painter: QPainter, places: np.ndarray, index: int, color: str) -> None:
    painter.setPen(QPen(theme.color(color), theme.px(2)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QPointF(*places[index]), theme.px(7), theme.px(7))


def _paint_lines(painter: QPainter, places: np.ndarray, chosen: int, near: Sequence[int]) -> None:
    painter.setPen(QPen(theme.color("accent-ink", 0.4), 1.2))
    for index in near:
        if np.isfinite(places[index]).all():
            painter.drawLine(QPointF(*places[chosen]), QPointF(*places[index]))


def _paint_dot(painter: QPainter, places: np.ndarray, index: int, color: str, across: float) -> None:
    if np.isfinite(places[index]).all():
        painter.setPen(QPen(theme.color("surface"), 1))
        painter.setBrush(theme.color(color))
        painter.drawEllipse(QPointF(*places[index]), theme.px(across) / 2, theme.px(across) / 2)

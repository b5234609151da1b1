"""How a map of points is painted: its frame, the cloud of dots, and what stands out of it with names."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from hellogpt_gui.theme import theme

MARGIN = 26  # px for the title of an axis
SIZES = 6  # of dots
SMALLEST, LARGEST = 2.5, 8.0  # px across
FAINTEST, STRONGEST = 0.30, 0.80  # opacity
MANY = 20_000  # dots that are drawn without smoothing
MOST_NAMES, LOOKED_AT = 90, 800  # names that are seen at once, points that are asked for theirs
APART = 5.0  # px left and right of a name
CENTRED = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True)
class Names:
    """``words``: of each point; ``order``: the points from the weightiest down."""

    words: tuple[str, ...]
    order: np.ndarray


@dataclass(frozen=True)
class Marks:
    """``marked``: points with another colour; ``near``: those that a line joins to the chosen one."""

    marked: tuple[int, ...] = ()
    near: tuple[int, ...] = ()
    chosen: int = -1


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
    """A dot for each point, the lightest first."""
    seen = within(field, places)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, int(seen.sum()) < MANY)
    painter.setClipRect(field)
    sizes = np.minimum((weights * SIZES).astype(int), SIZES - 1)
    for size in range(SIZES):
        share = size / (SIZES - 1)
        pen = QPen(theme.color("train", FAINTEST + (STRONGEST - FAINTEST) * share), _diameter(share))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPoints(QPolygonF([QPointF(x, y) for x, y in places[seen & (sizes == size)].tolist()]))
    painter.setClipping(False)


def within(field: QRectF, places: np.ndarray) -> np.ndarray:
    """Which points lie in the field."""
    x, y = places.T
    seen: np.ndarray = (x >= field.left()) & (x <= field.right()) & (y >= field.top()) & (y <= field.bottom())
    return seen


def _diameter(share: float) -> float:
    return theme.px(10 * (SMALLEST + (LARGEST - SMALLEST) * share)) / 10


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
    _paint_names(painter, field, places, seen, names, marks, first)
    painter.setClipping(False)


def paint_under(painter: QPainter, field: QRectF, places: np.ndarray, names: Names, under: int) -> None:
    """The point that the pointer is on, with its name."""
    if not 0 <= under < len(places) or not within(field, places[under : under + 1])[0]:
        return
    _paint_ring(painter, places, under, "text-2")
    font, word = theme.font(12, 600), names.words[under]
    box = _room(QPointF(*places[under]), QFontMetricsF(font), word, field, (), must=True)
    assert box is not None
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


# ---- names ----------------------------------------------------------------------------------------------------------


def _paint_names(
    painter: QPainter, field: QRectF, places: np.ndarray, seen: np.ndarray, names: Names, marks: Marks,
    first: Sequence[int],
) -> None:  # fmt: skip
    common = names.order[seen[names.order]][:LOOKED_AT].tolist()
    strong = {*first, *marks.marked}
    fonts = {True: theme.font(12, 600), False: theme.font(12)}
    metrics = {bold: QFontMetricsF(font) for bold, font in fonts.items()}
    taken: list[QRectF] = []
    for index in dict.fromkeys([*first, *marks.marked, *marks.near, *common]):
        if not seen[index] or len(taken) >= MOST_NAMES:
            continue
        bold, word = index in strong, names.words[index]
        box = _room(QPointF(*places[index]), metrics[bold], word, field, taken, must=index in first)
        if box is not None:
            taken.append(box.adjusted(-APART, -1, APART, 1))
            quiet = index not in strong and index not in marks.near
            _paint_name(painter, box, word, fonts[bold], metrics[bold], quiet)


def _room(
    at: QPointF, metrics: QFontMetricsF, word: str, field: QRectF, taken: Sequence[QRectF], must: bool
) -> QRectF | None:
    """A place beside a point where nothing stands yet; None where there is none, unless it must be named."""
    wide, high, gap = metrics.horizontalAdvance(word), metrics.height(), theme.px(7)
    sides = (
        QRectF(at.x() + gap, at.y() - high / 2, wide, high),
        QRectF(at.x() - gap - wide, at.y() - high / 2, wide, high),
        QRectF(at.x() - wide / 2, at.y() - gap - high, wide, high),
        QRectF(at.x() - wide / 2, at.y() + gap, wide, high),
    )
    free = (box for box in sides if field.contains(box) and not any(box.intersects(other) for other in taken))
    return next(free, sides[0] if must else None)


def _paint_name(painter: QPainter, box: QRectF, word: str, font: QFont, metrics: QFontMetricsF, quiet: bool) -> None:
    """Letters with a rim of the page's colour, so that they can be read over dots."""
    path = QPainterPath()
    path.addText(QPointF(box.left(), box.top() + metrics.ascent()), font, word)
    rim = QPen(theme.color("surface", 0.85), theme.px(3))
    rim.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(path, rim)
    painter.fillPath(path, theme.color("text-2" if quiet else "text"))

"""The names on a map of points: as many as find room, those first that stand out, then the weightiest."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF, QPainter

from hellogpt_gui.theme import theme

FEWEST, AREA = 60, 7500  # names at once; px of the map at 100 % for each of more
LOOKED_AT = 4  # points that are asked for their name, for each that is seen
CELL = 3  # px of the raster in which room is looked for
APART = 5  # px left and right of a name
RIM = ((-1, -1), (-1, 1), (1, -1), (1, 1))


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


def paint_names(
    painter: QPainter, field: QRectF, places: np.ndarray, seen: np.ndarray, names: Names, marks: Marks,
    first: Sequence[int],
) -> None:  # fmt: skip
    """``seen``: which points lie in the field; ``first``: those that are named whatever the room."""
    most = max(FEWEST, int(field.width() * field.height() / (AREA * theme.zoom**2)))
    common = names.order[seen[names.order]][: LOOKED_AT * most].tolist()
    strong, near = {*first, *marks.marked}, set(marks.near)
    fonts = {True: theme.font(12, 600), False: theme.font(12)}
    metrics = {bold: QFontMetricsF(font) for bold, font in fonts.items()}
    room, named = _Room(field), 0
    for index in dict.fromkeys([*first, *marks.marked, *marks.near, *common]):
        if named == most:
            return
        if not seen[index]:
            continue
        bold, word = index in strong, names.words[index]
        boxes = beside(QPointF(*places[index]), metrics[bold], word)
        box = next(filter(room.is_free, boxes), boxes[0] if index in first else None)
        if box is not None:
            room.take(box)
            named += 1
            painter.setFont(fonts[bold])
            _paint_name(painter, box.topLeft() + QPointF(0, metrics[bold].ascent()), word, bold or index in near)


def beside(at: QPointF, metrics: QFontMetricsF, word: str) -> tuple[QRectF, ...]:
    """The places for a name round a point: right of it, left, above, below."""
    wide, high, gap = metrics.horizontalAdvance(word), metrics.height(), theme.px(7)
    x, y = at.x(), at.y()
    return (
        QRectF(x + gap, y - high / 2, wide, high),
        QRectF(x - gap - wide, y - high / 2, wide, high),
        QRectF(x - wide / 2, y - gap - high, wide, high),
        QRectF(x - wide / 2, y + gap, wide, high),
    )


class _Room:
    """Which parts of the field are taken."""

    def __init__(self, field: QRectF) -> None:
        self._field = field
        self._taken = np.zeros((int(field.height()) // CELL + 2, int(field.width()) // CELL + 2), dtype=bool)

    def is_free(self, box: QRectF) -> bool:
        """Whether it lies in the field and nothing stands there."""
        return self._field.contains(box) and not self._part(box, 0).any()

    def take(self, box: QRectF) -> None:
        self._part(box, APART)[:] = True

    def _part(self, box: QRectF, more: int) -> np.ndarray:
        left, right = (max(0.0, x - self._field.left()) for x in (box.left() - more, box.right() + more))
        top, bottom = (max(0.0, y - self._field.top()) for y in (box.top(), box.bottom()))
        part: np.ndarray = self._taken[
            int(top) // CELL : int(bottom) // CELL + 1, int(left) // CELL : int(right) // CELL + 1
        ]
        return part


def _paint_name(painter: QPainter, at: QPointF, word: str, loud: bool) -> None:
    """Letters with a rim of the page's colour, so that they can be read over dots."""
    painter.setPen(theme.color("surface"))
    for x, y in RIM:
        painter.drawText(at + QPointF(x, y), word)
    painter.setPen(theme.color("text" if loud else "text-2"))
    painter.drawText(at, word)

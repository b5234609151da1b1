"""A heat map of numbers of −1…1: rows down, columns across; below 0 one colour, above it another, 0 is the page's own.

Arrows move the cell whose value stands in the card.
"""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from hellogpt_gui.theme import theme

LEFT, TOP, RIGHT, FOOT = 52, 4, 64, 44  # px round the cells
BAR = 8
MARKS = (1.0, 0.5, 0.0, -0.5, -1.0)
NAMED = 64  # px between the names of two columns or rows, at least
ARROWS = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}


class SignedMap(QWidget):
    """``show_cells`` is all it needs."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self._cells = np.zeros((0, 0))
        self._image = QImage()
        self._rows: tuple[str, ...] = ()
        self._columns: tuple[str, ...] = ()
        self._titles = ("", "")
        self.square = True
        self.cell: tuple[int, int] | None = None
        theme.changed.connect(self._dress)

    def show_cells(
        self, cells: np.ndarray, rows: Sequence[str], columns: Sequence[str], titles: tuple[str, str], square: bool
    ) -> None:
        """``rows`` and ``columns``: their names; ``titles``: of what runs down and across; ``square``: as wide as
        high, whatever the room."""
        self._cells, self._rows, self._columns = cells, tuple(rows), tuple(columns)
        self._titles, self.square = titles, square
        if self.cell is not None and (self.cell[0] >= len(rows) or self.cell[1] >= len(columns)):
            self.cell = None
        self._dress()

    @Slot()
    def _dress(self) -> None:
        self._image = signed_image(self._cells)
        self._describe()
        self.update()

    def _describe(self) -> None:
        self.setAccessibleDescription(self.words)

    @property
    def words(self) -> str:
        """What stands in the card."""
        if self.cell is None:
            return ""
        row, column = self.cell
        value = f"{self._cells[row, column]:.2f}".replace("-", "−")
        return f"{self._titles[0]} {self._rows[row]}, {self._titles[1]} {self._columns[column]}: {value}"

    # ---- layout -----------------------------------------------------------------------------------------------------

    @property
    def field(self) -> QRectF:
        """Where the cells stand."""
        wide = self.width() - theme.px(LEFT + RIGHT)
        high = self.height() - theme.px(TOP + FOOT)
        if self.square:
            wide = high = min(wide, high)
        return QRectF(theme.px(LEFT), theme.px(TOP), max(wide, 1), max(high, 1))

    def sizeHint(self) -> QSize:
        return QSize(theme.px(480), theme.px(440))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(260), theme.px(220))

    def _cell_at(self, point: QPointF) -> tuple[int, int] | None:
        if not self._cells.size or not self.field.contains(point):
            return None
        down, across = self._cells.shape
        row = int((point.y() - self.field.top()) / self.field.height() * down)
        column = int((point.x() - self.field.left()) / self.field.width() * across)
        return min(row, down - 1), min(column, across - 1)

    # ---- hand and keys ----------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(self._cell_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self._point(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        move = ARROWS.get(Qt.Key(event.key()))
        if move is None or not self._cells.size:
            super().keyPressEvent(event)
            return
        row, column = self.cell or (0, 0)
        down, across = self._cells.shape
        self._point((max(0, min(down - 1, row + move[0])), max(0, min(across - 1, column + move[1]))))

    def _point(self, cell: tuple[int, int] | None) -> None:
        if cell != self.cell:
            self.cell = cell
            self._describe()
            self.update()

    # ---- painting ---------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._cells.size:
            return
        painter, field = QPainter(self), self.field
        painter.drawImage(field, self._image)
        painter.setPen(QPen(theme.color("line"), 1))
        painter.drawRect(field.adjusted(-0.5, -0.5, 0.5, 0.5))
        self._paint_names(painter, field)
        self._paint_bar(painter, field)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.cell is not None:
            self._paint_cell(painter, field, self.cell)

    def _paint_names(self, painter: QPainter, field: QRectF) -> None:
        painter.setFont(theme.font(11, 400, tabular=True))
        painter.setPen(theme.color("text-2"))
        right, middle = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignCenter
        down, across = field.height() / len(self._rows), field.width() / len(self._columns)
        half, high = theme.px(30), theme.px(16)
        for row in range(0, len(self._rows), _every(len(self._rows), theme.px(NAMED) / 2 / down)):
            y = field.top() + (row + 0.5) * down
            painter.drawText(QRectF(0, y - high / 2, field.left() - theme.px(8), high), right, self._rows[row])
        for column in range(0, len(self._columns), _every(len(self._columns), theme.px(NAMED) / across)):
            x = field.left() + (column + 0.5) * across
            box = QRectF(x - half, field.bottom() + theme.px(5), 2 * half, high)
            painter.drawText(box, middle, self._columns[column])
        painter.setFont(theme.font(12))
        foot = QRectF(field.left(), field.bottom() + theme.px(22), field.width(), theme.px(18))
        painter.drawText(foot, middle, self._titles[1])
        painter.save()
        painter.translate(0, field.bottom())
        painter.rotate(-90)
        painter.drawText(QRectF(0, 0, field.height(), theme.px(16)), middle, self._titles[0])
        painter.restore()

    def _paint_bar(self, painter: QPainter, field: QRectF) -> None:
        bar = QRectF(field.right() + theme.px(16), field.top(), theme.px(BAR), field.height())
        painter.drawImage(bar, signed_image(np.linspace(1, -1, 128)[:, np.newaxis]))
        painter.setFont(theme.font(11, 400, tabular=True))
        for mark in MARKS:
            y = bar.top() + bar.height() * (1 - mark) / 2
            box = QRectF(bar.right() + theme.px(6), y - theme.px(8), theme.px(40), theme.px(16))
            box.moveTop(max(bar.top() - theme.px(4), min(box.top(), bar.bottom() - theme.px(12))))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, f"{mark:g}".replace("-", "−"))

    def _paint_cell(self, painter: QPainter, field: QRectF, cell: tuple[int, int]) -> None:
        down, across = self._cells.shape
        wide, high = field.width() / across, field.height() / down
        box = QRectF(field.left() + cell[1] * wide, field.top() + cell[0] * high, wide, high)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color("text"), theme.px(2)))
        painter.drawRect(box.adjusted(-1, -1, 1, 1))
        painter.setFont(theme.font(12, 500, tabular=True))
        room = painter.fontMetrics().horizontalAdvance(self.words) + theme.px(22)
        card = QRectF(box.right() + theme.px(10), box.bottom() + theme.px(8), room, theme.px(30))
        if card.right() > self.width() - 2:
            card.moveRight(max(room + 2.0, box.left() - theme.px(10)))
        if card.bottom() > field.bottom():
            card.moveBottom(box.top() - theme.px(8))
        painter.setPen(QPen(theme.color("edge"), 1))
        painter.setBrush(theme.color("raised"))
        painter.drawRoundedRect(card, theme.px(8), theme.px(8))
        painter.setPen(theme.color("text"))
        painter.drawText(card, Qt.AlignmentFlag.AlignCenter, self.words)


def _every(count: int, least: float) -> int:
    """How many names are passed over: 1, 2, 4, 8 …, so that they stand far enough apart."""
    step = 1
    while step < least and step < count:
        step *= 2
    return step


def signed_image(cells: np.ndarray) -> QImage:
    """Numbers of −1…1 as pixels between the colours for less than 0 and for more, through the page's own."""
    if not cells.size:
        return QImage()
    page, above, below = (
        np.array([theme.color(name).red(), theme.color(name).green(), theme.color(name).blue()], dtype=np.float64)
        for name in ("surface", "for", "against")
    )
    strong = np.clip(np.nan_to_num(cells), -1, 1)[..., None]
    mixed = page + np.where(strong > 0, above - page, below - page) * np.abs(strong)
    red, green, blue = np.moveaxis(mixed.round().astype(np.uint32), -1, 0)
    packed = np.ascontiguousarray(np.uint32(0xFF000000) | red << 16 | green << 8 | blue)
    high, wide = packed.shape
    return QImage(packed.data, wide, high, wide * 4, QImage.Format.Format_RGB32).copy()

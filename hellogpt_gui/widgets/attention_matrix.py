"""One attention pattern, large: rows ask, columns are looked at, the future is left empty.

A click or the up and down keys choose the asking token; left and right move the cell whose value stands in the card.
"""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.value_scale import SHARES, ValueScale, figure

SMALLEST, LARGEST = 8, 52
GAP_FROM, LABELS_FROM = 12, 14  # cells of this many px have a gap between them; have a label each
LONGEST_LABEL = 92
BAR_WIDTH, BAR_SPACE, BAR_HEIGHT = 8, 52, 90


class AttentionMatrix(QWidget):
    """``picked`` says the asking token that the person chose; ``pointed`` the column under pointer or keys, or −1."""

    picked = Signal(int)
    pointed = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self._tokens: tuple[str, ...] = ()
        self._pattern = np.zeros((0, 0))
        self._scale, self._image = SHARES, QImage()
        self._label_width = 0.0
        self._at = 0
        self._cell: tuple[int, int] | None = None
        theme.changed.connect(self._dress)

    def show_pattern(self, tokens: Sequence[str], pattern: np.ndarray, at: int, scale: ValueScale = SHARES) -> None:
        """``pattern``: T T, row by row; ``at``: the asking token that is chosen."""
        resized = len(tokens) != len(self._tokens)
        self._tokens, self._pattern, self._at, self._scale = tuple(tokens), pattern, at, scale
        self._image = scale.triangle(pattern)
        self._measure_labels()
        if self._cell is not None and max(self._cell) >= len(tokens):
            self._cell = None
        if resized:
            self.updateGeometry()
        self._describe()
        self.update()

    def choose(self, at: int) -> None:
        """Mark another asking token."""
        self._at = at
        self._describe()
        self.update()

    @property
    def at(self) -> int:
        return self._at

    @property
    def cell(self) -> tuple[int, int] | None:
        """Row and column under pointer or keys."""
        return self._cell

    def _describe(self) -> None:
        if not self._tokens:
            return
        weights = self._pattern[self._at][: self._at + 1]
        best = np.argsort(-weights)[:3]
        looks = ", ".join(f"{bare(self._tokens[key])} {figure(weights[key])}" for key in best)
        words = f"{bare(self._tokens[self._at])} looks at {looks}"
        if self._cell is not None:
            words += f"; {self._words_of(self._cell)} {figure(self._pattern[self._cell])}"
        self.setAccessibleDescription(words)

    def _words_of(self, cell: tuple[int, int]) -> str:
        return f"{bare(self._tokens[cell[0]])} → {bare(self._tokens[cell[1]])}"

    # ---- layout -----------------------------------------------------------------------------------------------------

    def _measure_labels(self) -> None:
        measure = QFontMetricsF(theme.font(12, 600)).horizontalAdvance
        longest = max((measure(bare(token)) for token in self._tokens), default=0.0)
        self._label_width = min(longest, theme.px(LONGEST_LABEL))

    @property
    def _origin(self) -> QPointF:
        """The corner of the first cell: labels stand left of it, and slanted above it."""
        wide = self._label_width
        return QPointF(round(wide) + theme.px(10), round(wide * 0.75) + theme.px(14))

    @property
    def _right_space(self) -> float:
        """What stands right of the cells: the colour bar, and above it the last column's label."""
        return max(theme.px(BAR_SPACE), self._label_width * 0.75 + theme.px(12))

    @property
    def side(self) -> float:
        """px of a cell."""
        count = max(1, len(self._tokens))
        origin = self._origin
        across = (self.width() - origin.x() - self._right_space) / count
        down = (self.height() - origin.y() - theme.px(8)) / count
        return max(theme.px(SMALLEST), min(theme.px(LARGEST), int(min(across, down))))

    def cell_box(self, row: int, column: int) -> QRectF:
        side, origin = self.side, self._origin
        return QRectF(origin.x() + column * side, origin.y() + row * side, side, side)

    def minimumSizeHint(self) -> QSize:
        count, origin = len(self._tokens), self._origin
        need = count * theme.px(SMALLEST)
        high = max(need, theme.px(BAR_HEIGHT))
        return QSize(round(origin.x() + need + self._right_space), round(origin.y()) + high + theme.px(8))

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint().expandedTo(QSize(theme.px(420), theme.px(420)))

    @Slot()
    def _dress(self) -> None:
        self._image = self._scale.triangle(self._pattern) if self._tokens else QImage()
        self._measure_labels()
        self.updateGeometry()
        self.update()

    # ---- hand and keys ----------------------------------------------------------------------------------------------

    def _cell_at(self, point: QPointF) -> tuple[int, int] | None:
        side, origin = self.side, self._origin
        row, column = int((point.y() - origin.y()) // side), int((point.x() - origin.x()) // side)
        return (row, column) if 0 <= column <= row < len(self._tokens) else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = int((event.position().y() - self._origin.y()) // self.side)
        if 0 <= row < len(self._tokens):
            self._pick(row)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(self._cell_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self._point(None)

    def _point(self, cell: tuple[int, int] | None) -> None:
        if cell != self._cell:
            self._cell = cell
            self._describe()
            self.update()
            self.pointed.emit(cell[1] if cell else -1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, last = Qt.Key(event.key()), len(self._tokens) - 1
        rows = {Qt.Key.Key_Up: self._at - 1, Qt.Key.Key_Down: self._at + 1, Qt.Key.Key_Home: 0, Qt.Key.Key_End: last}
        columns = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if key in rows and 0 <= rows[key] <= last:
            self._pick(rows[key])
        elif key in columns and last >= 0:
            column = self._cell[1] + columns[key] if self._cell and self._cell[0] == self._at else self._at
            self._point((self._at, max(0, min(self._at, column))))
        else:
            super().keyPressEvent(event)

    def _pick(self, row: int) -> None:
        if row != self._at:
            self.choose(row)
            self.picked.emit(row)

    # ---- painting ---------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._tokens:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_cells(painter)
        self._paint_labels(painter)
        self._paint_scale(painter)
        self._paint_marks(painter)

    def _paint_cells(self, painter: QPainter) -> None:
        side, last = self.side, len(self._tokens) - 1
        whole = self.cell_box(0, 0).united(self.cell_box(last, last))
        painter.drawImage(whole, self._image)
        if side >= theme.px(GAP_FROM):
            for index in range(1, last + 2):
                at = index * side - 1
                painter.fillRect(QRectF(whole.left(), whole.top() + at, whole.width(), 1), theme.color("surface"))
                painter.fillRect(QRectF(whole.left() + at, whole.top(), 1, whole.height()), theme.color("surface"))
        corner = self.cell_box(0, len(self._tokens) - 1)
        words = "the future is masked"
        painter.setFont(theme.font(11))
        wide = painter.fontMetrics().horizontalAdvance(words)
        if corner.right() - self.cell_box(1, 2).right() > wide + theme.px(16):
            painter.setPen(theme.color("text-2"))
            place = QRectF(corner.right() - wide - theme.px(6), corner.top() + theme.px(36), wide + 4, theme.px(18))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)

    def _labelled(self, index: int, marked: int | None) -> bool:
        """Where cells are small, only every k-th token is named, and what is marked in place of its neighbours."""
        if index == marked:
            return True
        every = max(1, -(-theme.px(LABELS_FROM) // int(self.side)))
        return index % every == 0 and (marked is None or abs(index - marked) >= every)

    def _paint_labels(self, painter: QPainter) -> None:
        side, origin = self.side, self._origin
        hovered = self._cell[1] if self._cell else None
        space = theme.px(8)
        for index, token in enumerate(self._tokens):
            words = bare(token)
            if self._labelled(index, self._at):
                self._label_font(painter, index == self._at)
                box = QRectF(0, origin.y() + index * side - space, origin.x() - space, side + 2 * space)
                shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(self._label_width) + 1)
                painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, shown)
            if self._labelled(index, hovered):
                self._label_font(painter, index == hovered)
                painter.save()
                painter.translate(origin.x() + (index + 0.5) * side, origin.y() - theme.px(6))
                painter.rotate(-45)
                shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(self._label_width) + 1)
                painter.drawText(QPointF(0, 0), shown)
                painter.restore()

    @staticmethod
    def _label_font(painter: QPainter, bold: bool) -> None:
        painter.setFont(theme.font(12, 600 if bold else 400))
        painter.setPen(theme.color("text" if bold else "text-2"))

    def _paint_scale(self, painter: QPainter) -> None:
        """The colours and what they mean; small numbers are drawn apart."""
        top = self._origin.y()
        bottom = self.cell_box(len(self._tokens) - 1, 0).bottom()
        high = max(bottom - top, theme.px(BAR_HEIGHT))
        left = self.cell_box(0, len(self._tokens) - 1).right() + theme.px(16)
        painter.drawImage(QRectF(left, top, theme.px(BAR_WIDTH), high), self._scale.bar())
        painter.setFont(theme.font(11, 400, tabular=True))
        painter.setPen(theme.color("text-2"))
        for mark in self._scale.marks:
            y = top + (1 - self._scale.place(mark)) * (high - 1)
            box = QRectF(left + theme.px(BAR_WIDTH + 6), y - theme.px(8), theme.px(28), theme.px(16))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, f"{mark:.2g}".replace("-", "−"))

    def _paint_marks(self, painter: QPainter) -> None:
        row = self.cell_box(self._at, 0)
        row.setRight(self.cell_box(self._at, self._at).right())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color("accent-ink"), theme.px(2)))
        painter.drawRoundedRect(row.adjusted(-2, -2, 1, 1), theme.px(3), theme.px(3))
        if self._cell is None:
            return
        box = self.cell_box(*self._cell)
        painter.setPen(QPen(QColor(Qt.GlobalColor.white), theme.px(2)))
        painter.drawRect(box.adjusted(1, 1, -2, -2))
        self._paint_card(painter, box, *self._cell)

    def _paint_card(self, painter: QPainter, box: QRectF, row: int, column: int) -> None:
        """Who looks at whom, and how much: in the empty corner, else under the row."""
        words, value = self._words_of((row, column)), figure(self._pattern[row][column])
        measure = QFontMetricsF(theme.font(13, 600, tabular=True)).horizontalAdvance
        wide = min(measure(words) + measure(value) + theme.px(44), self.width() - 6.0)
        high = theme.px(36)
        right = self.cell_box(0, len(self._tokens) - 1).right()
        left = self.cell_box(row, row).right() + theme.px(10)
        top = box.center().y() - high / 2
        if left + wide > right + theme.px(8):
            left = max(2.0, min(box.center().x() - wide / 2, self.width() - wide - 2))
            top = box.bottom() + theme.px(8)
            if top + high > self.height() - 2:
                top = max(2.0, box.top() - high - theme.px(8))
        card = QRectF(left, top, wide, high)
        painter.setPen(QPen(theme.color("edge"), 1))
        painter.setBrush(theme.color("raised"))
        painter.drawRoundedRect(card, theme.px(8), theme.px(8))
        inner = card.adjusted(theme.px(12), 0, -theme.px(12), 0)
        painter.setPen(theme.color("text"))
        painter.setFont(theme.font(13, 500))
        room = int(inner.width() - measure(value) - theme.px(8))
        words = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
        painter.setFont(theme.font(13, 600, tabular=True))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, value)


def bare(token: str) -> str:
    """A token without the mark of its leading space."""
    return token.lstrip("·") or token

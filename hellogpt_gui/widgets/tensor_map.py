"""A tensor as a picture: a row for each token, the numbers across, heads side by side.

Up and down choose a token, left and right move along its row, with the value in a card; a click chooses too.
"""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetricsF, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.colour_scale import share_image
from hellogpt_gui.widgets.signed_map import signed_image

HEAD, FOOT, MOST_LABEL = 18, 26, 74
NAMED = 12  # px for the name of a token
MOST_DRAWN = 2048  # of a larger tensor a sample is drawn
BAR_WIDE, BAR_HIGH = 96, 8
CENTRE = Qt.AlignmentFlag.AlignCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class TensorMap(QWidget):
    """``picked`` says the token that the person chose."""

    picked = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self._tensor = np.zeros((0, 0, 0))
        self._tokens: tuple[str, ...] = ()
        self._shares = False
        self._largest = 1.0
        self._at = 0
        self._image = QImage()
        self._label_width = 0.0
        self._cell: tuple[int, int] | None = None  # token and column
        theme.changed.connect(self._dress)

    def show_tensor(self, tensor: np.ndarray, tokens: Sequence[str], at: int, shares: bool = False) -> None:
        """``tensor``: T W, or H T W; what is no number is left empty; ``shares``: they are 0…1."""
        self._tensor = tensor if tensor.ndim == 3 else tensor[None]
        self._tokens, self._at, self._shares = tuple(tokens), at, shares
        finite = self._tensor[np.isfinite(self._tensor)]
        self._largest = float(np.abs(finite).max()) if finite.size else 1.0
        if self._cell is not None and (self._cell[0] >= len(tokens) or self._cell[1] >= self._columns):
            self._cell = None
        self._dress()

    @property
    def cell(self) -> tuple[int, int] | None:
        """Token and column under pointer or keys."""
        return self._cell

    @property
    def _columns(self) -> int:
        return int(self._tensor.shape[0] * self._tensor.shape[2])

    @Slot()
    def _dress(self) -> None:
        heads, length, width = self._tensor.shape
        rows, columns = (_sample(length), _sample(heads * width))
        if rows.size and columns.size:
            taken = self._tensor[columns // width, rows[:, None], columns % width].astype(np.float64)
            taken[~np.isfinite(taken)] = np.nan
            self._image = share_image(taken) if self._shares else signed_image(taken / (self._largest or 1.0))
        metrics = QFontMetricsF(theme.font(11, 600))
        longest = max((metrics.horizontalAdvance(token) for token in self._tokens), default=0.0)
        self._label_width = min(longest, theme.px(MOST_LABEL)) + theme.px(8)
        self._describe()
        self.update()

    def _describe(self) -> None:
        token = self._tokens[self._at] if self._tokens else ""
        self.setAccessibleDescription(f"{token}. {self.words}")

    @property
    def words(self) -> str:
        """What stands in the card."""
        if self._cell is None:
            return ""
        row, column = self._cell
        heads, _, width = self._tensor.shape
        value = self._tensor[column // width, row, column % width]
        number = f"{value:.3g}".replace("-", "−") if np.isfinite(value) else "masked"
        head = f"head {column // width}, " if heads > 1 else ""
        return f"{self._tokens[row]}, {head}{column % width}: {number}"

    # ---- layout -----------------------------------------------------------------------------------------------------

    @property
    def _field(self) -> QRectF:
        left, top = self._label_width, theme.px(HEAD)
        return QRectF(left, top, max(1.0, self.width() - left - 2), max(1.0, self.height() - top - theme.px(FOOT)))

    def cell_box(self, row: int, column: int) -> QRectF:
        """Where a number is drawn."""
        field = self._field
        wide, high = field.width() / max(1, self._columns), field.height() / max(1, len(self._tokens))
        return QRectF(field.left() + column * wide, field.top() + row * high, wide, high)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(340), theme.px(170))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(200), theme.px(120))

    def _cell_at(self, point: QPointF) -> tuple[int, int] | None:
        field = self._field
        if not self._tokens or not field.contains(point):
            return None
        row = int((point.y() - field.top()) / field.height() * len(self._tokens))
        column = int((point.x() - field.left()) / field.width() * self._columns)
        return min(row, len(self._tokens) - 1), min(column, self._columns - 1)

    # ---- hand and keys ----------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self._cell_at(event.position())
        if cell is not None:
            self._pick(cell[0])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(self._cell_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self._point(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, last = Qt.Key(event.key()), len(self._tokens) - 1
        rows = {Qt.Key.Key_Up: self._at - 1, Qt.Key.Key_Down: self._at + 1, Qt.Key.Key_Home: 0, Qt.Key.Key_End: last}
        across = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if key in rows and last >= 0:
            self._pick(max(0, min(last, rows[key])))
        elif key in across and last >= 0:
            column = self._cell[1] + across[key] if self._cell else 0
            self._point((self._at, max(0, min(self._columns - 1, column))))
        else:
            super().keyPressEvent(event)

    def _pick(self, row: int) -> None:
        if row != self._at:
            self._at = row
            self._describe()
            self.update()
            self.picked.emit(row)

    def _point(self, cell: tuple[int, int] | None) -> None:
        if cell != self._cell:
            self._cell = cell
            self._describe()
            self.update()

    # ---- painting ---------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._image.isNull() or not self._tokens:
            return
        painter, field = QPainter(self), self._field
        painter.fillRect(field, theme.color("soft" if self._shares else "surface"))
        smooth = self._image.width() > field.width() or self._image.height() > field.height()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.drawImage(field, self._image)
        painter.setPen(QPen(theme.color("line"), 1))
        painter.drawRect(field.adjusted(-0.5, -0.5, 0.5, 0.5))
        self._paint_heads(painter, field)
        self._paint_tokens(painter, field)
        self._paint_scale(painter, field)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row = self.cell_box(self._at, 0)
        row.setRight(field.right())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color("accent-ink"), theme.px(1.5)))
        painter.drawRect(row.adjusted(-1, -1, 1, 1))
        if self._cell is not None:
            self._paint_card(painter, self.cell_box(*self._cell))

    def _paint_heads(self, painter: QPainter, field: QRectF) -> None:
        heads = self._tensor.shape[0]
        wide = field.width() / heads
        painter.setFont(theme.font(11, 400, tabular=True))
        for head in range(heads) if heads > 1 else ():
            x = field.left() + head * wide
            if head:
                painter.fillRect(QRectF(round(x) - 1, field.top(), 2, field.height()), theme.color("text-3"))
            if wide >= theme.px(22):
                painter.setPen(theme.color("text-2"))
                painter.drawText(QRectF(x, 0, wide, theme.px(HEAD)), CENTRE, f"H{head}")

    def _paint_tokens(self, painter: QPainter, field: QRectF) -> None:
        """Every k-th where rows are low, and the chosen one in place of its neighbours."""
        high = field.height() / len(self._tokens)
        every = max(1, -(-theme.px(NAMED) // max(1, int(high))))
        for row, token in enumerate(self._tokens):
            marked = row == self._at
            if not marked and (row % every or abs(row - self._at) < every):
                continue
            painter.setFont(theme.font(11, 600 if marked else 400))
            painter.setPen(theme.color("text" if marked else "text-2"))
            room = self._label_width - theme.px(6)
            words = painter.fontMetrics().elidedText(token, Qt.TextElideMode.ElideRight, int(room) + 1)
            middle = field.top() + (row + 0.5) * high
            painter.drawText(QRectF(0, middle - theme.px(8), room, theme.px(16)), RIGHT, words)

    def _paint_scale(self, painter: QPainter, field: QRectF) -> None:
        """The colours and what they stand for."""
        top = field.bottom() + theme.px(10)
        bar = QRectF(field.right() - theme.px(BAR_WIDE + 44), top, theme.px(BAR_WIDE), theme.px(BAR_HIGH))
        ramp = np.linspace(0.0 if self._shares else -1.0, 1.0, 128)[None]
        painter.drawImage(bar, share_image(ramp) if self._shares else signed_image(ramp))
        painter.setPen(QPen(theme.color("edge"), 1))
        painter.drawRect(bar)
        painter.setFont(theme.font(11, 400, tabular=True))
        painter.setPen(theme.color("text-2"))
        most = "1" if self._shares else f"{self._largest:.3g}"
        high = QRectF(0, bar.center().y() - theme.px(8), bar.left() - theme.px(6), theme.px(16))
        painter.drawText(high, RIGHT, "0" if self._shares else f"−{most}")
        high.moveLeft(bar.right() + theme.px(6))
        painter.drawText(high, Qt.AlignmentFlag.AlignVCenter, most)

    def _paint_card(self, painter: QPainter, box: QRectF) -> None:
        """Beside the cell, never on its row."""
        painter.setFont(theme.font(12, 500, tabular=True))
        wide = painter.fontMetrics().horizontalAdvance(self.words) + theme.px(22)
        card = QRectF(box.center().x() + theme.px(8), box.bottom() + theme.px(6), wide, theme.px(28))
        if card.right() > self.width() - 2:
            card.moveRight(max(wide + 2.0, box.center().x() - theme.px(8)))
        if card.bottom() > self.height() - 2:
            card.moveBottom(box.top() - theme.px(6))
        painter.setPen(QPen(theme.color("edge"), 1))
        painter.setBrush(theme.color("raised"))
        painter.drawRoundedRect(card, theme.px(8), theme.px(8))
        painter.setPen(theme.color("text"))
        painter.drawText(card, CENTRE, self.words)


def _sample(count: int) -> np.ndarray:
    """Which of so many are drawn."""
    places: np.ndarray = np.linspace(0, count - 1, min(count, MOST_DRAWN)).round().astype(int)
    return places

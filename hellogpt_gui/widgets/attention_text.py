"""One attention pattern on the text itself: each token is tinted by how much the asking one looks at it.

A click chooses the asking token; left and right, Home and End move it.
"""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.attention_arcs import said
from hellogpt_gui.widgets.value_scale import SHARES, ValueScale, figure

CHIP, LINE, GAP, PADDING, TEXT = 28, 54, 2, 5, 16
FULL = 0.62  # opacity of the strongest tint
TOLD_FROM = 0.18  # strength from which the number is written under the token
NEWLINE = "⏎"


class AttentionText(QWidget):
    """``picked`` says the asking token that the person chose."""

    picked = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._tokens: tuple[str, ...] = ()
        self._boxes: list[QRectF] = []
        self._pattern, self._scale, self._at = np.zeros((0, 0)), SHARES, 0
        theme.changed.connect(self._dress)

    @property
    def at(self) -> int:
        return self._at

    def show_pattern(self, tokens: Sequence[str], pattern: np.ndarray, at: int, scale: ValueScale = SHARES) -> None:
        """``pattern``: T T, row by row of the asking token; ``at``: the one that is chosen."""
        changed = tuple(tokens) != self._tokens
        self._tokens, self._pattern, self._at, self._scale = tuple(tokens), pattern, at, scale
        if changed:
            self._dress()
        self.setAccessibleDescription(said(self._tokens, pattern, at))
        self.update()

    def box_of(self, token: int) -> QRectF:
        """Where a token stands."""
        return self._boxes[token]

    # ---- layout ----

    @Slot()
    def _dress(self) -> None:
        self._boxes = self._lay_out(self.width())
        self.updateGeometry()
        self.update()

    def _lay_out(self, width: float) -> list[QRectF]:
        measure = QFontMetricsF(theme.font(TEXT)).horizontalAdvance
        least = QFontMetricsF(theme.font(11, tabular=True)).horizontalAdvance("−0.00")
        boxes: list[QRectF] = []
        x, y, ended = 3.0, 3.0, False
        for token in self._tokens:
            wide = max(measure(token) + 2 * theme.px(PADDING), least)
            if x > 3 and (ended or x + wide > width - 3):
                x, y = 3.0, y + theme.px(LINE)
            boxes.append(QRectF(x, y, wide, theme.px(CHIP)))
            x += wide + theme.px(GAP)
            ended = token.endswith(NEWLINE)
        return boxes

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._boxes = self._lay_out(self.width())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        boxes = self._lay_out(width)
        return round(boxes[-1].top()) + theme.px(LINE) if boxes else theme.px(LINE)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(420), self.heightForWidth(theme.px(420)))

    def minimumSizeHint(self) -> QSize:
        widest = max((box.width() for box in self._boxes), default=0.0)
        return QSize(max(theme.px(240), round(widest) + 7), theme.px(LINE))

    # ---- hand and keys ----

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pick(self._token_at(event.position()))

    def _token_at(self, point: QPointF) -> int:
        return next((index for index, box in enumerate(self._boxes) if box.contains(point)), -1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._tokens) - 1
        moves = {
            Qt.Key.Key_Left: self._at - 1,
            Qt.Key.Key_Right: self._at + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        key = Qt.Key(event.key())
        if key in moves:
            self._pick(moves[key])
        else:
            super().keyPressEvent(event)

    def _pick(self, token: int) -> None:
        if 0 <= token < len(self._tokens) and token != self._at:
            self.picked.emit(token)

    # ---- painting ----

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index, (token, box) in enumerate(zip(self._tokens, self._boxes, strict=False)):
            seen = index <= self._at
            value = float(self._pattern[self._at, index]) if seen else 0.0
            strength = self._scale.strength(value)
            painter.setPen(QPen(theme.color("accent-ink"), theme.px(2)) if index == self._at else Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(self._scale.ink(value), FULL * strength))
            painter.drawRoundedRect(box, theme.px(4), theme.px(4))
            painter.setFont(theme.font(TEXT, 600 if index == self._at else 400))
            painter.setPen(theme.color("text" if seen else "text-3"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, token)
            if seen and strength >= TOLD_FROM:
                painter.setFont(theme.font(11, 400, tabular=True))
                painter.setPen(theme.color("text-2"))
                under = QRectF(box.left() - 6, box.bottom() + theme.px(1), box.width() + 12, theme.px(15))
                painter.drawText(under, Qt.AlignmentFlag.AlignCenter, figure(value))

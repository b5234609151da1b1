"""One attention pattern as arcs over a line of text: from the token that asks to those it looks at."""

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.attention_matrix import bare
from hellogpt_gui.widgets.attention_tokens import TOLD, AttentionTokens
from hellogpt_gui.widgets.value_scale import figure

SMALLEST, LARGEST = 12, 76
LONGEST_LABEL = 96
SIDE, TOP = 16, 26
THICKEST, FAINTEST = 6.0, 0.04  # px of an arc; strength below which none is drawn
OTHERS, MOST_OTHERS = 0.35, 300  # opacity of the arcs of tokens that are not chosen, and how many of them are drawn


class AttentionArcs(AttentionTokens):
    """Arcs of the asking token stand out; the strongest of the others are faint."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._label_high = 0.0  # px for the names below the line

    # ---- where things are ----

    def _place_tokens(self) -> None:
        measure = QFontMetricsF(theme.font(12, 600)).horizontalAdvance
        longest = max((measure(bare(token)) for token in self._tokens), default=0.0)
        self._label_high = min(longest, theme.px(LONGEST_LABEL)) * 0.75 + theme.px(16)

    @property
    def _cell(self) -> float:
        room = (self.width() - 2 * theme.px(SIDE) - self._label_high) / max(1, len(self._tokens))
        return max(float(theme.px(SMALLEST)), min(float(theme.px(LARGEST)), room))

    @property
    def _ground(self) -> float:
        """y of the line on which the tokens stand; arcs no higher than half as wide as the whole."""
        most = theme.px(TOP) + self._cell * max(2, len(self._tokens)) / 2
        return min(self.height() - self._label_high, max(most, theme.px(120)))

    def place(self, token: int) -> QPointF:
        """Where a token stands."""
        return QPointF(theme.px(SIDE) + (token + 0.5) * self._cell, self._ground)

    def minimumSizeHint(self) -> QSize:
        wide = 2 * theme.px(SIDE) + len(self._tokens) * theme.px(SMALLEST) + round(self._label_high)
        return QSize(wide, theme.px(140) + round(self._label_high))

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint().expandedTo(QSize(theme.px(420), theme.px(360)))

    # ---- hand and keys ----

    def _token_at(self, point: QPointF) -> int:
        token = int((point.x() - theme.px(SIDE)) // self._cell)
        return token if 0 <= token < len(self._tokens) else -1

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            token = self._token_at(QPointF(event.pos()))
            words = ""
            if 0 <= token <= self._at:
                value = figure(float(self._pattern[self._at, token]))
                words = f"{bare(self._tokens[self._at])} → {bare(self._tokens[token])}  {value}"
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    # ---- painting ----

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._tokens:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        cell = self._cell
        for row, column in self._others():
            self._paint_arc(painter, row, column, cell)
        for column in range(self._at + 1):
            self._paint_arc(painter, self._at, column, cell)
        self._paint_tokens(painter, cell)
        self._paint_numbers(painter, cell)

    def _others(self) -> list[tuple[int, int]]:
        """The strongest arcs of the tokens that are not chosen."""
        strong = np.abs(self._pattern)
        strong[self._at] = 0.0
        best = np.argsort(-strong, axis=None)[:MOST_OTHERS]
        rows, columns = np.unravel_index(best, strong.shape)
        return list(zip(rows.tolist(), columns.tolist(), strict=True))

    def _paint_arc(self, painter: QPainter, row: int, column: int, cell: float) -> None:
        value, chosen = float(self._pattern[row, column]), row == self._at
        strength = self._scale.strength(value)
        if strength < FAINTEST:
            return
        opacity = max(0.15, strength) * (1.0 if chosen else OTHERS)
        wide = max(1.0, theme.px(THICKEST) * strength * min(1.0, cell / theme.px(20))) if chosen else 1.0
        pen = QPen(theme.color(self._scale.ink(value) if chosen else "text-3", opacity), wide)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(self._arc(row, column, cell))

    def _arc(self, row: int, column: int, cell: float) -> QPainterPath:
        """Half an ellipse; a token that looks at itself has a small loop."""
        right, ground = self.place(row).x(), self._ground - theme.px(4)
        path = QPainterPath()
        if row == column:
            radius = min(cell * 0.3, theme.px(9))
            path.addEllipse(QPointF(right, ground - radius), radius * 0.8, radius)
            return path
        left = self.place(column).x()
        high = self._high(row - column, cell)
        path.moveTo(left, ground)
        path.arcTo(QRectF(left, ground - high, right - left, 2 * high), 180, -180)
        return path

    def _high(self, apart: int, cell: float) -> float:
        """How high an arc goes: as high as half as wide where there is room."""
        room, widest = self._ground - theme.px(TOP), max(1, len(self._tokens) - 1)
        return min(apart * cell / 2, room * (0.25 + 0.75 * apart / widest))

    def _paint_tokens(self, painter: QPainter, cell: float) -> None:
        every = max(1, -(-theme.px(14) // int(cell)))
        for index, token in enumerate(self._tokens):
            place, chosen = self.place(index), index == self._at
            near = index % every == 0 and abs(index - self._at) >= every
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent-ink" if chosen else "edge"))
            painter.drawEllipse(place, theme.px(3 if chosen else 2), theme.px(3 if chosen else 2))
            if not (near or chosen):
                continue
            painter.setFont(theme.font(12, 600 if chosen else 400))
            painter.setPen(theme.color("text" if chosen else "text-2" if index <= self._at else "text-3"))
            words = painter.fontMetrics().elidedText(bare(token), Qt.TextElideMode.ElideRight, theme.px(LONGEST_LABEL))
            painter.save()
            painter.translate(place.x() - theme.px(3), place.y() + theme.px(16))
            painter.rotate(45)
            painter.drawText(QPointF(0, 0), words)
            painter.restore()

    def _paint_numbers(self, painter: QPainter, cell: float) -> None:
        """What the chosen token gives to those it looks at most, at the top of their arcs."""
        values = self._pattern[self._at][: self._at + 1]
        painter.setFont(theme.font(12, 600, tabular=True))
        taken: list[QRectF] = []
        for column in np.argsort(-np.abs(values))[:TOLD].tolist():
            if self._scale.strength(float(values[column])) < 4 * FAINTEST or column == self._at:
                continue
            words = figure(float(values[column]))
            middle = (self.place(column).x() + self.place(self._at).x()) / 2
            top = self._ground - theme.px(4) - self._high(self._at - column, cell)
            wide = QFontMetricsF(painter.font()).horizontalAdvance(words) + theme.px(8)
            box = QRectF(middle - wide / 2, top - theme.px(20), wide, theme.px(16))
            if not any(box.intersects(other) for other in taken):
                taken.append(box)
                painter.setPen(theme.color("text"))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

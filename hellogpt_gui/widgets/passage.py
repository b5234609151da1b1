"""One turn of a transcript: what a person wrote, and the answer, laid out in lines and painted token by token.

The tint of a token says how sure the model was of it: its surprise −log2 p, in four steps.
"""

import math
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.token_layout import Piece, TokenLayout

TEXT, LINE, BUBBLE_LINE = 16, 30, 24
BUBBLE = 0.8  # of the column, at most
SURE_BITS, GUESS_BITS, STEPS = 0.3, 2.9, 4
STRONGEST_LIGHT, STRONGEST_DARK = 0.46, 0.38  # opacity of the full tint


@dataclass(frozen=True)
class TextToken:
    """A token as it is shown. ``probability``: the model's own, 0…1."""

    text: str
    label: str
    probability: float
    facts: str = ""
    alternatives: tuple[tuple[str, float], ...] = ()


def tint_step(probability: float) -> int:
    """0 (sure) … 4 (a guess)."""
    bits = -math.log2(max(probability, 1e-9))
    share = (bits - SURE_BITS) / (GUESS_BITS - SURE_BITS)
    return max(0, min(STEPS, math.ceil(share * STEPS)))


def tint(step: int) -> QColor:
    """The colour behind a token of that step."""
    return theme.color("unsure", (STRONGEST_DARK if theme.dark else STRONGEST_LIGHT) * step / STEPS)


@dataclass
class Passage:
    """``words``: what the person wrote (may be empty); the answer stands below, under ``heading`` and ``detail``.

    ``top`` and ``height``: its place in the transcript, in px.
    """

    words: str
    heading: str
    detail: str
    tokens: list[TextToken] = field(default_factory=list)
    top: int = 0
    bubble: TokenLayout = field(default_factory=lambda: TokenLayout(1, len))
    answer: TokenLayout = field(default_factory=lambda: TokenLayout(1, len))

    # ---- layout -----------------------------------------------------------------------------------------------------

    def lay_out(self, width: float) -> None:
        """Break every line for a column of that width."""
        measure = QFontMetricsF(theme.font(TEXT)).horizontalAdvance
        self.bubble = TokenLayout(width * BUBBLE - theme.px(28), measure)
        self.bubble.append(self.words)
        self.answer = TokenLayout(width, measure)
        for token in self.tokens:
            self.answer.append(token.text)

    def append(self, token: TextToken) -> None:
        """One more token of the answer."""
        self.tokens.append(token)
        self.answer.append(token.text)

    @property
    def bubble_height(self) -> int:
        return len(self.bubble.lines) * theme.px(BUBBLE_LINE) + theme.px(12 + 16) if self.words.strip() else 0

    @property
    def text_top(self) -> int:
        """Where the first line of the answer begins."""
        return self.top + self.bubble_height + (theme.px(26) if self.heading else 0)

    @property
    def height(self) -> int:
        return self.text_top - self.top + len(self.answer.lines) * theme.px(LINE)

    def piece_at(self, x: float, y: float) -> Piece | None:
        """The piece at a point: ``x`` from the column's left edge, ``y`` from the first line's top."""
        row = int(y // theme.px(LINE))
        pieces = self.answer.lines[row].pieces if 0 <= row < len(self.answer.lines) else []
        return next((piece for piece in pieces if piece.x <= x < piece.x + piece.width), None)

    def box_of(self, token: int) -> QRectF | None:
        """The first box of a token, from the column's left edge and the first line's top; None if it shows nothing."""
        for row, line in enumerate(self.answer.lines):
            for piece in line.pieces:
                if piece.token == token:
                    return box_of(piece, 0, row * theme.px(LINE))
        return None

    # ---- painting ---------------------------------------------------------------------------------------------------

    def paint(self, painter: QPainter, column: QRectF, scrolled: int, chosen: int | None) -> None:
        """Paint what is seen of it. ``chosen``: the token that wears a ring."""
        top = self.top - scrolled
        self._paint_bubble(painter, column, top)
        self._paint_heading(painter, column, top + self.bubble_height)
        self._paint_answer(painter, column, self.text_top - scrolled, chosen)

    def _paint_bubble(self, painter: QPainter, column: QRectF, top: float) -> None:
        if not self.words.strip():
            return
        layout = self.bubble
        wide = max(line.end for line in layout.lines) + theme.px(28)
        high = len(layout.lines) * theme.px(BUBBLE_LINE) + theme.px(12)
        area = QRectF(column.right() - wide, top, wide, high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("soft"))
        painter.drawRoundedRect(area, theme.px(8), theme.px(8))
        painter.setFont(theme.font(TEXT))
        painter.setPen(theme.color("text"))
        for row, line in enumerate(layout.lines):
            box = QRectF(
                area.x() + theme.px(14), top + theme.px(6) + row * theme.px(BUBBLE_LINE), wide, theme.px(BUBBLE_LINE)
            )
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, "".join(piece.text for piece in line.pieces))

    def _paint_heading(self, painter: QPainter, column: QRectF, top: float) -> None:
        if not self.heading:
            return
        box = QRectF(column.x(), top, column.width(), theme.px(20))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(theme.font(12, 600, tabular=True))
        painter.setPen(theme.color("text-2"))
        painter.drawText(box, middle, self.heading)
        gone = painter.fontMetrics().horizontalAdvance(self.heading) + theme.px(10)
        painter.setFont(theme.font(12, 400, tabular=True))
        painter.drawText(box.adjusted(gone, 0, 0, 0), middle, self.detail)
        _paint_legend(painter, box)

    def _paint_answer(self, painter: QPainter, column: QRectF, top: float, chosen: int | None) -> None:
        high = theme.px(LINE)
        first = max(0, int(-top // high))
        last = min(len(self.answer.lines), int((column.height() - top) // high) + 1)
        painter.setFont(theme.font(TEXT))
        for row in range(first, last):
            for piece in self.answer.lines[row].pieces:
                box = box_of(piece, column.x(), top + row * high)
                self._paint_behind(painter, box, tint_step(self.tokens[piece.token].probability), piece.token == chosen)
                ascent, line = painter.fontMetrics().ascent(), painter.fontMetrics().height()
                painter.setPen(theme.color("text"))
                base = top + row * high + (high - line) / 2 + ascent
                painter.drawText(QPointF(column.x() + piece.x, base), piece.text)

    @staticmethod
    def _paint_behind(painter: QPainter, box: QRectF, step: int, chosen: bool) -> None:
        radius = theme.px(3)
        if step:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tint(step))
            painter.drawRoundedRect(box, radius, radius)
        if chosen:
            painter.setPen(QPen(theme.color("accent-ink"), theme.px(2)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(-1, -1, 1, 1), radius, radius)


def box_of(piece: Piece, left: float, top: float) -> QRectF:
    """Round the letters of a piece, without the space before them."""
    space = QFontMetricsF(theme.font(TEXT)).horizontalAdvance(" ")
    bare = piece.text.lstrip(" ")
    skip = space * (len(piece.text) - len(bare)) if bare else 0.0
    inset = theme.px(4)
    before, after = (1.0 if skip or not piece.x else -0.5), 0.5  # pieces of one word do not overlap
    return QRectF(
        left + piece.x + skip - before, top + inset, piece.width - skip + before + after, theme.px(LINE) - 2 * inset
    )


def _paint_legend(painter: QPainter, box: QRectF) -> None:
    """sure ▢▢▢▢▢ a guess"""
    painter.setFont(theme.font(12))
    measure = painter.fontMetrics().horizontalAdvance
    side, gap = theme.px(12), theme.px(3)
    x = box.right() - measure("a guess")
    painter.drawText(QRectF(x, box.y(), box.right() - x, box.height()), Qt.AlignmentFlag.AlignVCenter, "a guess")
    for step in range(STEPS, -1, -1):
        x -= side + gap if step < STEPS else side + theme.px(7)
        square = QRectF(x, box.center().y() - side / 2, side, side)
        painter.setPen(QPen(theme.color("line"), 1))
        painter.setBrush(tint(step))
        painter.drawRoundedRect(square, theme.px(3), theme.px(3))
    painter.setPen(theme.color("text-2"))
    x -= measure("sure") + theme.px(7)
    painter.drawText(QRectF(x, box.y(), measure("sure") + 2, box.height()), Qt.AlignmentFlag.AlignVCenter, "sure")

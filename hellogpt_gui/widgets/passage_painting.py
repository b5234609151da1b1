"""A turn of a transcript on the screen: bubble, heading with its legend, tinted tokens, the hairline of the context.

Only the lines that are seen are painted.
"""

import functools
import unicodedata
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.passage import ABOVE_WORDS, BUBBLE_LINE, LINE, SEEN, TEXT, Passage, box_of, measure
from hellogpt_gui.widgets.tints import Tint, colour, paint_legend
from hellogpt_gui.widgets.token_layout import Line
from hellogpt_gui.widgets.underline import paint_underline, under

MIDDLE = Qt.AlignmentFlag.AlignVCenter
SEEN_WORDS, UNSEEN_WORDS = "the model sees from here on", "what follows the model does not see"
HEADING_LINE = 20
UNDER = 4  # px between a line's lower edge and the line under copied text


@dataclass(frozen=True)
class Look:
    """How passages are painted: ``column`` of text in the viewport, px that are ``scrolled`` away, and the tint.

    Lines from ``begin`` to ``end`` px of the viewport have to be painted again.
    """

    column: QRectF
    scrolled: int
    tint: Tint
    begin: float
    end: float


def paint_passage(painter: QPainter, passage: Passage, look: Look, chosen: int | None) -> QRectF:
    """Paint what is seen of it; where its legend stands. ``chosen``: the token that wears a ring."""
    if passage.seen_from == ABOVE_WORDS:
        paint_seen_line(painter, look.column, passage.top - look.scrolled)
    elif passage.seen_from == 0:
        paint_seen_line(painter, look.column, passage.heading_top - theme.px(SEEN) - look.scrolled)
    if passage.unseen_from:
        below = passage.bubble_top + passage.bubble_height if passage.unseen_from == "answer" else passage.end_top
        paint_seen_line(painter, look.column, below - look.scrolled, UNSEEN_WORDS)
    if passage.words.strip() and (passage.editor is None or passage.edits_answer):
        _paint_bubble(painter, passage, look.column, passage.bubble_top - look.scrolled)
    legend = _paint_heading(painter, passage, look, passage.heading_top - look.scrolled)
    if passage.editor is None or not passage.edits_answer:
        _paint_answer(painter, passage, look, chosen)
    return legend


def bubble_box(passage: Passage, column: QRectF, top: float) -> QRectF:
    """Where the bubble stands that begins at a height."""
    wide = max(line.end for line in passage.bubble.lines) + theme.px(28)
    high = len(passage.bubble.lines) * theme.px(BUBBLE_LINE) + theme.px(12)
    return QRectF(column.right() - wide, top, wide, high)


def _paint_bubble(painter: QPainter, passage: Passage, column: QRectF, top: float) -> None:
    area = bubble_box(passage, column, top)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("soft"))
    painter.drawRoundedRect(area, theme.px(8), theme.px(8))
    painter.setFont(theme.font(TEXT))
    painter.setPen(theme.color("text"))
    high = theme.px(BUBBLE_LINE)
    first = max(0, int((-top - theme.px(6)) // high))
    last = min(len(passage.bubble.lines), int((column.height() - top) // high) + 1)
    for row in range(first, last):
        box = QRectF(area.x() + theme.px(14), top + theme.px(6) + row * high, area.width(), high)
        painter.drawText(box, MIDDLE, "".join(piece.text for piece in passage.bubble.lines[row].pieces))


def _paint_heading(painter: QPainter, passage: Passage, look: Look, top: float) -> QRectF:
    if not passage.heading or not -theme.px(LINE) < top < look.column.height():
        return QRectF()
    box = QRectF(look.column.x(), top, look.column.width(), theme.px(HEADING_LINE))
    painter.setFont(theme.font(12, 600, tabular=True))
    painter.setPen(theme.color("text-2"))
    painter.drawText(box, MIDDLE, passage.heading)
    gone = painter.fontMetrics().horizontalAdvance(passage.heading) + theme.px(10)
    legend = paint_legend(painter, box, look.tint)
    painter.setFont(theme.font(12, 400, tabular=True))
    painter.setPen(theme.color("text-2"))
    room = legend.left() - box.left() - gone - theme.px(10)
    detail = painter.fontMetrics().elidedText(passage.detail, Qt.TextElideMode.ElideRight, int(room))
    painter.drawText(box.adjusted(gone, 0, 0, 0), MIDDLE, detail)
    return legend


def _paint_answer(painter: QPainter, passage: Passage, look: Look, chosen: int | None) -> None:
    top, high, lines = passage.text_top - look.scrolled, theme.px(LINE), passage.answer.lines
    first = max(0, passage.row_at(look.begin - top))
    last = min(len(lines), passage.row_at(look.end - top) + 1)
    painter.setFont(theme.font(TEXT))
    metrics = painter.fontMetrics()
    base = (high - metrics.height()) / 2 + metrics.ascent()
    seen = passage.seen_row
    for row in range(first, last):
        y = top + passage.row_top(row)
        for piece in lines[row].pieces:
            step = look.tint.step(passage.tokens[piece.token])
            if step or piece.token == chosen:
                _paint_behind(painter, box_of(piece, look.column.x(), y), step, piece.token == chosen)
        painter.setPen(theme.color("text"))
        _paint_letters(painter, lines[row], QPointF(look.column.x(), y + base))
        if passage.copied:
            runs = under(lines, row, passage.copied, lambda token: passage.tokens[token].text, measure)
            paint_underline(painter, runs, look.column.x(), y + high - theme.px(UNDER))
        if row == seen:
            _paint_view_begins(painter, passage, look.column, y)
            painter.setFont(theme.font(TEXT))
    if chosen is not None and passage.box_of(chosen) is None:
        _paint_behind(painter, passage.place_of(chosen).translated(look.column.x(), top), 0, True)
    if passage.end and last == len(lines):
        painter.setFont(theme.font(12))
        painter.setPen(theme.color("text-3"))
        x = look.column.x() + lines[-1].end + (theme.px(6) if lines[-1].pieces else 0)
        painter.drawText(QPointF(x, top + passage.row_top(len(lines) - 1) + base), passage.end)


def _paint_letters(painter: QPainter, line: Line, begin: QPointF) -> None:
    """Piece by piece, where each was measured; as one where letters of several pieces make one shape or turn round."""
    whole = "".join(piece.text for piece in line.pieces)
    if _shaped_together(whole):
        painter.drawText(begin, whole)
        return
    for piece in line.pieces:
        painter.drawText(QPointF(begin.x() + piece.x, begin.y()), piece.text)


@functools.lru_cache(maxsize=1000)
def _shaped_together(text: str) -> bool:
    """Whether it has marks that combine, or letters that run from right to left."""
    if text.isascii():
        return False
    return any(unicodedata.combining(c) or unicodedata.bidirectional(c) in ("R", "AL") for c in text)


def _paint_behind(painter: QPainter, box: QRectF, step: int, chosen: bool) -> None:
    radius = theme.px(3)
    if step:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(step))
        painter.drawRoundedRect(box, radius, radius)
    if chosen:
        painter.setPen(QPen(theme.color("accent-ink"), theme.px(2)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(-1, -1, 1, 1), radius, radius)


def _paint_view_begins(painter: QPainter, passage: Passage, column: QRectF, y: float) -> None:
    """The hairline above the line that the model's view begins in, and a bracket before the token."""
    paint_seen_line(painter, column, y - theme.px(SEEN))
    box = passage.box_of(passage.seen_from or 0)
    if box is not None and box.x() > 1:
        x, inset, arm = column.x() + box.x() - 1, theme.px(5), theme.px(4)
        painter.setPen(QPen(theme.color("text-3"), 1))
        painter.drawPolyline(
            [QPointF(x + arm, y + inset), QPointF(x, y + inset), QPointF(x, y + theme.px(LINE) - inset),
             QPointF(x + arm, y + theme.px(LINE) - inset)]
        )  # fmt: skip


def paint_seen_line(painter: QPainter, column: QRectF, top: float, words: str = SEEN_WORDS) -> None:
    """A hairline across the column with words in its middle, in a gap that begins at a height."""
    painter.setFont(theme.font(12))
    wide = painter.fontMetrics().horizontalAdvance(words) + 2 * theme.px(12)
    box = QRectF(column.x(), top, column.width(), theme.px(SEEN - 8))
    painter.setPen(theme.color("text-3"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
    painter.setPen(QPen(theme.color("line"), 1))
    y = round(box.center().y()) + 0.5
    painter.drawLine(QPointF(box.x(), y), QPointF(box.center().x() - wide / 2, y))
    painter.drawLine(QPointF(box.center().x() + wide / 2, y), QPointF(box.right(), y))

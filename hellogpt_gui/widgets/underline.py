"""The line under stretches of a laid-out text: over their whole length, across line ends, from letter to letter."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from itertools import takewhile
from operator import itemgetter

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPen

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.token_layout import Line

THICK = 2
# A letter by its token and its place in the token's text.
Letter = tuple[int, int]
Stretch = tuple[Letter, Letter]


def joined(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Stretches that overlap or touch as one; rising and apart."""
    apart: list[Stretch] = []
    for begin, end in sorted(stretches):
        if apart and begin <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((begin, end))
    return apart


def under(
    lines: Sequence[Line],
    row: int,
    stretches: Sequence[Stretch],
    text_of: Callable[[int], str],
    measure: Callable[[str], float],
) -> list[tuple[float, float]]:
    """Where the line runs under a row: from … to, in px from the column's left edge.

    ``stretches``: rising and apart; ``text_of``: the whole text of a token.
    """
    found: list[tuple[float, float]] = []
    token, at = -1, 0
    pieces = lines[row].pieces
    if not pieces:
        return found
    near = bisect_left(stretches, (pieces[0].token, 0), key=itemgetter(1))
    here = list(takewhile(lambda stretch: stretch[0][0] <= pieces[-1].token, stretches[near:]))
    for piece in pieces:
        if piece.token != token:
            token, at = piece.token, _shown_before(lines, row, piece.token, text_of)
        at = text_of(token).find(piece.text, at)
        for (first, skip), (last, until) in here:
            if not first <= token <= last:
                continue
            begin = max(skip - at, 0) if token == first else 0
            end = min(until - at, len(piece.text)) if token == last else len(piece.text)
            if begin >= end:
                continue
            left = piece.x + (measure(piece.text[:begin]) if begin else 0.0)
            right = piece.x + (measure(piece.text[:end]) if end < len(piece.text) else piece.width)
            if found and left - found[-1][1] < 1:
                found[-1] = (found[-1][0], right)
            else:
                found.append((left, right))
        at += len(piece.text)
    return found


def _shown_before(lines: Sequence[Line], row: int, token: int, text_of: Callable[[int], str]) -> int:
    """How much of a token stands in the rows above: what is not shown of it, spaces and line ends, included."""
    pieces: list[str] = []
    for above in reversed(lines[:row]):
        own = [piece.text for piece in above.pieces if piece.token == token]
        pieces[:0] = own
        if above.pieces and above.pieces[0].token != token:
            break
    at = 0
    for text in pieces:
        at = text_of(token).find(text, at) + len(text)
    return at


def paint_underline(painter: QPainter, runs: Sequence[tuple[float, float]], left: float, y: float) -> None:
    """Draw it: ``left``: the column's left edge; ``y``: the line's middle."""
    painter.setPen(QPen(theme.color("copied"), theme.px(THICK)))
    for begin, end in runs:
        painter.drawLine(QPointF(left + begin, y), QPointF(left + end, y))

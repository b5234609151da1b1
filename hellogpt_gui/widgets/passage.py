"""One turn of a transcript, laid out: what a person wrote, and the answer, in lines whose every token has its place.

From the top: the bubble, the heading, the lines of the answer, what stands under it. Where the model's view begins,
a gap is left for a hairline.
"""

import functools
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Literal

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QWidget

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.tints import TextToken
from hellogpt_gui.widgets.token_layout import Piece, TokenLayout
from hellogpt_gui.widgets.underline import Stretch

__all__ = ["BUBBLE_LINE", "LINE", "TEXT", "Passage", "TextToken", "box_of", "measure"]

TEXT, LINE, BUBBLE_LINE = 16, 30, 24
BUBBLE = 0.8  # of the column, at most
HEADING, SEEN, FOOT = 26, 30, 32
ABOVE_WORDS = -1
WIDTHS_KEPT = 50_000


@dataclass
class Passage:
    """``words``: what the person wrote (may be empty); the answer stands below, under ``heading`` and ``detail``.

    ``top`` and ``height``: its place in the transcript, in px. ``end``: what stands after the last token, as ⟨end⟩.
    ``seen_from``: the token that the model's view begins with, ABOVE_WORDS for all of the passage, None elsewhere.
    ``unseen_from``: what the model skips begins behind the words, or behind the answer.
    ``notes``: widgets under the answer, one below the other; ``has_foot``: room is left below them.
    ``copied``: what is underlined of the answer.
    ``editor`` stands in the place of the words, or of the answer where ``edits_answer``.
    """

    words: str
    heading: str
    detail: str
    tokens: list[TextToken] = field(default_factory=list)
    top: int = 0
    end: str = ""
    seen_from: int | None = None
    unseen_from: Literal["", "answer", "end"] = ""
    notes: list[QWidget] = field(default_factory=list)
    has_foot: bool = False
    copied: list[Stretch] = field(default_factory=list)
    editor: QWidget | None = None
    edits_answer: bool = False
    bubble: TokenLayout = field(default_factory=lambda: TokenLayout(1, len))
    answer: TokenLayout = field(default_factory=lambda: TokenLayout(1, len))

    # ---- layout -----------------------------------------------------------------------------------------------------

    def lay_out(self, width: float) -> None:
        """Break every line for a column of that width."""
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
    def bubble_top(self) -> int:
        return self.top + (theme.px(SEEN) if self.seen_from == ABOVE_WORDS else 0)

    @property
    def bubble_height(self) -> int:
        if self.editor is not None and not self.edits_answer:
            return self.editor.sizeHint().height() + theme.px(16)
        return len(self.bubble.lines) * theme.px(BUBBLE_LINE) + theme.px(12 + 16) if self.words.strip() else 0

    @property
    def heading_top(self) -> int:
        lines = (self.seen_from == 0) + (self.unseen_from == "answer")
        return self.bubble_top + self.bubble_height + lines * theme.px(SEEN)

    @property
    def text_top(self) -> int:
        """Where the first line of the answer begins."""
        return self.heading_top + (theme.px(HEADING) if self.heading else 0)

    @property
    def notes_top(self) -> int:
        """Where the answer ends."""
        if self.editor is not None and self.edits_answer:
            return self.text_top + self.editor.sizeHint().height() + theme.px(8)
        return self.text_top + self.row_top(len(self.answer.lines))

    @property
    def foot_top(self) -> int:
        return self.notes_top + sum(note.sizeHint().height() + theme.px(4) for note in self.notes)

    @property
    def height(self) -> int:
        return self.end_top + (theme.px(SEEN) if self.unseen_from == "end" else 0) - self.top

    @property
    def end_top(self) -> int:
        """Where the foot ends."""
        return self.foot_top + (theme.px(FOOT) if self.has_foot else 0)

    def row_top(self, row: int) -> int:
        """Where a line begins, from the first line's top."""
        seen = self.seen_row
        return row * theme.px(LINE) + (theme.px(SEEN) if seen is not None and row >= seen else 0)

    @property
    def seen_row(self) -> int | None:
        """The line that the model's view begins in, if it begins inside of the answer."""
        if self.seen_from is None or self.seen_from <= 0:
            return None
        at = self._find(self.seen_from)
        return at[0] if at else None

    def row_at(self, y: float) -> int:
        """The line at a height, from the first line's top."""
        seen = self.seen_row
        if seen is not None and y >= seen * theme.px(LINE):
            y = max(y - theme.px(SEEN), seen * theme.px(LINE))
        return int(y // theme.px(LINE))

    def piece_at(self, x: float, y: float) -> Piece | None:
        """The piece at a point: ``x`` from the column's left edge, ``y`` from the first line's top."""
        row = self.row_at(y)
        pieces = self.answer.lines[row].pieces if 0 <= row < len(self.answer.lines) and not self.edits_answer else []
        return next((piece for piece in pieces if piece.x <= x < piece.x + piece.width), None)

    def box_of(self, token: int) -> QRectF | None:
        """The first box of a token, from the column's left edge and the first line's top; None if it shows nothing."""
        at = self._find(token)
        return box_of(at[1], 0, self.row_top(at[0])) if at else None

    def place_of(self, token: int) -> QRectF:
        """Where a card may point at a token: its box, or of one that shows nothing, as a newline, where it stands."""
        box = self.box_of(token)
        if box is not None:
            return box
        row = max(0, bisect_left(self.answer.lines, token, key=lambda line: line.token) - 1)
        x = max((piece.x + piece.width for piece in self.answer.lines[row].pieces if piece.token < token), default=0.0)
        inset = theme.px(4)
        return QRectF(x + 1, self.row_top(row) + inset, theme.px(6), theme.px(LINE) - 2 * inset)

    def token_at_character(self, character: int) -> int:
        """The token that holds a character of the answer's text."""
        for number, token in enumerate(self.tokens):
            length = 0 if token.silent else len(token.text)
            if character < length:
                return number
            character -= length
        return len(self.tokens)

    def _find(self, token: int) -> tuple[int, Piece] | None:
        """The line and the first piece of a token. It may begin in the line before the first that begins with it."""
        lines = self.answer.lines
        row = bisect_left(lines, token, key=lambda line: line.token)
        for number in range(max(0, row - 1), min(row + 1, len(lines))):
            for piece in lines[number].pieces:
                if piece.token == token:
                    return number, piece
        return None


def measure(text: str) -> float:
    """The width of a string in the letters of a transcript."""
    return _width(text, theme.zoom)


@functools.lru_cache(maxsize=WIDTHS_KEPT)
def _width(text: str, zoom: float) -> float:
    return QFontMetricsF(theme.font(TEXT)).horizontalAdvance(text)


def box_of(piece: Piece, left: float, top: float) -> QRectF:
    """Round the letters of a piece, without the space before them."""
    bare = piece.text.lstrip(" ")
    skip = measure(" ") * (len(piece.text) - len(bare)) if bare else 0.0
    inset = theme.px(4)
    before, after = (1.0 if skip or not piece.x else -0.5), 0.5  # pieces of one word do not overlap
    return QRectF(
        left + piece.x + skip - before, top + inset, piece.width - skip + before + after, theme.px(LINE) - 2 * inset
    )

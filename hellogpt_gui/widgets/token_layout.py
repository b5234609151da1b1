"""Line breaking for a stream of tokens: words stay whole, a word wider than the line is cut, newlines end a line.

Adding a token lays out only the last word again, so that a text of any length streams at the same pace.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

_WORD = re.compile(" *[^ ]+| +")  # with the spaces before it
LONGEST = 1000  # letters measured at once; no line has as many


class Piece(NamedTuple):  # made by the ten thousand, and in half the time of a frozen dataclass
    """A part of one token on one line: its text, its place and width in px."""

    token: int
    text: str
    x: float
    width: float


@dataclass
class Line:
    """``hard``: a newline ended it; ``token``: the one that it begins with, or that ended the line before it."""

    pieces: list[Piece] = field(default_factory=list)
    hard: bool = False
    token: int = 0

    @property
    def end(self) -> float:
        return self.pieces[-1].x + self.pieces[-1].width if self.pieces else 0.0


class TokenLayout:
    """Lines of pieces for a width. ``measure`` gives the width of a string in px."""

    def __init__(self, width: float, measure: Callable[[str], float]) -> None:
        self.width = width
        self._measure = measure
        self.lines: list[Line] = [Line()]
        self.tokens = 0

    def append(self, text: str) -> None:
        """Add the next token."""
        token = self.tokens
        self.tokens += 1
        for number, part in enumerate(text.split("\n")):
            if number:
                self.lines[-1].hard = True
                self.lines.append(Line(token=token))
            for word in _WORD.findall(part):
                self._append_word(token, word)

    def _append_word(self, token: int, part: str) -> None:
        """A word, or as much of one as the token has."""
        line = self.lines[-1]
        if token == 0 and self.lines == [Line()]:
            part = part.lstrip(" ") or part  # the space belongs to what stands before the text
        wide, end = self._measure(part), line.end
        if end + wide <= self.width:
            line.pieces.append(Piece(token, part, end, wide))
            return
        if part[0] != " ":
            self._take_word_along(line)
        line = self.lines[-1]
        if line.pieces and line.end + wide > self.width:
            self.lines.append(Line(token=token))
            line = self.lines[-1]
        shown = part.lstrip(" ") if not line.pieces and part.strip(" ") else part
        for piece in self._cut(shown):
            if self.lines[-1].end + piece[1] > self.width and self.lines[-1].pieces:
                self.lines.append(Line(token=token))
            line = self.lines[-1]
            line.pieces.append(Piece(token, piece[0], line.end, piece[1]))

    def _take_word_along(self, line: Line) -> None:
        """Move the word that the line ends with to a new line; if it is all there is, drop the spaces before it."""
        first = len(line.pieces)
        while first and line.pieces[first - 1].text[-1] != " ":
            first -= 1
            if line.pieces[first].text[0] == " ":
                break
        moved = line.pieces[first:]
        if not moved or (first == 0 and moved[0].text[0] != " "):
            return
        line.pieces = line.pieces[:first]
        if first:
            self.lines.append(Line(token=moved[0].token))
        below = self.lines[-1]
        for piece in moved:
            text = piece.text if below.pieces else piece.text.lstrip(" ")
            below.pieces.append(Piece(piece.token, text, below.end, self._measure(text)))

    def _cut(self, text: str) -> list[tuple[str, float]]:
        """Parts of a text that fit a line each."""
        parts = []
        while text:
            part = text[:LONGEST]
            wide = self._measure(part)
            while wide > self.width and len(part) > 1:
                part = part[: max(1, min(len(part) - 1, int(len(part) * self.width / wide)))]
                wide = self._measure(part)
            parts.append((part, wide))
            text = text[len(part) :]
        return parts

"""One attention pattern drawn at the tokens themselves: what its forms share.

A click chooses the asking token; left and right, Home and End move it.
"""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.attention_matrix import bare
from hellogpt_gui.widgets.value_scale import SHARES, ValueScale, figure

TOLD = 3  # tokens that are named with their numbers


class AttentionTokens(QWidget):
    """``picked`` says the asking token that the person chose."""

    picked = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._tokens: tuple[str, ...] = ()
        self._pattern, self._scale, self._at = np.zeros((0, 0)), SHARES, 0
        theme.changed.connect(self._dress)  # a slot that no form overrides: such a one would outlive its widget

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

    @Slot()
    def _dress(self) -> None:
        self._place_tokens()
        self.updateGeometry()
        self.update()

    def _place_tokens(self) -> None:
        """Work out where they stand."""
        raise NotImplementedError

    def _token_at(self, point: QPointF) -> int:
        """The token there, or −1."""
        raise NotImplementedError

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pick(self._token_at(event.position()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {
            Qt.Key.Key_Left: self._at - 1,
            Qt.Key.Key_Right: self._at + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: len(self._tokens) - 1,
        }
        key = Qt.Key(event.key())
        if key in moves:
            self._pick(moves[key])
        else:
            super().keyPressEvent(event)

    def _pick(self, token: int) -> None:
        if 0 <= token < len(self._tokens) and token != self._at:
            self.picked.emit(token)


def said(tokens: Sequence[str], pattern: np.ndarray, at: int) -> str:
    """What a token looks at most, in words."""
    if not tokens:
        return ""
    values = pattern[at][: at + 1]
    best = np.argsort(-values)[:TOLD].tolist()
    named = ", ".join(f"{bare(tokens[key])} {figure(float(values[key]))}" for key in best)
    return f"{bare(tokens[at])} looks at {named}"

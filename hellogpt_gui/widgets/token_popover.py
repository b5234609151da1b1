"""What the model thought at one token: its odds, rank and entropy, and the likeliest others."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, Qt, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QFrame, QGraphicsDropShadowEffect, QHBoxLayout, QVBoxLayout, QWidget

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.buttons import label
from hellogpt_gui.widgets.odds_list import OddsList, OddsRow

WIDTH = 268


class TokenPopover(QFrame):
    """A card over the window; the keyboard stays where it was."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setProperty("surface", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._token, self._odds = label("", "card"), label("", "card")
        self._facts = label("", "caption")
        self._list = OddsList("Likeliest tokens")
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        head = QHBoxLayout()
        head.addWidget(self._token, 1)
        head.addWidget(self._odds)
        self._column = QVBoxLayout(self)
        self._column.addLayout(head)
        self._column.addWidget(self._facts)
        self._column.addWidget(self._list)
        theme.changed.connect(self._dress)
        self._dress()
        self.hide()

    def show_token(
        self, text: str, probability: float, facts: str, alternatives: Sequence[tuple[str, float]], at: QRect
    ) -> None:
        """Show a token that stands at ``at``, in the window's coordinates: below it, or above it near the foot."""
        self._token.setText(text)
        self._odds.setText(share(probability))
        self._facts.setText(facts)
        rows = [OddsRow(word, odds, share(odds), bold=word == text) for word, odds in alternatives]
        self._list.show_rows(rows, 92)
        self.setAccessibleName(f"{text}: {share(probability)}, {facts}")
        self.adjustSize()
        window = self.parentWidget()
        x = max(8, min(at.left(), window.width() - self.width() - 8))
        below = at.bottom() + theme.px(6)
        y = below if below + self.height() < window.height() - 8 else at.top() - self.height() - theme.px(6)
        self.move(QPoint(x, max(8, y)))
        self.show()
        self.raise_()

    @Slot()
    def _dress(self) -> None:
        side = theme.px(12)
        self._column.setContentsMargins(side, side, side, side)
        self._column.setSpacing(theme.px(4))
        self.setFixedWidth(theme.px(WIDTH))
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(theme.px(28))
        shadow.setOffset(0, theme.px(6))
        shadow.setColor(QColor(0, 0, 0, 60))
        self.setGraphicsEffect(shadow)


def share(probability: float) -> str:
    """A probability in per cent, with as many figures as say something."""
    per_cent = 100 * probability
    if per_cent >= 9.5:
        return f"{per_cent:.0f} %"
    return f"{per_cent:.1f} %" if per_cent >= 0.1 else "< 0.1 %"

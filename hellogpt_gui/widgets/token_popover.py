"""What the model thought at one token: its odds, rank and entropy, and the likeliest others."""

from PySide6.QtCore import QPoint, QRect, Qt, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QFrame, QGraphicsDropShadowEffect, QHBoxLayout, QVBoxLayout, QWidget

from hellogpt_gui.theme import theme
from hellogpt_gui.units import share
from hellogpt_gui.widgets.buttons import label
from hellogpt_gui.widgets.odds_list import OddsList, OddsRow
from hellogpt_gui.widgets.passage import TextToken

WIDTH = 268


class TokenPopover(QFrame):
    """A card over the window; the keyboard stays where it was."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setProperty("surface", "card")
        self.setProperty("help", "token-odds")
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

    def show_token(self, token: TextToken, at: QRect, inside: QRect) -> None:
        """Show a token that stands at ``at``: below it, or above it where that would leave ``inside``.

        Both rectangles are in the window's coordinates.
        """
        odds = share(token.probability)
        self._token.setText(token.label)
        self._odds.setText(odds)
        self._facts.setText(token.facts)
        longest = max((one for _, one in token.alternatives), default=1.0)
        rows = [OddsRow(word, one / longest, share(one), bold=word == token.label) for word, one in token.alternatives]
        self._list.show_rows(rows, 92)
        self.setAccessibleName(f"{token.label}: {odds}, {token.facts}")
        self.adjustSize()
        x = max(inside.left(), min(at.left(), inside.right() - self.width()))
        below, above = at.bottom() + theme.px(6), at.top() - self.height() - theme.px(6)
        fits_below = below + self.height() <= inside.bottom() or above < 0
        self.move(QPoint(x, below if fits_below else above))
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

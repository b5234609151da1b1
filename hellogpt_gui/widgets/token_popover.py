"""What the model thought at one token: odds, rank and entropy, and the likeliest others, of which one may be taken."""

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import QColor, QEnterEvent
from PySide6.QtWidgets import QFrame, QGraphicsDropShadowEffect, QHBoxLayout, QVBoxLayout, QWidget

from hellogpt_gui.theme import theme
from hellogpt_gui.units import share
from hellogpt_gui.widgets.buttons import hairline, label
from hellogpt_gui.widgets.odds_list import OddsList, OddsRow
from hellogpt_gui.widgets.tints import TextToken

WIDTH, ROW, FEWEST = 268, 26, 3
TAKE = "Click one to go on from there"


class TokenPopover(QFrame):
    """A card over the window; the keyboard stays where it was.

    ``taken`` brings the token and the number of the alternative that the person took; ``held`` says that the pointer
    came, or went.
    """

    taken = Signal(object, int)
    held = Signal(bool)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setProperty("surface", "card")
        self.setProperty("help", "token-odds")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._around = window
        self._shown: TextToken | None = None
        self._token, self._odds = label("", "card"), label("", "card")
        self._facts, self._note = label("", "caption"), label("", "copied")
        self.list = OddsList("Likeliest tokens", follows_pointer=True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.picked.connect(self.take)
        self._line, self._take = hairline(), label(TAKE, "caption")
        head = QHBoxLayout()
        head.addWidget(self._token, 1)
        head.addWidget(self._odds)
        self._column = QVBoxLayout(self)
        self._column.addLayout(head)
        for widget in (self._facts, self._note, self.list, self._line, self._take):
            self._column.addWidget(widget)
        theme.changed.connect(self._dress)
        self._dress()
        self.hide()

    def show_token(self, token: TextToken, at: QRect, inside: QRect, may_take: bool = True, note: str = "") -> None:
        """Show a token that stands at ``at``: below it, or above it where that would leave ``inside``.

        Both rectangles are in the window's coordinates. ``may_take``: whether another token can be taken now;
        ``note``: a sentence more.
        """
        odds = share(token.probability)
        self._shown = token
        self._token.setText(token.label)
        self._odds.setText(odds)
        self._facts.setText(token.facts)
        room = self.width() - 2 * theme.px(12 + 1)
        self._note.setText(self._note.fontMetrics().elidedText(note, Qt.TextElideMode.ElideMiddle, room))
        self._note.setVisible(bool(note))
        for widget in (self._line, self._take):
            widget.setVisible(may_take and bool(token.ids))
        self.setAccessibleName(", ".join(part for part in (f"{token.label}: {odds}", token.facts, note) if part))
        self.setAccessibleDescription(TAKE if self._take.isVisibleTo(self) else "")
        self._show_rows(token, len(token.alternatives))
        gap, window = theme.px(6), self._around.height()
        below, above = at.bottom() + gap, at.top() - gap
        fits = below + self.height() <= inside.bottom()
        stands_below = fits or above < self.height() <= window - below or above < min(self.height(), window - below)
        room = window - below if stands_below else above
        if self.height() > room:  # on a small screen the least likely give way
            spare = -(-(self.height() - room) // theme.px(ROW))
            self._show_rows(token, max(FEWEST, len(token.alternatives) - spare))
        x = max(inside.left(), min(at.left(), inside.right() - self.width()))
        self.move(QPoint(x, below if stands_below else above - self.height()))
        self.show()
        self.raise_()

    def _show_rows(self, token: TextToken, count: int) -> None:
        """So many of the likeliest."""
        longest = max((one for _, one in token.alternatives), default=1.0)
        self.list.show_rows(
            [
                OddsRow(word, one / longest, share(one), bold=word == token.label)
                for word, one in token.alternatives[:count]
            ],
            92,
        )
        self.list.choose(-1)
        self.adjustSize()

    def move_row(self, by: int) -> None:
        """By keys: another of the likeliest; from the token itself, if it is among them."""
        at, words = self.list.chosen, [row.token for row in self.list.rows]
        if at < 0:
            at = words.index(self._token.text()) if self._token.text() in words else -1
        self.list.choose(max(0, at + by))
        if self.list.chosen >= 0:
            row = self.list.rows[self.list.chosen]
            self.setAccessibleDescription(f"{row.token} {row.value}. Enter: the answer goes on from there")

    @Slot(int)
    def take(self, row: int = -1) -> None:
        """Go on with an alternative: the one that is chosen, unless a row is named; else with the token itself."""
        token = self._shown
        if token is None or not self._take.isVisibleTo(self):
            return
        row = row if row >= 0 else self.list.chosen
        if row < 0:
            words = [word for word, _ in token.alternatives]
            row = words.index(token.label) if token.label in words else -1
        if 0 <= row < len(token.ids):
            self.taken.emit(token, row)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.held.emit(True)

    def leaveEvent(self, event: QEvent) -> None:
        self.list.choose(-1)
        self.held.emit(False)

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

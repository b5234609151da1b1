"""The card of the token that is looked at, and what is taken there: the answer goes on with another token."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, QRect, Signal, Slot

from hellogpt_gui.chat_tab.talk import Talk
from hellogpt_gui.widgets.tints import TextToken
from hellogpt_gui.widgets.token_cursor import Place
from hellogpt_gui.widgets.token_popover import TokenPopover
from hellogpt_gui.widgets.token_text import TokenText


class OpenedToken(QObject):
    """``branch_wanted`` brings a passage, a token in it, and the id that shall stand there instead."""

    branch_wanted = Signal(int, int, int)

    def __init__(self, text: TokenText, talk: Talk, parent: QObject) -> None:
        super().__init__(parent)
        self._text, self._talk = text, talk
        self.popover: TokenPopover | None = None
        self.note_of: Callable[[Place], str] | None = None  # more to say of a token, under its odds
        text.pointed.connect(self._pointed)
        text.row_moved.connect(self._move_row)
        text.taken.connect(self._take)

    @Slot(object, QRect)
    def _pointed(self, token: TextToken | None, at: QRect) -> None:
        window = self._text.window()
        if self.popover is None or self.popover.parentWidget() is not window:
            self.popover = TokenPopover(window)
            self.popover.taken.connect(self._taken)
            self.popover.held.connect(self._text.token_cursor.hold)
        if token is None or not token.label:
            self.popover.hide()
        else:
            inside = QRect(self._text.mapTo(window, QPoint(0, 0)), self._text.size())
            place = self._text.chosen
            note = self.note_of(place) if self.note_of is not None and place is not None else ""
            self.popover.show_token(token, at, inside, self._talk.ready, note)

    @Slot(int)
    def _move_row(self, by: int) -> None:
        if self.popover is not None and self.popover.isVisible():
            self.popover.move_row(by)

    @Slot()
    def _take(self) -> None:
        if self.popover is not None and self.popover.isVisible():
            self.popover.take()

    @Slot(object, int)
    def _taken(self, token: TextToken, row: int) -> None:
        at = self._text.chosen
        if at is not None:
            self.branch_wanted.emit(at.passage, at.token, token.ids[row])

"""The menu of a turn, and the tints that the legend offers."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QPoint, Signal, SignalInstance, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from hellogpt_gui.chat_tab.talk import Talk
from hellogpt_gui.widgets.tints import TINTS
from hellogpt_gui.widgets.token_text import TokenText


class TurnMenu(QObject):
    """Opens at a turn, or at a legend. Each signal carries the turn; ``copy_all_wanted`` means the whole path."""

    edit_wanted = Signal(int)
    copy_wanted = Signal(int)
    copy_all_wanted = Signal(int)
    delete_wanted = Signal(int)

    def __init__(self, text: TokenText, talk: Talk, parent: QObject) -> None:
        super().__init__(parent)
        self._talk = talk
        self.shown, self.tints = QMenu(text), QMenu("Tint by", text)
        self._group = QActionGroup(self)
        for name, tint in TINTS.items():
            action = QAction(tint.name, self)
            action.setCheckable(True)
            action.setChecked(name == text.tint)
            action.triggered.connect(partial(text.set_tint, name))
            self._group.addAction(action)
            self.tints.addAction(action)

    @Slot(int, QPoint)
    def open(self, turn: int, at: QPoint) -> None:
        """What can be done with a turn."""
        one = self._talk.conversation.turns[turn]
        ready, still = self._talk.ready, not self._talk.busy
        self.shown.clear()
        if one.role == "model":
            if self._talk.conversation.end is one:
                self._add("Go on writing", partial(self._talk.say, ""), ready)
            self._add("Write exactly this again", partial(self._talk.repeat, turn), ready and bool(one.tokens))
            self._add("Edit by hand", self._says(self.edit_wanted, turn), still)
        else:
            self._add("Edit and ask again", self._says(self.edit_wanted, turn), ready)
        self._add("Copy", self._says(self.copy_wanted, turn))
        self._add("Copy everything", self._says(self.copy_all_wanted, turn))
        self.shown.addSeparator()
        self.shown.addMenu(self.tints)
        self.shown.addSeparator()
        self._add("Delete from here on", self._says(self.delete_wanted, turn), still)
        self.shown.popup(at)

    @Slot(QPoint)
    def open_tints(self, at: QPoint) -> None:
        """The tints alone."""
        self.tints.popup(at)

    @staticmethod
    def _says(signal: SignalInstance, turn: int) -> Callable[[], None]:
        return partial(signal.emit, turn)

    def _add(self, words: str, slot: Callable[[], None], enabled: bool = True) -> None:
        action = self.shown.addAction(words)
        action.triggered.connect(slot)
        action.setEnabled(enabled)

"""Everything that the palette offers: the actions of the menus, the buttons of the three tabs, runs, conversations.

Buttons are found where they stand, so that what a tab can do is offered without being declared again.
"""

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QPushButton
from shiboken6 import isValid

from hellogpt_gui.actions import Actions
from hellogpt_gui.conversations import ConversationDesk
from hellogpt_gui.front import Front
from hellogpt_gui.library.pane import LibraryPane
from hellogpt_gui.library.selection import Selection
from hellogpt_gui.pages import LABELS, NAMES, Pages
from hellogpt_gui.widgets.command_palette import PLACE, words_of
from hellogpt_gui.widgets.segmented import Segment

MOST = 200  # runs, and conversations


class Offers(QObject):
    """``all`` gives them as actions; those that were made for the palette live until it is asked again."""

    def __init__(
        self,
        actions: Actions,
        pages: Pages,
        front: Front,
        library: LibraryPane,
        selection: Selection,
        talks: ConversationDesk,
    ) -> None:
        super().__init__(talks)
        self._actions, self._pages, self._front = actions, pages, front
        self._library, self._selection, self._talks = library, selection, talks
        self._made = QObject(self)
        self._does: dict[str, Callable[[], object]] = {}

    def all(self) -> list[QAction]:
        """Everything but the palette's own action."""
        self._made.deleteLater()
        self._made = QObject(self)
        self._does.clear()
        declared = [action for action in self._actions if action is not self._actions["palette"]]
        taken = {words_of(action).casefold() for action in declared}
        return [*declared, *self._buttons(taken), *self._runs(), *self._conversations()]

    def _make(self, words: str, place: str, does: Callable[[], object], enabled: bool = True, key: str = "") -> QAction:
        """``key``: what tells it from others that have the same words."""
        action = QAction(words.replace("&", "&&"), self._made)
        action.setProperty(PLACE, place)
        action.setEnabled(enabled)
        action.setData(f"{place}: {key or words}")
        action.triggered.connect(self._do)
        self._does[action.data()] = does
        return action

    @Slot()
    def _do(self) -> None:
        sender = self.sender()
        assert isinstance(sender, QAction)
        self._does[sender.data()]()

    # ---- buttons ----------------------------------------------------------------------------------------------------

    def _buttons(self, taken: set[str]) -> Iterator[QAction]:
        """What a person can press in a tab, under the name that a screen reader says; no name twice."""
        declared = set(self._actions)
        for name, label in zip(NAMES, LABELS, strict=True):
            tab = self._pages.made_tab(name)
            if tab is None:
                continue
            for button in tab.findChildren(QAbstractButton):
                if not button.isVisibleTo(tab):
                    continue
                for words, what, enabled in _presses(button):
                    if words and words.casefold() not in taken and what not in declared:
                        taken.add(words.casefold())
                        yield self._make(words, label, partial(self._press, name, what), enabled)

    def _press(self, tab: str, what: QObject) -> None:
        self._front.show(tab)
        if isValid(what) and isinstance(what, QAbstractButton):
            what.click()
        elif isValid(what) and isinstance(what, QAction):
            what.trigger()

    # ---- places -----------------------------------------------------------------------------------------------------

    def _runs(self) -> Iterator[QAction]:
        for run in self._library.model.runs[:MOST]:
            if run.name != self._selection.run:
                yield self._make(f"Go to {run.name}", "Run", partial(self._selection.select, run.name))

    def _conversations(self) -> Iterator[QAction]:
        for conversation_id, title in self._talks.others[:MOST]:
            does = partial(self._talks.open, conversation_id, None)
            yield self._make(f"Open “{title}”", "Conversation", does, key=conversation_id)


def _presses(button: QAbstractButton) -> Iterator[tuple[str, QObject, bool]]:
    """A button itself, or each entry of the menu that it opens: words, what is pressed, whether it can be now."""
    words = name_of(button)
    menu = button.menu() if isinstance(button, QPushButton) else None
    if menu is None:
        yield words, button, button.isEnabled()
        return
    for entry in menu.actions():
        if not entry.isSeparator() and not entry.property("recent"):  # those are offered by themselves
            yield f"{words}: {words_of(entry)}", entry, button.isEnabled() and entry.isEnabled()


def name_of(button: QAbstractButton) -> str:
    """What a screen reader says of a button; of one choice among several, what is chosen there too."""
    words = (button.accessibleName() or button.text().replace("&", "")).strip()
    whole = button.parentWidget() if isinstance(button, Segment) else None
    around = whole.accessibleName() if whole is not None else ""
    return f"{around}: {words}" if around and words else words

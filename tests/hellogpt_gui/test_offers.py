"""The palette reaches whatever a person can press: menus, buttons of all three tabs, runs."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from core.paths import Home
from hellogpt_gui.conversations.name_button import NameButton
from hellogpt_gui.widgets.command_palette import words_of

from .conftest import LONG, Opened

pytestmark = pytest.mark.integration


@pytest.fixture
def opened(open_window: Callable[[Home], Opened], own_tales: Home, qtbot: QtBot) -> Opened:
    """A window with a run to chat with."""
    made = open_window(own_tales)
    qtbot.waitUntil(lambda: bool(made.window.library.model.runs), timeout=LONG)
    return made


def offered(opened: Opened) -> list[str]:
    return [words_of(action) for action in opened.window.offers.all()]


def search(qtbot: QtBot, opened: Opened, words: str) -> None:
    """Ctrl+K, some letters, Enter."""
    window = opened.window
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(window.palette_card.field, words)
    qtbot.keyClick(window.palette_card.field, Qt.Key.Key_Return)


def pressable(opened: Opened, tab: QWidget) -> list[QAbstractButton]:
    """But for those that open a menu of the program's own actions."""
    declared = set(opened.window.actions_by_id)
    buttons = [button for button in tab.findChildren(QAbstractButton) if button.isVisibleTo(tab)]
    return [one for one in buttons if not (isinstance(one, NameButton) and declared & set(one.menu_of_name.actions()))]


def test_every_menu_entry_is_offered(opened: Opened) -> None:
    found = offered(opened)
    for menu in opened.window.header.menus.actions():
        for entry in menu.menu().actions():
            if not entry.isSeparator() and entry.data() != "palette":
                assert words_of(entry) in found


@pytest.mark.parametrize("name", ["train", "chat", "inspect"])
def test_every_button_of_a_tab_is_offered(opened: Opened, name: str) -> None:
    opened.window.selection.select("tales/serial_1")
    opened.window.show_tab(name)
    found = [words.casefold() for words in offered(opened)]
    tab = opened.window.pages.tab(name)
    assert pressable(opened, tab)
    for button in pressable(opened, tab):
        words = (button.accessibleName() or button.text()).replace("&", "").casefold()
        assert words
        if isinstance(button, QPushButton) and button.menu() is not None:
            continue  # its entries stand there instead
        assert any(words == one or one.endswith(f": {words}") for one in found), words


def test_a_button_of_another_tab_is_pressed_there(qtbot: QtBot, opened: Opened) -> None:
    opened.window.selection.select("tales/serial_1")
    opened.window.show_tab("train")
    chat = opened.window.pages.tab("chat")
    with qtbot.waitSignal(chat.panel.dice.clicked):
        search(qtbot, opened, "another seed")
    assert opened.window.front.name == "chat"


def test_a_run_is_gone_to(qtbot: QtBot, opened: Opened) -> None:
    opened.window.selection.select(None)
    search(qtbot, opened, "go tales")
    qtbot.waitUntil(lambda: opened.window.selection.run == "tales/serial_1")
    assert "Go to tales/serial_1" not in offered(opened)


def test_a_conversation_is_opened_again(qtbot: QtBot, opened: Opened) -> None:
    opened.window.selection.select("tales/serial_1")
    opened.window.show_tab("chat")
    chat = opened.window.pages.tab("chat")
    opened.window.talks.keeper.new()
    qtbot.keyClicks(chat.composer.field, "The hare and the salt & pepper")
    qtbot.keyClick(chat.composer.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(chat.talk.path) and not chat.talk.busy, timeout=LONG)
    first = chat.talk.conversation.id
    search(qtbot, opened, "new conversation")
    qtbot.waitUntil(lambda: chat.talk.conversation.id != first, timeout=LONG)
    qtbot.waitUntil(lambda: any("salt & pepper" in words for words in offered(opened)), timeout=LONG)
    search(qtbot, opened, "salt pepper")
    qtbot.waitUntil(lambda: chat.talk.conversation.id == first, timeout=LONG)


def test_what_was_done_lately_is_remembered_in_the_next_sitting(
    qtbot: QtBot, opened: Opened, open_window: Callable[[Home], Opened], own_tales: Home
) -> None:
    search(qtbot, opened, "actual size")
    qtbot.waitUntil(lambda: opened.window.palette_card.recent[:1] == ["zoom-reset"])
    opened.close(qtbot)
    again = open_window(own_tales)
    qtbot.keyClick(again.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert again.window.palette_card.list.item(0).text() == "Actual size"

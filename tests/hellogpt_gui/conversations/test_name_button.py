"""The name at the head of the tab: as much of it as there is room for, and a menu with the others."""

import pytest
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from hellogpt_gui.conversations.name_button import RECENT, NameButton


@pytest.fixture
def button(qtbot: QtBot, dressed: object) -> NameButton:
    made = NameButton()
    qtbot.addWidget(made)
    made.fill([QAction("New", made)], [QAction("Rename", made), QAction("Delete", made)])
    return made


def words(button: NameButton) -> list[str]:
    return [action.text() for action in button.menu_of_name.actions()]


def test_a_short_name_stands_whole_and_a_long_one_is_cut(button: NameButton) -> None:
    button.show_name("The fox & the owl")
    button.resize(button.sizeHint())
    assert button.text() == "The fox && the owl"
    button.show_name("A very long name " * 20)
    button.resize(button.sizeHint())
    assert button.text().endswith("…")
    assert button.accessibleDescription().startswith("A very long name")
    button.resize(button.minimumSizeHint())
    assert len(button.text()) < 20


def test_the_others_stand_in_the_menu(button: NameButton, qtbot: QtBot) -> None:
    assert words(button) == ["New", "", "Rename", "Delete"]
    button.show_recent([(str(n), f"Talk {n}") for n in range(20)])
    assert words(button) == ["New", "", *(f"Talk {n}" for n in range(RECENT)), "", "Rename", "Delete"]
    with qtbot.waitSignal(button.recent_chosen) as chosen:
        button.menu_of_name.actions()[4].trigger()
    assert chosen.args == ["2"]
    button.menu_of_name.actions()[0].trigger()  # an action of the program's speaks for itself

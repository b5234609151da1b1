"""Menus and palette are made of one list of actions."""

from collections import Counter

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QMenuBar
from pytestqt.qtbot import QtBot

from hellogpt_gui.actions import DECLARED, MENUS, SEPARATOR, Actions


def test_every_action_stands_in_one_menu(dressed: QApplication, qtbot: QtBot) -> None:
    bar = QMenuBar()
    qtbot.addWidget(bar)
    owner = QObject()
    actions = Actions(owner)
    actions.fill(bar)
    shown = [action for entry in bar.actions() for action in entry.menu().actions() if not action.isSeparator()]
    assert sorted(action.data() for action in shown) == sorted(action.data() for action in actions)
    assert [entry.text() for entry in bar.actions()] == list(MENUS)


def test_no_two_actions_share_an_id_or_keys(dressed: QApplication) -> None:
    owner = QObject()
    ids = Counter(declared.id for declared in DECLARED if declared.id != SEPARATOR)
    keys = Counter(key.toString() for action in Actions(owner) for key in action.shortcuts())
    assert max(ids.values()) == 1
    assert max(keys.values()) == 1


def test_of_a_group_one_is_checked(dressed: QApplication) -> None:
    owner = QObject()
    actions = Actions(owner)
    actions["tab-chat"].setChecked(True)
    actions["tab-inspect"].setChecked(True)
    assert [name for name in ("train", "chat", "inspect") if actions[f"tab-{name}"].isChecked()] == ["inspect"]

"""A field that words are pasted into."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hellogpt_gui.widgets.text_field import LONG, TextField

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture
def field(qtbot: QtBot) -> TextField:
    made = TextField("Words", "Write")
    qtbot.addWidget(made)
    made.hands_on_long = True
    made.show()
    return made


def paste(qtbot: QtBot, field: TextField, text: str) -> None:
    QApplication.clipboard().setText(text)
    qtbot.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def test_a_short_text_stands_in_it(qtbot: QtBot, field: TextField) -> None:
    paste(qtbot, field, "The fox\nand the owl")
    assert field.toPlainText() == "The fox\nand the owl"


def test_a_long_one_is_handed_on_and_what_stood_there_stays(qtbot: QtBot, field: TextField) -> None:
    long, handed_on = "owl " * LONG, QSignalSpy(field.long_pasted)
    qtbot.keyClicks(field, "fox")
    paste(qtbot, field, long)
    assert field.toPlainText() == "fox"
    assert handed_on.at(0) == [long]


def test_where_nobody_takes_it_it_is_shown(qtbot: QtBot, field: TextField) -> None:
    field.hands_on_long = False
    paste(qtbot, field, "owl\n" * (LONG // 3))
    assert len(field.toPlainText()) > LONG

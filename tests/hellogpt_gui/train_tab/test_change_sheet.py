"""Changing one's mind: a sheet with what may be changed, by keys and clicks."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from hellogpt_gui.train_tab.change_sheet import ChangeSheet

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture
def sheet(qtbot: QtBot) -> Iterator[ChangeSheet]:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    made = ChangeSheet({"learning_rate": 0.01, "minutes": 3.0}, window)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    made.open()
    yield made
    window.close()  # the sheet lies over it


def write(qtbot: QtBot, sheet: ChangeSheet, name: str, words: str) -> None:
    editor = sheet.fields[name].editor
    assert isinstance(editor, QLineEdit)
    editor.setFocus()
    editor.selectAll()
    qtbot.keyClicks(editor, words)
    qtbot.keyClick(editor, Qt.Key.Key_Tab)


def test_only_what_differs_is_asked_for(qtbot: QtBot, sheet: ChangeSheet) -> None:
    wanted = QSignalSpy(sheet.wanted)
    assert not sheet.go.isEnabled()
    write(qtbot, sheet, "learning_rate", "0.005")
    assert sheet.go.isEnabled()
    qtbot.mouseClick(sheet.go, Qt.MouseButton.LeftButton)
    assert [wanted.at(k) for k in range(wanted.count())] == [["learning_rate", 0.005]]
    assert not sheet.isVisible()


def test_what_cannot_be_is_not_asked_for(qtbot: QtBot, sheet: ChangeSheet) -> None:
    write(qtbot, sheet, "minutes", "soon")
    assert not sheet.go.isEnabled()
    assert sheet.fields["minutes"].message.isVisible()
    write(qtbot, sheet, "minutes", "10")
    assert sheet.go.isEnabled()
    qtbot.mouseClick(sheet.fields["minutes"].reset, Qt.MouseButton.LeftButton)
    assert not sheet.go.isEnabled()


def test_escape_changes_nothing(qtbot: QtBot, sheet: ChangeSheet) -> None:
    wanted = QSignalSpy(sheet.wanted)
    write(qtbot, sheet, "minutes", "10")
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert wanted.count() == 0
    assert not sheet.isVisible()

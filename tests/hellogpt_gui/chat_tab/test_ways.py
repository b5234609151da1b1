"""The switch between the ways to ask, by keys and in the tab."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from hellogpt_gui.chat_tab.ways import Ways

pytestmark = pytest.mark.usefixtures("dressed")


def test_the_switch_brings_a_page_to_the_front(qtbot: QtBot) -> None:
    pages, head = [QLabel(name) for name in ("talk", "two", "strip")], QLabel("The fox")
    ways = Ways(head, *pages)
    qtbot.addWidget(ways)
    ways.resize(900, 500)
    ways.show()
    ways.activateWindow()
    qtbot.waitUntil(ways.isActiveWindow)
    assert pages[0].isVisible()
    assert head.isVisible()
    ways.switch.segment(0).setFocus(Qt.FocusReason.TabFocusReason)
    said: list[int] = []
    ways.changed.connect(said.append)
    qtbot.keyClick(ways.switch.segment(0), Qt.Key.Key_Right)
    assert said == [1]
    assert pages[1].isVisible()
    assert not head.isVisible()
    qtbot.mouseClick(ways.switch.segment(2), Qt.MouseButton.LeftButton)
    assert pages[2].isVisible()
    assert ways.way == 2
    qtbot.keyClick(ways.switch.segment(2), Qt.Key.Key_Home)
    assert pages[0].isVisible()
    assert head.isVisible()

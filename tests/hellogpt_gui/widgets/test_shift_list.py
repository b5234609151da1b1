"""Odds before and after: said with both figures, picked by hand and keys."""

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from hellogpt_gui.widgets.shift_list import ROW, ShiftList, ShiftRow

pytestmark = pytest.mark.usefixtures("dressed")
ROWS = [ShiftRow("said", 0.46, 0.11, bold=True), ShiftRow("was", 0.09, 0.3), ShiftRow("hath", 0.0, 0.05)]


@pytest.fixture
def odds(qtbot: QtBot) -> ShiftList:
    made = ShiftList("Next tokens")
    made.show_rows(ROWS, changed=True)
    qtbot.addWidget(made)
    made.resize(made.sizeHint())
    made.show()
    return made


def test_both_figures_are_said_where_something_changed(odds: ShiftList) -> None:
    assert odds.accessibleDescription().startswith("said 46 %, now 11 %; was 9.0 %, now 30 %")
    drawn = odds.grab().toImage()
    odds.show_rows(ROWS, changed=False)
    assert odds.accessibleDescription().startswith("said 11 %; was 30 %")
    assert odds.grab().toImage() != drawn


def test_a_row_is_picked_by_hand_and_keys_but_for_the_bold_one(qtbot: QtBot, odds: ShiftList) -> None:
    said: list[int] = []
    odds.picked.connect(said.append)
    for row in (0, 1, 2, 3):
        qtbot.mouseClick(odds, Qt.MouseButton.LeftButton, pos=QPoint(20, row * ROW + ROW // 2))
    for key in (Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_Up, Qt.Key.Key_Home):
        qtbot.keyClick(odds, key)
    assert said == [1, 2, 1, 2]

"""Chips in a row: pressed to be taken out; those without room are counted."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hellogpt_gui.widgets.chip_row import ChipRow

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture
def row(qtbot: QtBot) -> ChipRow:
    made = ChipRow("Put back")
    qtbot.addWidget(made)
    made.resize(420, 30)
    made.show()
    return made


def test_a_chip_that_is_pressed_says_its_number_and_a_screen_reader_what_it_does(qtbot: QtBot, row: ChipRow) -> None:
    row.show_chips(("Layer 1", "Feed-forward & more"))
    assert row.chips[1].accessibleName() == "Put back: Feed-forward & more"
    for number in (0, 1):
        with qtbot.waitSignal(row.removed) as removed:
            qtbot.mouseClick(row.chips[number], Qt.MouseButton.LeftButton)
        assert removed.args == [number]
    row.show_chips(("Layer 1",))
    assert [chip.isVisible() for chip in row.chips] == [True, False]


def test_what_finds_no_room_is_counted_and_comes_back_with_it(qtbot: QtBot, row: ChipRow) -> None:
    row.show_chips([f"Layer 0 · neuron {number}" for number in range(40)])
    shown = sum(chip.isVisible() for chip in row.chips)
    assert 0 < shown < 5
    assert row.more.text() == f"and {40 - shown} more"
    assert all(chip.geometry().right() <= row.width() for chip in row.chips[:shown])
    row.resize(20_000, 30)
    assert all(chip.isVisible() for chip in row.chips)
    assert not row.more.isVisible()
    row.resize(30, 30)
    assert not any(chip.isVisible() for chip in row.chips)
    assert row.more.text() == "40 parts"

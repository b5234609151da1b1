"""A list is written entry by entry; each can be taken out by its chip."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.config import SamplingConfig, settings_of
from hellogpt_gui.widgets.list_field import ListField

pytestmark = pytest.mark.usefixtures("dressed")
DECLARED = {setting.name: setting for setting in settings_of(SamplingConfig)}


def field_for(qtbot: QtBot, name: str) -> ListField:
    made = ListField(DECLARED[name])
    qtbot.addWidget(made)
    made.resize(220, 200)
    made.show()
    qtbot.waitExposed(made)
    return made


def write(qtbot: QtBot, made: ListField, words: str) -> None:
    qtbot.keyClicks(made.field, words)
    qtbot.keyClick(made.field, Qt.Key.Key_Return)


def test_enter_adds_and_a_chip_takes_out(qtbot: QtBot) -> None:
    made = field_for(qtbot, "ban")
    heard: list[object] = []
    made.changed.connect(heard.append)
    for words in ("fox", r" a\n", "fox"):
        write(qtbot, made, words)
    assert made.value == ("fox", " a\n")
    assert made.field.text() == ""
    assert [chip.text() for chip in made.chips] == ["fox", r"·a\n"]
    qtbot.mouseClick(made.chips[0], Qt.MouseButton.LeftButton)
    assert made.value == (" a\n",)
    assert heard == [("fox",), ("fox", " a\n"), (" a\n",)]
    assert made.chips[0].accessibleName() == r"Banned words: take out ·a\n"


def test_what_is_no_entry_is_said_and_stays_to_be_mended(qtbot: QtBot) -> None:
    made = field_for(qtbot, "ban_token")
    write(qtbot, made, "fox")
    assert made.value == ()
    assert "whole number" in made._error.text()
    assert made.field.text() == "fox"
    made.field.selectAll()
    write(qtbot, made, "7")
    assert made.value == (7,)
    assert not made._error.isVisible()
    made.name_entries({7: "·owl"})
    made.add(9)
    assert [chip.text() for chip in made.chips] == ["·owl", "9"]
    assert made.in_words() == "·owl, 9"


def test_chips_go_on_in_the_next_line(qtbot: QtBot) -> None:
    made = field_for(qtbot, "stop")
    made.set_value(("User:", "Model:", "The end", "Once upon a time", "x" * 60))
    made.adjustSize()
    qtbot.waitUntil(lambda: made.chips[-1].y() > made.chips[0].y())
    assert max(chip.geometry().right() for chip in made.chips) < made.width()
    assert made.chips[-1].text().endswith("…")

"""The field that shows one token: what it says, and when."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hellogpt_gui.widgets.token_combo import TokenChoice, TokenCombo

pytestmark = pytest.mark.usefixtures("dressed")
CHOICES = (TokenChoice(7, "said", "46 %"), TokenChoice(3, "was", "9 %"), TokenChoice(5, "incomprehensibility", "1 %"))


def test_keys_choose_by_id_and_showing_says_nothing(qtbot: QtBot) -> None:
    made = TokenCombo("token")
    qtbot.addWidget(made)
    said: list[int] = []
    made.picked.connect(said.append)
    made.show_choices(CHOICES, 3)
    assert (made.chosen, said) == (3, [])
    narrow = made.sizeHint().width()
    made.show()
    qtbot.keyClick(made, Qt.Key.Key_Down)
    assert (made.chosen, said) == (5, [5])
    assert made.sizeHint().width() > narrow
    assert not made.grab().isNull()
    assert made.itemData(0, Qt.ItemDataRole.AccessibleTextRole) == "said, 46 %"


def test_an_open_list_stays_as_it_is(qtbot: QtBot) -> None:
    made = TokenCombo("token")
    qtbot.addWidget(made)
    made.show_choices(CHOICES, 7)
    made.show()
    made.showPopup()
    made.show_choices(CHOICES[1:], 3)
    assert made.choices == CHOICES
    made.view().grab()
    made.hidePopup()
    made.show_choices(CHOICES[1:], 3)
    assert made.chosen == 3

"""Tokens with bars: rows by click and keys, what is chosen said in words, bars in proportion."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.odds_list import OddsList, OddsRow

pytestmark = pytest.mark.usefixtures("dressed")

ROWS = (
    OddsRow("·fox", 1.0, "60 %", bold=True),
    OddsRow("·owl", 0.5, "30 %", before=0.4),
    OddsRow("·", 0.0, "0 %", kept=False),
)


@pytest.fixture
def odds(qtbot: QtBot) -> OddsList:
    made = OddsList("Likeliest tokens")
    qtbot.addWidget(made)
    made.show_rows(ROWS)
    made.resize(260, made.sizeHint().height())
    made.show()
    qtbot.waitExposed(made)
    return made


def test_a_click_says_its_row_and_beside_the_rows_nothing(qtbot: QtBot, odds: OddsList) -> None:
    with qtbot.waitSignal(odds.picked) as said:
        qtbot.mouseClick(odds, Qt.MouseButton.LeftButton, pos=QPoint(30, 26 + 13))
    assert said.args == [1]
    odds.resize(260, 400)
    with qtbot.assertNotEmitted(odds.picked):
        qtbot.mouseClick(odds, Qt.MouseButton.LeftButton, pos=QPoint(30, 300))
    assert odds.chosen == 1


def test_keys_move_and_stop_at_the_ends(qtbot: QtBot, odds: OddsList) -> None:
    said: list[int] = []
    odds.picked.connect(said.append)
    keys = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_Down, Qt.Key.Key_Home)
    for key in keys:
        qtbot.keyClick(odds, key)
    assert said == [0, 1, 2, 0]


def test_what_is_seen_is_also_said(qtbot: QtBot, odds: OddsList) -> None:
    assert odds.accessibleName() == "Likeliest tokens"
    assert odds.accessibleDescription() == "fox 60 %; owl 30 %; · 0 %"
    qtbot.keyClick(odds, Qt.Key.Key_Down)
    assert odds.accessibleDescription().endswith(". Chosen: fox 60 %")


def test_fewer_rows_keep_the_choice_inside(qtbot: QtBot, odds: OddsList) -> None:
    qtbot.keyClick(odds, Qt.Key.Key_End)
    odds.show_rows(ROWS[:1])
    assert odds.chosen == 0
    odds.show_rows([])
    assert odds.chosen == -1
    assert odds.sizeHint().height() == theme.px(26)


def ink(odds: OddsList, row: int) -> int:
    """How many pixels of a row's bar have the colour of a kept share."""
    picture, y = odds.grab().toImage(), row * theme.px(26) + theme.px(13)
    return sum(picture.pixelColor(x, y) == theme.color("accent-bar") for x in range(picture.width()))


def test_bars_are_as_long_as_their_shares(odds: OddsList) -> None:
    assert ink(odds, 1) == pytest.approx(ink(odds, 0) / 2, abs=5)
    assert ink(odds, 2) == 0


def test_a_share_beyond_the_ends_stays_in_its_track(odds: OddsList) -> None:
    whole = ink(odds, 0)
    odds.show_rows([OddsRow("a", 7.0, "7"), OddsRow("b", -1.0, "−1")])
    assert (ink(odds, 0), ink(odds, 1)) == (whole, 0)


def test_it_follows_scheme_and_zoom(odds: OddsList, follows_the_look: Callable[[QWidget], None]) -> None:
    follows_the_look(odds)


def test_a_long_token_does_not_reach_its_bar(qtbot: QtBot, odds: OddsList) -> None:
    odds.show_rows([OddsRow("W" * 60, 0.0, "")], token_width=96)
    odds.resize(260, 26)
    picture = odds.grab().toImage()
    background = picture.pixel(0, 0)
    assert all(picture.pixel(x, y) == background for x in range(90, 96) for y in range(26))

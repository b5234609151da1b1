"""The card of one token: below it or above it, inside the column, and the keyboard stays where it was."""

import dataclasses

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.odds_list import OddsList
from hellogpt_gui.widgets.passage import TextToken
from hellogpt_gui.widgets.token_popover import WIDTH, TokenPopover

pytestmark = pytest.mark.usefixtures("dressed")

ALTERNATIVES = (("·fox", 0.4), ("·owl", 0.2), ("·hare", 0.1), ("·mole", 0.05), (".", 0.04), ("·", 0.01))
TOKEN = TextToken(" owl", "·owl", 0.2, "rank 2 · entropy 1.9 bits", ALTERNATIVES)
BRANCHING = dataclasses.replace(TOKEN, ids=(10, 11, 12, 13, 14, 15))
INSIDE = QRect(40, 60, 700, 500)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.field = QLineEdit()
    QVBoxLayout(made).addWidget(made.field)
    made.resize(800, 600)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    made.field.setFocus()
    return made


@pytest.fixture
def popover(window: QWidget) -> TokenPopover:
    return TokenPopover(window)


def test_it_stands_below_its_token(popover: TokenPopover) -> None:
    popover.show_token(TOKEN, QRect(200, 150, 40, 22), INSIDE)
    assert popover.isVisible()
    assert popover.x() == 200
    assert popover.y() > 150 + 22


def test_near_the_foot_it_stands_above(popover: TokenPopover) -> None:
    popover.show_token(TOKEN, QRect(200, 520, 40, 22), INSIDE)
    assert popover.geometry().bottom() < 520


@pytest.mark.parametrize("left", [0, 700])
def test_it_stays_inside_the_column(popover: TokenPopover, left: int) -> None:
    popover.show_token(TOKEN, QRect(left, 150, 40, 22), INSIDE)
    assert INSIDE.left() <= popover.x()
    assert popover.geometry().right() <= INSIDE.right()


def test_it_says_odds_facts_and_the_likeliest(popover: TokenPopover) -> None:
    popover.show_token(TOKEN, QRect(200, 150, 40, 22), INSIDE)
    words = [part.text() for part in popover.findChildren(QLabel) if part.isVisible()]
    assert words == ["·owl", "20 %", "rank 2 · entropy 1.9 bits"]
    rows = popover.findChild(OddsList).rows
    assert [row.token for row in rows] == [word for word, _ in ALTERNATIVES]
    assert [row.bold for row in rows] == [False, True, False, False, False, False]
    assert (rows[0].share, rows[1].share) == (1.0, 0.5)
    assert popover.accessibleName() == "·owl: 20 %, rank 2 · entropy 1.9 bits"


def test_the_keyboard_stays_where_it_was(window: QWidget, popover: TokenPopover) -> None:
    popover.show_token(TOKEN, QRect(200, 150, 40, 22), INSIDE)
    assert window.field.hasFocus()


def test_a_click_takes_an_alternative(qtbot: QtBot, popover: TokenPopover) -> None:
    popover.show_token(BRANCHING, QRect(200, 150, 40, 22), INSIDE)
    with qtbot.waitSignal(popover.taken) as said:
        qtbot.mouseClick(popover.list, Qt.MouseButton.LeftButton, pos=QPoint(20, 26 * 2 + 10))
    assert said.args == [BRANCHING, 2]


def test_keys_move_from_the_token_itself_and_enter_takes(qtbot: QtBot, popover: TokenPopover) -> None:
    popover.show_token(BRANCHING, QRect(200, 150, 40, 22), INSIDE)
    taken: list[int] = []
    popover.taken.connect(lambda token, row: taken.append(row))
    popover.take()
    popover.move_row(1)
    assert "·hare" in popover.accessibleDescription()
    popover.take()
    for _ in range(9):
        popover.move_row(-1)
    popover.take()
    assert taken == [1, 2, 0], "the token itself, the one below it, the first"


def test_the_row_under_the_pointer_is_filled(qtbot: QtBot, popover: TokenPopover) -> None:
    popover.show_token(BRANCHING, QRect(200, 150, 40, 22), INSIDE)
    plain = popover.list.grab().toImage()
    qtbot.mouseMove(popover.list, QPoint(20, 10))
    assert popover.list.chosen == 0
    assert popover.list.grab().toImage() != plain


def test_where_nothing_can_be_taken_nothing_is(qtbot: QtBot, popover: TokenPopover) -> None:
    for token, may in ((TOKEN, True), (BRANCHING, False)):
        popover.show_token(token, QRect(200, 150, 40, 22), INSIDE, may_take=may)
        with qtbot.assertNotEmitted(popover.taken):
            popover.take()
            qtbot.mouseClick(popover.list, Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
        assert popover.accessibleDescription() == ""


def test_a_token_without_alternatives_makes_a_small_card(popover: TokenPopover) -> None:
    popover.show_token(TOKEN, QRect(200, 150, 40, 22), INSIDE)
    tall = popover.height()
    popover.show_token(TextToken("x", "x", 1.0), QRect(200, 150, 40, 22), INSIDE)
    assert popover.height() < tall


def test_it_follows_scheme_and_zoom(popover: TokenPopover) -> None:
    popover.show_token(TOKEN, QRect(200, 150, 40, 22), INSIDE)
    light, tall = popover.grab().toImage(), popover.height()
    theme.set_scheme("dark")
    assert popover.grab().toImage() != light
    while theme.zoom < 1.5:
        theme.zoom_in()
    popover.show_token(TOKEN, QRect(200, 150, 40, 22), INSIDE)
    assert popover.width() == theme.px(WIDTH)
    assert popover.height() > tall
    for part in popover.findChildren(QLabel):
        assert part.height() >= part.fontMetrics().height()


@pytest.mark.parametrize("top", [150, 300, 420])
def test_in_a_low_window_fewer_are_shown_and_nothing_is_cut(window: QWidget, popover: TokenPopover, top: int) -> None:
    long = dataclasses.replace(TOKEN, alternatives=tuple((f"word{k}", 0.1) for k in range(10)), ids=tuple(range(10)))
    while theme.zoom < 1.5:
        theme.zoom_in()
    popover.show_token(long, QRect(200, top, 60, 33), INSIDE)
    assert 3 <= len(popover.list.rows) < 10
    assert window.rect().contains(popover.geometry())

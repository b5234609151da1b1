"""A list of rows: chosen by click and key, drawn in the theme, quick however long."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hellogpt_gui.widgets.row_list import Row, RowList

pytestmark = pytest.mark.usefixtures("dressed")
ROWS = [Row(10 * n, f"Title {n}", f"Author {n}", f"{n}") for n in range(50)]


@pytest.fixture
def rows(qtbot: QtBot) -> RowList:
    made = RowList("Books", 4)
    qtbot.addWidget(made)
    made.resize(300, 200)
    made.show_rows(ROWS)
    made.show()
    return made


def click(qtbot: QtBot, rows: RowList, number: int) -> None:
    place = rows.visualRect(rows.rows.index(number)).center()
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_a_click_and_an_arrow_choose(qtbot: QtBot, rows: RowList) -> None:
    said: list[int] = []
    rows.chosen.connect(said.append)
    assert rows.current is None
    click(qtbot, rows, 1)
    qtbot.keyClick(rows, Qt.Key.Key_Down)
    qtbot.keyClick(rows, Qt.Key.Key_End)
    assert said == [10, 20, 490]
    assert rows.current == 490
    assert rows.viewport().rect().contains(rows.visualRect(rows.currentIndex()).center())


def test_enter_takes(qtbot: QtBot, rows: RowList) -> None:
    click(qtbot, rows, 2)
    with qtbot.waitSignal(rows.taken) as said:
        qtbot.keyClick(rows, Qt.Key.Key_Return)
    assert said.args == [20]


def test_other_rows_keep_the_choice_if_it_is_among_them(qtbot: QtBot, rows: RowList) -> None:
    click(qtbot, rows, 3)
    rows.show_rows(ROWS[2:], rows.current or -1)
    assert rows.current == 30
    rows.show_rows(ROWS[5:], 30)
    assert rows.current is None
    rows.clear_choice()
    assert rows.current is None


def test_a_screen_reader_hears_the_whole_row(rows: RowList) -> None:
    assert rows.rows.index(3).data() == "Title 3, Author 3, 3"


def test_it_follows_the_look(rows: RowList, follows_the_look: Callable[[QWidget], None]) -> None:
    follows_the_look(rows)

"""Rows of heads over the steps that were kept, and the curves above them: chosen by click and keys, said in words."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hellogpt_gui.widgets.heat_rows import HeatRows
from hellogpt_gui.widgets.stop_axis import StopAxis
from hellogpt_gui.widgets.stop_curves import StopCurves, last_of

pytestmark = pytest.mark.usefixtures("dressed")

NAMES = ("L0 H0", "L0 H1", "L1 H0")
STEPS = (0, 8, 64, 512)
VALUES = np.array([[0.0, 0.1, 0.2, 0.25], [0.0, 0.0, 0.0, 0.0], [0.0, np.nan, 0.4, 0.75]])


@pytest.fixture
def rows(qtbot: QtBot) -> HeatRows:
    made = HeatRows("Heads by steps")
    qtbot.addWidget(made)
    made.resize(480, 120)
    made.show_rows(NAMES, STEPS, VALUES, 1.0)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def curves(qtbot: QtBot) -> StopCurves:
    made = StopCurves("A curve for each head")
    qtbot.addWidget(made)
    made.resize(480, 240)
    made.show_curves(NAMES, VALUES, 1.0, 0.01)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_a_click_chooses_row_and_column(qtbot: QtBot, rows: HeatRows) -> None:
    with qtbot.waitSignal(rows.picked) as said:
        qtbot.mouseClick(rows, Qt.MouseButton.LeftButton, pos=rows.cell_box(2, 1).center().toPoint())
    assert said.args == [2, 1]
    assert rows.accessibleDescription() == "L1 H0, step 8: not measured yet"
    with qtbot.assertNotEmitted(rows.picked):
        qtbot.mouseClick(rows, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))


def test_keys_move_the_choice_and_stop_at_the_edges(qtbot: QtBot, rows: HeatRows) -> None:
    said: list[tuple[int, int]] = []
    rows.picked.connect(lambda row, column: said.append((row, column)))
    keys = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_Right)
    for key in (*keys, Qt.Key.Key_Left, Qt.Key.Key_Home):
        qtbot.keyClick(rows, key)
    assert said == [(1, 0), (2, 0), (2, 3), (2, 2), (2, 0)]


def test_what_is_not_measured_is_left_empty(rows: HeatRows) -> None:
    image = rows.grab().toImage()
    empty, full = (image.pixelColor(rows.cell_box(2, column).center().toPoint()) for column in (1, 3))
    assert empty == image.pixelColor(rows.rect().right() - 1, rows.rect().bottom() - 1)
    assert full != empty


def test_the_nearest_curve_is_chosen(qtbot: QtBot, curves: StopCurves) -> None:
    for row, column in ((2, 3), (0, 3)):
        with qtbot.waitSignal(curves.picked) as said:
            place = curves.point(row, column).toPoint() + QPoint(0, 2)
            qtbot.mouseClick(curves, Qt.MouseButton.LeftButton, pos=place)
        assert said.args == [row, column]


def test_the_chosen_curve_stands_out(curves: StopCurves) -> None:
    before = curves.grab().toImage()
    curves.choose(2, 3)
    assert curves.grab().toImage() != before
    curves.show_curves(NAMES, np.full((3, 4), np.nan), 1.0, None)
    assert not curves.grab().isNull()


def test_columns_are_equally_wide_and_found_again() -> None:
    axis = StopAxis.across(480, 4)
    assert [axis.column_at(axis.middle(column)) for column in range(4)] == [0, 1, 2, 3]
    assert axis.column_at(axis.left - 1) is axis.column_at(axis.right + 1) is None
    assert axis.column_at(axis.right) == 3


def test_the_last_that_is_measured() -> None:
    assert last_of(np.array([0.1, 0.4, np.nan])) == 0.4
    assert np.isnan(last_of(np.array([np.nan])))


@pytest.mark.parametrize("kind", ["rows", "curves"])
def test_they_follow_scheme_and_zoom(
    kind: str, request: pytest.FixtureRequest, follows_the_look: Callable[[QWidget], None]
) -> None:
    follows_the_look(request.getfixturevalue(kind))

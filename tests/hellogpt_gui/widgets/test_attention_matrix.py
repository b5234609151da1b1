"""The large attention pattern: chosen by click and keys, said in words, whole at one token and at 128."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.attention_matrix import GAP_FROM, SMALLEST, AttentionMatrix, bare

pytestmark = pytest.mark.usefixtures("dressed")

TOKENS = ("The", "·fox", "·met", "·the", "·owl")


def causal(count: int) -> np.ndarray:
    """Rows of positive weights that sum to 1 over what is not the future; the token before is looked at most."""
    weights = np.tril(np.ones((count, count))) + 3 * np.eye(count, k=-1)
    return weights / weights.sum(axis=1, keepdims=True)


@pytest.fixture
def matrix(qtbot: QtBot) -> AttentionMatrix:
    made = AttentionMatrix("Attention of the chosen head")
    qtbot.addWidget(made)
    made.resize(420, 420)
    made.show_pattern(TOKENS, causal(len(TOKENS)), 4)
    made.show()
    qtbot.waitExposed(made)
    return made


def centre(matrix: AttentionMatrix, row: int, column: int) -> QPoint:
    return matrix.cell_box(row, column).center().toPoint()


def test_a_click_in_a_row_chooses_its_token(qtbot: QtBot, matrix: AttentionMatrix) -> None:
    with qtbot.waitSignal(matrix.picked) as said:
        qtbot.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=centre(matrix, 2, 0))
    assert said.args == [2]
    assert matrix.at == 2
    with qtbot.assertNotEmitted(matrix.picked):
        qtbot.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=centre(matrix, 2, 1))


def test_keys_move_the_row_and_stop_at_the_ends(qtbot: QtBot, matrix: AttentionMatrix) -> None:
    said: list[int] = []
    matrix.picked.connect(said.append)
    keys = (Qt.Key.Key_Home, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_Down, Qt.Key.Key_Up)
    for key in keys:
        qtbot.keyClick(matrix, key)
    assert said == [0, 1, 4, 3]


def test_left_and_right_move_a_cell_that_never_enters_the_future(qtbot: QtBot, matrix: AttentionMatrix) -> None:
    matrix.choose(2)
    columns: list[int] = []
    matrix.pointed.connect(columns.append)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Right):
        qtbot.keyClick(matrix, key)
    assert columns == [2, 1, 2]
    assert matrix.cell == (2, 2)


def test_the_pointer_says_its_column_and_none_over_the_future(qtbot: QtBot, matrix: AttentionMatrix) -> None:
    with qtbot.waitSignal(matrix.pointed) as said:
        qtbot.mouseMove(matrix, centre(matrix, 3, 1))
    assert said.args == [1]
    with qtbot.waitSignal(matrix.pointed) as said:
        qtbot.mouseMove(matrix, centre(matrix, 1, 3))
    assert said.args == [-1]
    assert matrix.cell is None


def test_what_is_seen_is_also_said(qtbot: QtBot, matrix: AttentionMatrix) -> None:
    assert matrix.accessibleName() == "Attention of the chosen head"
    assert matrix.accessibleDescription().startswith("owl looks at the 0.50, ")
    matrix.choose(2)
    assert matrix.accessibleDescription().startswith("met looks at fox 0.67, ")
    qtbot.keyClick(matrix, Qt.Key.Key_Left)
    assert matrix.accessibleDescription().endswith("; met → met 0.17")


def test_a_shorter_prompt_forgets_a_cell_that_is_gone(qtbot: QtBot, matrix: AttentionMatrix) -> None:
    qtbot.keyClick(matrix, Qt.Key.Key_Left)
    matrix.show_pattern(TOKENS[:2], causal(2), 1)
    assert matrix.cell is None
    assert not matrix.grab().isNull()


def test_it_follows_scheme_and_zoom(matrix: AttentionMatrix, follows_the_look: Callable[[QWidget], None]) -> None:
    follows_the_look(matrix)


@pytest.mark.parametrize("count", [1, 2, 16, 128])
@pytest.mark.parametrize("zoom", [1.0, 1.5])
def test_at_its_smallest_nothing_is_cut(
    qtbot: QtBot, count: int, zoom: float, nothing_is_cut: Callable[[QWidget], bool]
) -> None:
    while theme.zoom < zoom:
        theme.zoom_in()
    matrix = AttentionMatrix("Attention")
    qtbot.addWidget(matrix)
    matrix.show_pattern(["·Constantinople-on-sea"] * count, causal(count), count - 1)
    matrix.resize(matrix.minimumSizeHint())
    assert matrix.side >= theme.px(SMALLEST)
    assert nothing_is_cut(matrix)


def test_cells_have_a_gap_once_they_are_large_enough(qtbot: QtBot, matrix: AttentionMatrix) -> None:
    assert matrix.side > GAP_FROM
    right, middle = matrix.cell_box(3, 1).right(), matrix.cell_box(3, 1).center().y()
    picture = matrix.grab().toImage()
    assert picture.pixelColor(round(right) - 1, round(middle)) == theme.color("surface")
    assert picture.pixelColor(round(right) - 3, round(middle)) != theme.color("surface")


def test_the_value_card_stays_inside_for_every_cell(
    qtbot: QtBot, matrix: AttentionMatrix, nothing_is_cut: Callable[[QWidget], bool]
) -> None:
    matrix.resize(matrix.minimumSizeHint())
    for row in range(len(TOKENS)):
        matrix.choose(row)
        bare_picture = matrix.grab().toImage()
        for column in range(row, -1, -1):
            qtbot.keyClick(matrix, Qt.Key.Key_Left)
            assert matrix.cell == (row, column)
            assert matrix.grab().toImage() != bare_picture
            assert nothing_is_cut(matrix)


def test_the_mark_of_a_leading_space_is_not_shown_alone() -> None:
    assert (bare("·fox"), bare("fox"), bare("·")) == ("fox", "fox", "·")

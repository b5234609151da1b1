"""All heads as small pictures: chosen by click and keys, said in words, tiles that shrink when there are many."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.head_grid import MANY, SMALL_TILE, TILE, HeadGrid

pytestmark = pytest.mark.usefixtures("dressed")


def show(grid: HeadGrid, layers: int, heads: int, tokens: int = 6) -> None:
    pattern = np.tril(np.full((layers, heads, tokens, tokens), 0.5))
    grid.show_heads(pattern, [[f"habit {layer}.{head}" for head in range(heads)] for layer in range(layers)])
    grid.resize(grid.sizeHint())


@pytest.fixture
def grid(qtbot: QtBot) -> HeadGrid:
    made = HeadGrid("All attention heads")
    qtbot.addWidget(made)
    show(made, 2, 4)
    made.show()
    qtbot.waitExposed(made)
    return made


def centre(grid: HeadGrid, layer: int, head: int) -> QPoint:
    return grid.tile_of(layer, head).center().toPoint()


def test_a_click_chooses_a_head_and_says_it_once(qtbot: QtBot, grid: HeadGrid) -> None:
    with qtbot.waitSignal(grid.picked) as said:
        qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=centre(grid, 1, 2))
    assert said.args == [1, 2]
    assert grid.chosen == (1, 2)
    with qtbot.assertNotEmitted(grid.picked):
        qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=centre(grid, 1, 2))
        qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))


def test_keys_switch_the_chosen_head_and_one_that_is_off_is_crossed_and_said(qtbot: QtBot, grid: HeadGrid) -> None:
    for key in (Qt.Key.Key_Delete, Qt.Key.Key_Space):
        with qtbot.waitSignal(grid.switched):
            qtbot.keyClick(grid, key)
    before = grid.grab().toImage()
    grid.cross(lambda layer, head: (layer, head) == (0, 0))
    assert "Switched off" in grid.accessibleDescription()
    assert grid.grab().toImage() != before
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    assert "Switched off" not in grid.accessibleDescription()


def test_keys_move_among_layers_and_heads_and_stop_at_the_ends(qtbot: QtBot, grid: HeadGrid) -> None:
    said: list[tuple[int, int]] = []
    grid.picked.connect(lambda layer, head: said.append((layer, head)))
    keys = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_Up)
    for key in (*keys, Qt.Key.Key_Home):
        qtbot.keyClick(grid, key)
    assert said == [(0, 1), (1, 1), (1, 3), (0, 3), (0, 0)]


def test_what_is_seen_is_also_said(qtbot: QtBot, grid: HeadGrid) -> None:
    assert grid.accessibleName() == "All attention heads"
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    assert grid.accessibleDescription() == "Layer 0, head 1. habit 0.1"


def test_hovering_shows_the_name_and_what_it_does(dressed: QApplication, qtbot: QtBot, grid: HeadGrid) -> None:
    plain = grid.grab().toImage()
    at = centre(grid, 1, 3)
    qtbot.mouseMove(grid, at)
    assert grid.grab().toImage() != plain
    dressed.sendEvent(grid, QHelpEvent(QHelpEvent.Type.ToolTip, at, grid.mapToGlobal(at)))
    assert QToolTip.text() == "L1 H3: habit 1.3"
    QToolTip.hideText()


def test_a_smaller_network_keeps_the_choice_inside(qtbot: QtBot, grid: HeadGrid) -> None:
    qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=centre(grid, 1, 3))
    show(grid, 1, 2)
    assert grid.chosen == (0, 1)
    assert grid.accessibleDescription() == "Layer 0, head 1. habit 0.1"


def test_many_heads_are_drawn_smaller(qtbot: QtBot, grid: HeadGrid) -> None:
    assert grid.tile_of(0, 0).width() == TILE
    show(grid, 2, MANY + 1)
    assert grid.tile_of(0, 0).width() == SMALL_TILE


@pytest.mark.parametrize(("layers", "heads", "tokens"), [(1, 1, 1), (4, 4, 128), (12, 12, 16)])
@pytest.mark.parametrize("zoom", [1.0, 1.5])
def test_nothing_is_cut_wherever_the_choice_stands(
    qtbot: QtBot, layers: int, heads: int, tokens: int, zoom: float, nothing_is_cut: Callable[[QWidget], bool]
) -> None:
    while theme.zoom < zoom:
        theme.zoom_in()
    grid = HeadGrid("Heads")
    qtbot.addWidget(grid)
    show(grid, layers, heads, tokens)
    assert nothing_is_cut(grid)
    qtbot.keyClick(grid, Qt.Key.Key_End)
    for _ in range(layers):
        qtbot.keyClick(grid, Qt.Key.Key_Down)
    assert grid.chosen == (layers - 1, heads - 1)
    assert nothing_is_cut(grid)


def test_it_follows_scheme_and_zoom(grid: HeadGrid, follows_the_look: Callable[[QWidget], None]) -> None:
    follows_the_look(grid)


def test_before_the_first_answer_it_is_empty_and_keys_do_nothing(qtbot: QtBot) -> None:
    grid = HeadGrid("Heads")
    qtbot.addWidget(grid)
    with qtbot.assertNotEmitted(grid.picked):
        qtbot.keyClick(grid, Qt.Key.Key_Right)
    assert not grid.grab().isNull()

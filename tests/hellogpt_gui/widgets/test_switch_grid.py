"""Switches in rows: pressed by hand and keys, said in words, tinted, as wide as there is room."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.switch_grid import Switch, SwitchGrid, tinted

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture
def grid(qtbot: QtBot) -> SwitchGrid:
    made = SwitchGrid("Parts")
    rows = [
        [Switch(f"part {row}.{column}", "5 %", off=(row, column) == (1, 0)) for column in range(3)] for row in range(2)
    ]
    rows[0][2] = None
    made.show_switches(rows, ("A", "B", "C"), (2,))
    qtbot.addWidget(made)
    made.resize(300, 200)
    made.show()
    return made


def test_a_click_presses_one_and_the_gaps_and_what_is_not_there_do_nothing(qtbot: QtBot, grid: SwitchGrid) -> None:
    with qtbot.waitSignal(grid.switched) as said:
        qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=grid.tile_of(1, 2).center().toPoint())
    assert said.args == [1, 2]
    assert grid.spot == (1, 2)
    with qtbot.assertNotEmitted(grid.switched):
        qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))
        qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=grid.tile_of(0, 2).center().toPoint())


def test_keys_move_the_mark_and_press(qtbot: QtBot, grid: SwitchGrid) -> None:
    said: list[tuple[int, int]] = []
    grid.pointed.connect(lambda row, column: said.append((row, column)))
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_End, Qt.Key.Key_Down, Qt.Key.Key_End):
        qtbot.keyClick(grid, key)
    assert said == [(1, 0), (1, 1), (0, 1), (1, 1), (1, 2)]
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Delete):
        with qtbot.waitSignal(grid.switched) as pressed:
            qtbot.keyClick(grid, key)
        assert pressed.args == [1, 2]


def test_what_is_marked_is_said_with_its_state(qtbot: QtBot, grid: SwitchGrid) -> None:
    assert grid.accessibleDescription() == "part 0.0, on"
    qtbot.keyClick(grid, Qt.Key.Key_Down)
    assert grid.accessibleDescription() == "part 1.0, off"


def test_tiles_take_the_room_there_is_within_bounds(grid: SwitchGrid) -> None:
    wide = grid.tile_of(0, 0).width()
    grid.resize(10_000, 200)
    widest = grid.tile_of(0, 0).width()
    assert widest > wide
    grid.resize(60, 200)
    assert grid.tile_of(0, 0).width() < wide
    assert grid.narrow
    assert grid.tile_of(1, 2).right() <= grid.minimumSizeHint().width()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_on_every_tint(scheme: str) -> None:
    theme.set_scheme(scheme)
    text = luminance(theme.color("text"))
    for share in (-1.0, -0.5, 0.0, 0.5, 1.0):
        tile = luminance(tinted(share))
        assert (max(text, tile) + 0.05) / (min(text, tile) + 0.05) >= 3.5, share


def luminance(colour: QColor) -> float:
    """WCAG 2's relative luminance."""
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

"""The grid of tokens: keys and clicks choose, what is not seen is not asked for."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from hellogpt_gui.widgets.token_grid import GridCell, TokenGrid

pytestmark = pytest.mark.usefixtures("dressed")
ROWS = ("Embedding", "Layer 0", "Layer 1")


def cell(row: int, column: int) -> GridCell:
    return GridCell(f"t{row}{column}", None if column == 3 else (row + column) / 8, row == 2, f"facts {row}")


def shown(qtbot: QtBot, columns: int = 6, asked: Callable[[int, int], GridCell] = cell) -> TokenGrid:
    grid = TokenGrid("grid")
    qtbot.addWidget(grid)
    grid.show_cells(ROWS, [f"w{n}" for n in range(columns)], asked, (2, columns - 1))
    grid.resize(grid.sizeHint())
    grid.show()
    return grid


def test_keys_and_clicks_choose(qtbot: QtBot) -> None:
    grid = shown(qtbot)
    said: list[tuple[int, int]] = []
    grid.picked.connect(lambda row, column: said.append((row, column)))
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Home, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Left):
        qtbot.keyClick(grid, key)
    qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=grid.cell_box(0, 4).center().toPoint())
    assert said == [(1, 5), (1, 0), (1, 1), (1, 0), (0, 4)]
    assert grid.accessibleDescription() == "Embedding, w4: t04. facts 0"
    assert not grid.grab().isNull()


def test_only_what_is_seen_is_asked_for(qtbot: QtBot) -> None:
    asked: set[int] = set()

    def noting(row: int, column: int) -> GridCell:
        asked.add(column)
        return cell(row, column)

    grid = shown(qtbot, 2000, noting)
    area = QScrollArea()
    qtbot.addWidget(area)
    area.setWidgetResizable(True)
    area.setWidget(grid)
    area.resize(400, 160)
    area.show()
    asked.clear()
    area.horizontalScrollBar().setValue(grid.width() // 2)
    grid.update()
    area.grab()
    assert 2 < len(asked - {1999}) < 40


def test_it_follows_the_look(qtbot: QtBot, follows_the_look: Callable[[QWidget], None]) -> None:
    follows_the_look(shown(qtbot))

"""A tensor as a picture: what stands under the pointer, and that anything can be drawn."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.tensor_map import TensorMap

pytestmark = pytest.mark.usefixtures("dressed")


def shown(qtbot: QtBot, tensor: np.ndarray, shares: bool = False) -> TensorMap:
    made = TensorMap("tensor")
    qtbot.addWidget(made)
    made.resize(360, 220)
    made.show_tensor(tensor, [f"w{n}" for n in range(tensor.shape[-2])], 1, shares)
    made.show()
    return made


def test_what_is_above_and_below_zero_has_its_colour(qtbot: QtBot) -> None:
    made = shown(qtbot, np.array([[1.0, -1.0], [0.0, np.nan], [0.5, 1.0]]))
    image = made.grab().toImage()
    colours = {
        cell: image.pixelColor(made.cell_box(*cell).center().toPoint()).name() for cell in ((0, 0), (0, 1), (1, 0))
    }
    assert colours[0, 0] == theme.color("for").name()
    assert colours[0, 1] == theme.color("against").name()
    assert colours[1, 0] == theme.color("surface").name()


def test_keys_choose_a_token_and_a_number(qtbot: QtBot) -> None:
    made = shown(qtbot, np.arange(24.0).reshape(2, 3, 4) - 6)
    said: list[int] = []
    made.picked.connect(said.append)
    qtbot.keyClick(made, Qt.Key.Key_Right)
    assert made.words == "w1, head 0, 0: −2"
    for _ in range(5):
        qtbot.keyClick(made, Qt.Key.Key_Right)
    assert made.words == "w1, head 1, 1: 11"
    assert not made.grab().isNull()
    qtbot.keyClick(made, Qt.Key.Key_Down)
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton, pos=made.cell_box(0, 3).center().toPoint())
    assert said == [2, 0]
    made.show_tensor(np.zeros((1, 2)), ["a"], 0)
    assert made.cell is None


@pytest.mark.parametrize(
    "tensor", [np.zeros((1, 1)), np.full((2, 2), np.nan), np.full((3, 2), -np.inf), np.zeros((2, 5000))]
)
@pytest.mark.parametrize("shares", [False, True])
def test_anything_can_be_drawn(qtbot: QtBot, tensor: np.ndarray, shares: bool) -> None:
    made = TensorMap("tensor")
    qtbot.addWidget(made)
    made.show_tensor(tensor, ["w"] * len(tensor), 0, shares)
    assert not made.grab().isNull()


def test_it_follows_the_look(qtbot: QtBot, follows_the_look: Callable[[QWidget], None]) -> None:
    follows_the_look(shown(qtbot, np.arange(12.0).reshape(3, 4) - 6))

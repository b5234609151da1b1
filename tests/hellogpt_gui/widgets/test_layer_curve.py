"""The curve from layer to layer: where values stand, and how a layer is chosen."""

import math
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hellogpt_gui.widgets.layer_curve import LayerCurve

pytestmark = pytest.mark.usefixtures("dressed")


def shown(qtbot: QtBot, values: list[float], logarithmic: bool = False) -> LayerCurve:
    curve = LayerCurve("Rank", lambda value: f"{value:g}", logarithmic)
    qtbot.addWidget(curve)
    curve.resize(200, 180)
    curve.show_values(values, [str(n) for n in range(len(values))], 0)
    curve.show()
    return curve


def test_equal_ratios_are_equal_distances_from_one(qtbot: QtBot) -> None:
    curve = shown(qtbot, [100.0, 10.0, 1.0], logarithmic=True)
    high, middle, low = (curve.point_of(index) for index in range(3))
    assert middle.y() - high.y() == pytest.approx(low.y() - middle.y())
    assert middle.x() - high.x() == pytest.approx(low.x() - middle.x())
    assert curve.accessibleDescription() == "0 100, 1 10, 2 1"


def test_keys_and_clicks_choose_a_layer(qtbot: QtBot) -> None:
    curve = shown(qtbot, [3.0, 2.0, 1.0])
    said: list[int] = []
    curve.picked.connect(said.append)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_End):
        qtbot.keyClick(curve, key)
    qtbot.mouseClick(curve, Qt.MouseButton.LeftButton, pos=curve.point_of(0).toPoint())
    assert said == [1, 2, 0]


@pytest.mark.parametrize("values", [[], [0.0], [math.nan, math.nan], [5.0, math.nan, 0.0], [1.0] * 97])
@pytest.mark.parametrize("logarithmic", [False, True])
def test_any_values_can_be_drawn(qtbot: QtBot, values: list[float], logarithmic: bool) -> None:
    assert not shown(qtbot, values, logarithmic).grab().isNull()


def test_it_follows_the_look(qtbot: QtBot, follows_the_look: Callable[[QWidget], None]) -> None:
    follows_the_look(shown(qtbot, [3.0, 2.0, 1.0]))

"""The health view on the real engine: a tensor is chosen, the course of the training is drawn."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hellogpt_gui.inspect_tab.view import InspectView

pytestmark = [pytest.mark.usefixtures("dressed"), pytest.mark.integration]


def test_a_tensor_is_chosen_and_the_course_is_drawn(qtbot: QtBot, shown: Callable[..., InspectView]) -> None:
    view = shown("health")
    assert view.title.text() == "embed.weight"
    assert "parameters in" in view.sentence.text()
    view.tensors.setFocus()
    qtbot.keyClick(view.tensors, Qt.Key.Key_Down)
    assert view.title.text() == "pos_embed.weight"
    assert len(view.histogram.bars()) == 48
    assert view.course.isVisible()
    first = view.course.accessibleDescription()
    qtbot.mouseClick(view.signs.segment(1), Qt.MouseButton.LeftButton)
    assert first.startswith("Update/weight. Layer 0 ends at")
    assert view.course.accessibleDescription().startswith("Activation scale. Layer 0 ends at")

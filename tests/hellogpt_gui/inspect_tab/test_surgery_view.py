"""Surgery in the tab, on the real engine: switches, patches, steering, and what becomes of the next token."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from core.config import SurgeryConfig
from core.protocol import InspectDone, SurgeryResult
from hellogpt_gui.inspect_tab import InspectTab
from hellogpt_gui.inspect_tab.surgery_view import SurgeryView
from hellogpt_gui.inspect_tab.view import InspectView
from hellogpt_gui.units import share

from .conftest import settle

pytestmark = pytest.mark.integration
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def view(shown: Callable[..., InspectView]) -> SurgeryView:
    made = shown("surgery")
    assert isinstance(made, SurgeryView)
    return made


def result_of(tab: InspectTab) -> SurgeryResult:
    assert isinstance(tab._answer, InspectDone)
    assert isinstance(tab._answer.result, SurgeryResult)
    return tab._answer.result


def press(qtbot: QtBot, tab: InspectTab, view: SurgeryView, row: int, column: int) -> None:
    qtbot.mouseClick(view.switches.grid, LEFT, pos=view.switches.grid.tile_of(row, column).center().toPoint())
    settle(qtbot, tab)


def test_a_tile_says_what_is_left_without_it_and_switches_it_off(
    qtbot: QtBot, tab: InspectTab, view: SurgeryView
) -> None:
    result, grid = result_of(tab), view.switches.grid
    assert [[switch.text for switch in row] for row in grid.rows] == [
        [*(share(odds) for odds in layer), "all"] for layer in result.alone
    ]
    assert not view.shifts._changed
    press(qtbot, tab, view, 1, 1)
    after = result_of(tab)
    assert tab.bar.surgery == SurgeryConfig(off=("L1H1",))
    assert after.explained.after == pytest.approx(result.alone[1, 1], rel=1e-4)
    assert grid.rows[1][1].off
    assert not grid.rows[1][0].off
    assert "Layer 1 · head 1 is off" in view.switches.sentence.text()
    assert view.shifts._changed
    assert [(row.before, row.after) for row in view.shifts.rows] == [(one.before, one.after) for one in after.shifts]
    qtbot.keyClick(grid, Qt.Key.Key_Space)
    settle(qtbot, tab)
    assert not tab.bar.surgery.changes


def test_a_layer_takes_its_parts_along_and_means_stand_in_their_place(
    qtbot: QtBot, tab: InspectTab, view: SurgeryView
) -> None:
    qtbot.mouseClick(view.switches.ablation.segment(1), LEFT)
    settle(qtbot, tab)
    assert tab.bar.surgery.ablation == "mean"
    assert result_of(tab).mean_texts
    press(qtbot, tab, view, 0, 3)
    assert tab.bar.surgery == SurgeryConfig(off=("L0",), ablation="mean")
    assert all(switch.off for switch in view.switches.grid.rows[0])
    qtbot.keyClick(view.switches.grid, Qt.Key.Key_Home)
    assert "off with layer 0" in view.switches.sentence.text()
    qtbot.keyClick(view.switches.grid, Qt.Key.Key_Return)
    settle(qtbot, tab)
    assert tab.bar.surgery == SurgeryConfig(ablation="mean"), "what took it along goes on again"


def test_neurons_are_typed_and_what_there_is_not_is_said(qtbot: QtBot, tab: InspectTab, view: SurgeryView) -> None:
    field, trouble = view.switches.neurons, view.switches.trouble
    for words, says in (("L0N64", "N0 to N63"), ("L2N0", "L0 to L1"), ("all of them", "Spell it")):
        field.setText(words)
        qtbot.keyClick(field, Qt.Key.Key_Return)
        assert says in trouble.text()
        assert not tab.bar.surgery.changes
    field.setText("l0n63, L1N2")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    settle(qtbot, tab)
    assert tab.bar.surgery.off == ("L0N63", "L1N2")
    assert tab.bar.chips.words == ("Layer 0 · neuron 63", "Layer 1 · neuron 2")
    assert (field.text(), trouble.isVisible()) == ("", False)


def test_a_second_prompt_makes_a_map_and_one_of_other_length_a_sentence(
    qtbot: QtBot, tab: InspectTab, view: SurgeryView
) -> None:
    page = view.patching
    qtbot.mouseClick(view.ways.segment(1), LEFT)
    qtbot.mouseClick(page.take_first, LEFT)
    settle(qtbot, tab)
    assert page.second.text() == "The fox met the owl"
    page.second.setText("The fox met the owl and the hare")
    qtbot.keyClick(page.second, Qt.Key.Key_Return)
    settle(qtbot, tab)
    assert page.empty.isVisible()
    assert result_of(tab).note in page.empty.sentence.text()
    page.second.setText("The owl met the fox")
    for segments, index in ((page.way, 1), (page.what, 1)):
        qtbot.mouseClick(segments.segment(index), LEFT)
    settle(qtbot, tab)
    patch = result_of(tab).patch
    assert patch is not None, result_of(tab).note
    assert (patch.patching, patch.patched) == ("noise", "attention")
    assert np.isfinite(patch.recovered).all()
    assert page.map.isVisible()
    assert f"{patch.clean:+.2f}".replace("-", "−") in page.sentence.text()
    qtbot.keyClick(page.map, Qt.Key.Key_Right)
    qtbot.keyClick(page.map, Qt.Key.Key_Down)
    assert page.map.cell == (1, 0)
    assert "attention 1" in page.sentence.text()
    assert "is lost" in page.sentence.text()
    page.rival.activated.emit(page.rival.count() - 1)
    settle(qtbot, tab)
    assert result_of(tab).patch.rival == page.rival.choices[-1].id
    assert tab.question().looking.second_prompt
    qtbot.mouseClick(view.ways.segment(0), LEFT)
    assert not tab.question().looking.second_prompt, "no map is made that nobody sees"


def test_two_texts_steer_and_a_slider_says_how_much(qtbot: QtBot, tab: InspectTab, view: SurgeryView) -> None:
    page = view.steering
    qtbot.mouseClick(view.ways.segment(2), LEFT)
    qtbot.keyClicks(page.away, "the fox")
    qtbot.keyClicks(page.towards, "the owl")
    qtbot.keyClick(page.towards, Qt.Key.Key_Return)
    settle(qtbot, tab)
    assert tab.bar.surgery == SurgeryConfig(steer_from="the fox", steer_to="the owl")
    assert tab.bar.chips.words == ("“the fox” → “the owl” × 1",)
    pushed = result_of(tab).pushed
    assert f"{pushed:.2g} times as long" in page.length.text()
    qtbot.keyClick(page.strength.slider, Qt.Key.Key_Home)
    settle(qtbot, tab)
    assert tab.bar.surgery.steer_strength == -2.0
    assert result_of(tab).pushed == pytest.approx(2 * pushed)
    page.layer.setCurrentIndex(2)
    page.layer.activated.emit(2)
    settle(qtbot, tab)
    assert tab.bar.surgery.steer_layer == 1
    assert page.before.text() != ""
    qtbot.mouseClick(page.none, LEFT)
    settle(qtbot, tab)
    assert not tab.bar.surgery.changes
    assert (page.away.text(), page.towards.text()) == ("", "")


def test_a_token_that_is_picked_is_explained_and_the_marked_head_is_that_of_all_views(
    qtbot: QtBot, tab: InspectTab, view: SurgeryView
) -> None:
    other = result_of(tab).shifts[2]
    qtbot.keyClick(view.shifts, Qt.Key.Key_Down)
    qtbot.keyClick(view.shifts, Qt.Key.Key_End)
    settle(qtbot, tab)
    assert result_of(tab).explained.id != other.id
    assert [row.bold for row in view.shifts.rows][-1]
    qtbot.keyClick(view.switches.grid, Qt.Key.Key_Down)
    assert (tab._shared["layer"], tab._shared["head"]) == (1, 0)


def test_in_a_narrow_window_the_next_token_stands_below(qtbot: QtBot, tab: InspectTab, view: SurgeryView) -> None:
    tab.resize(760, 700)
    qtbot.waitUntil(lambda: view.shifts.mapTo(view, QPoint()).y() > view.switches.grid.mapTo(view, QPoint()).y() + 100)

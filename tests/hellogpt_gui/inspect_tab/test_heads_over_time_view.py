"""The view of heads over time on the real engine: by clicks and keys, and while a training keeps step after step."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.config import build_config
from core.paths import Home
from core.protocol import HeadsOverTimeResult, Train
from hellogpt_gui.engine.client import EngineClient
from hellogpt_gui.inspect_tab import InspectTab
from hellogpt_gui.inspect_tab.heads_over_time_view import HeadsOverTimeView
from hellogpt_gui.library.selection import Selection
from hellogpt_gui.widgets.value_scale import figure

from ..conftest import LONG, TINY

pytestmark = [pytest.mark.usefixtures("dressed"), pytest.mark.integration]
VIEW = "heads-over-time"


@pytest.fixture
def selection(tab: InspectTab) -> Selection:
    return tab._selection


def shown(qtbot: QtBot, tab: InspectTab) -> HeadsOverTimeView:
    """The view in front, when all is measured."""
    tab.show_view(VIEW)
    view = tab.view
    assert isinstance(view, HeadsOverTimeView)
    qtbot.waitUntil(lambda: view.isVisible() and result_of(view).progress == 1.0, timeout=LONG)
    return view


def result_of(view: HeadsOverTimeView) -> HeadsOverTimeResult:
    assert view._result is not None
    return view._result


def test_a_head_and_a_step_are_chosen_by_keys_and_by_clicks(
    qtbot: QtBot, tab: InspectTab, selection: Selection
) -> None:
    selection.select("tales/serial_1")
    view = shown(qtbot, tab)
    result = result_of(view)
    assert view.title.text() == "Layer 0 · head 0"
    qtbot.keyClick(view.rows, Qt.Key.Key_Down)
    qtbot.keyClick(view.rows, Qt.Key.Key_Down)
    assert view.title.text() == "Layer 1 · head 0"
    assert (tab.question().looking.layer, tab.question().looking.head) == (1, 0)
    qtbot.keyClick(view.rows, Qt.Key.Key_Left)
    assert selection.step == result.steps[-2]
    assert view.rows.accessibleDescription().startswith("L1 H0, step ")
    place = view.rows.cell_box(1, 0).center().toPoint()
    qtbot.mouseClick(view.rows, Qt.MouseButton.LeftButton, pos=place)
    assert selection.step == 0
    assert view.title.text() == "Layer 0 · head 1"
    assert view.scores.rows[0].value == f"{result.scores[0, 0, 0, 1]:.2f}"
    assert view.scores.rows[0].before == result.chance[0]
    point = view.curves.point(3, 5).toPoint() + QPoint(0, -1)
    qtbot.mouseClick(view.curves, Qt.MouseButton.LeftButton, pos=point)
    assert selection.step == result.steps[5]


def test_the_segments_draw_other_numbers(qtbot: QtBot, tab: InspectTab, selection: Selection) -> None:
    selection.select("tales/serial_1")
    view = shown(qtbot, tab)
    result = result_of(view)
    before = view.rows.words_of(0, 3)
    assert before.endswith(f"{result.scores[0, 3, 0, 0]:.2f}")
    qtbot.mouseClick(view.shown.segment(4), Qt.MouseButton.LeftButton)
    assert view.rows.words_of(0, 3).endswith(figure(result.lost[3, 0, 0]))
    assert view.sentence.text() == result.sentence


def test_a_click_leads_to_the_head_that_matters_most(qtbot: QtBot, tab: InspectTab, selection: Selection) -> None:
    selection.select("tales/serial_1")
    view = shown(qtbot, tab)
    result, answer = result_of(view), tab.answer
    assert result.leads is None, "so small a run has none"
    assert not view.lead_button.isVisible()
    assert answer is not None
    view.show_answer(replace(answer, result=replace(result, leads=(0, 1))), 0, 0)
    qtbot.mouseClick(view.lead_button, Qt.MouseButton.LeftButton)
    assert view.title.text() == "Layer 0 · head 1"
    assert not view.lead_button.isVisible()


def test_it_grows_with_each_step_that_a_training_keeps(
    qtbot: QtBot, dressed: QApplication, home: Home, tmp_path: Path
) -> None:
    text = tmp_path / "tale.txt"
    text.write_text("\n\n".join(f"The fox met the owl at the river {k}." for k in range(400)), encoding="utf-8")
    client, selection = EngineClient(home), Selection()
    tab = InspectTab(client, selection)
    qtbot.addWidget(tab)
    tab.show()
    tab.show_view(VIEW)
    client.start()
    job = client.submit(Train(build_config("small", {**TINY, "steps": 100_000}), (str(text),), "tale"))
    qtbot.waitUntil(lambda: tab._moment.run != "" and tab._moment.step > 1, timeout=LONG)
    selection.select(tab._moment.run)
    view = tab.view
    qtbot.waitUntil(lambda: tab._answer is not None and np.isfinite(result_of(view).lost).any(), timeout=LONG)
    count = len(result_of(view).steps)
    qtbot.waitUntil(lambda: len(result_of(view).steps) > count, timeout=LONG)
    job.stop()
    qtbot.waitUntil(lambda: not job.running, timeout=LONG)
    tab.hide()
    client.close()

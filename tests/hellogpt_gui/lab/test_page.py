"""Experiments by clicks: begun on the sheet, seen to grow, stopped, gone on with; and waiting in the queue."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.paths import Home
from core.protocol import ContinueExperiment, RunExperiment
from core.runs import list_runs
from hellogpt_gui.lab.experiment_sheet import ExperimentSheet
from hellogpt_gui.lab.page import LabPage

from .conftest import LONG, Bench

pytestmark = pytest.mark.integration
LEFT = Qt.MouseButton.LeftButton


def opened(qtbot: QtBot, bench: Bench) -> LabPage:
    assert bench.tab.setup.to_lab.isVisible()
    qtbot.mouseClick(bench.tab.setup.to_lab, LEFT)
    assert bench.tab.lab is not None
    qtbot.waitUntil(lambda: not bench.tab.lab._asker.waiting, timeout=LONG)
    return bench.tab.lab


def sheet(qtbot: QtBot, lab: LabPage, kind: str, **values: str) -> ExperimentSheet:
    qtbot.mouseClick(lab.begin, LEFT)
    made = lab.findChild(ExperimentSheet)
    assert made is not None
    made.kinds[kind].click()
    for name, words in values.items():
        editor = made.fields[name].editor
        editor.setText(words)
        editor.editingFinished.emit()
    return made


def test_an_experiment_is_begun_seen_to_grow_stopped_and_finished(qtbot: QtBot, bench: Bench, home: Home) -> None:
    lab = opened(qtbot, bench)
    assert lab.empty.isVisible()
    asked = sheet(qtbot, lab, "learning-rate", steps="4", seeds="2", rates="2")
    qtbot.mouseClick(asked.go, LEFT)
    qtbot.waitUntil(lambda: bool(lab._results) and lab._results["learning-rate"].done >= 1, timeout=LONG)
    assert lab.isVisible()
    assert lab.chosen == "learning-rate"
    assert lab.progress.fraction > 0
    if lab.stop_button.isVisible():
        qtbot.mouseClick(lab.stop_button, LEFT)
    qtbot.waitUntil(lambda: not bench.tab.session.active, timeout=LONG)
    if not lab._results["learning-rate"].complete:
        qtbot.mouseClick(lab.go_on, LEFT)
        qtbot.waitUntil(lambda: lab._results["learning-rate"].complete, timeout=LONG)
        qtbot.waitUntil(lambda: not bench.tab.session.active, timeout=LONG)
    assert not lab.go_on.isVisible()
    assert [len(row.values) for row in lab.result.plot.rows] == [2, 2]
    assert lab.progress.fraction == 1.0
    assert len(list_runs(home)) == 4
    assert bench.sentences == []


def test_while_something_trains_an_experiment_waits(qtbot: QtBot, bench: Bench) -> None:
    tab = bench.tab
    tab.draft.set("steps", 1_000_000)
    qtbot.mouseClick(tab.setup.button, LEFT)
    qtbot.waitUntil(lambda: tab.session.state.step > 0, timeout=LONG)
    tab.new_model()
    lab = opened(qtbot, bench)
    asked = sheet(qtbot, lab, "size", steps="4")
    assert not asked.go.isEnabled()
    qtbot.mouseClick(asked.wait, LEFT)
    qtbot.waitUntil(lambda: len(tab.queue.waiting) == 1, timeout=LONG)
    command = tab.queue.waiting[0].command
    assert isinstance(command, RunExperiment)
    assert (command.name, command.experiment.kind, command.config.training.steps) == ("size", "size", 4)
    assert command.config.model.d_model == 16  # the network of the set-up
    assert command.texts == tab.draft.texts
    step = tab.session.state.step
    qtbot.waitUntil(lambda: tab.session.state.step > step, timeout=LONG)
    assert lab.isVisible()  # what trains does not bring its page to the front


def test_values_that_do_not_fit_are_said_on_the_sheet(qtbot: QtBot, bench: Bench) -> None:
    lab = opened(qtbot, bench)
    asked = sheet(qtbot, lab, "take-a-block-out", steps="-3")
    assert "whole number" in asked.fields["steps"].message.text()
    assert "tokens" in asked.said.text()
    asked.reject()


def test_a_setup_that_is_wrong_is_said_on_the_sheet(qtbot: QtBot, bench: Bench) -> None:
    lab = opened(qtbot, bench)
    bench.tab.draft.set("n_heads", 3)
    asked = sheet(qtbot, lab, "size")
    assert "--n-heads" in asked.said.text()
    qtbot.mouseClick(asked.go, LEFT)
    assert asked.isVisible()
    asked.reject()


def test_one_that_was_stopped_goes_on_after_what_trains(qtbot: QtBot, bench: Bench, home: Home) -> None:
    tab = bench.tab
    lab = opened(qtbot, bench)
    asked = sheet(qtbot, lab, "learning-rate", steps="900", seeds="1", rates="2")
    qtbot.mouseClick(asked.go, LEFT)
    qtbot.waitUntil(lambda: tab.session.state.step > 0, timeout=LONG)
    qtbot.mouseClick(lab.stop_button, LEFT)
    qtbot.waitUntil(lambda: not tab.session.active, timeout=LONG)
    assert lab.go_on.isVisible()
    tab.new_model()
    tab.draft.set("steps", 1_000_000)
    qtbot.mouseClick(tab.setup.button, LEFT)
    qtbot.waitUntil(lambda: tab.session.active, timeout=LONG)
    tab.show_lab()
    qtbot.mouseClick(lab.go_on, LEFT)
    qtbot.waitUntil(lambda: len(tab.queue.waiting) == 1, timeout=LONG)
    assert tab.queue.waiting[0].command == ContinueExperiment("learning-rate")

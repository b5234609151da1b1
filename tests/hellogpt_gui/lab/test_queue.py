"""The queue by clicks: added while one trains, the next begins; a failure is said and passed over; a stop holds it."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.paths import Home
from core.protocol import ShowQueue
from core.runs import list_runs
from core.runs.queue import queue
from hellogpt_gui.lab.queue import TrainQueue
from hellogpt_gui.notify import Notifier

from .conftest import LONG, Bench

pytestmark = pytest.mark.integration
LEFT = Qt.MouseButton.LeftButton


def name_it(bench: Bench, name: str) -> None:
    field = bench.tab.setup.name
    field.clear()
    field.insert(name)
    field.textEdited.emit(name)


def test_what_waits_has_its_turn_and_a_failure_is_passed_over(qtbot: QtBot, bench: Bench, home: Home) -> None:
    tab = bench.tab
    assert not tab.setup.wait.isVisible()
    tab.draft.set("steps", 1_000_000)
    qtbot.mouseClick(tab.setup.button, LEFT)
    qtbot.waitUntil(lambda: tab.session.state.step > 0, timeout=LONG)
    tab.new_model()
    tab.draft.set("steps", 30)
    for name in ("../../x", "second"):
        name_it(bench, name)
        qtbot.mouseClick(tab.setup.wait, LEFT)
    qtbot.waitUntil(lambda: len(tab.queue.waiting) == 2, timeout=LONG)
    assert "(2)" in tab.setup.to_lab.text()
    tab.stop_and_keep()  # by hand: the queue is held
    qtbot.waitUntil(lambda: not tab.session.active, timeout=LONG)
    assert not tab.queue.running
    assert bench.sentences == ["The queue waits, since its training was stopped."]
    assert bench.said[0].action is not None
    bench.said[0].action()
    qtbot.waitUntil(lambda: not tab.queue.running and not tab.session.active, timeout=LONG)
    assert {run.model for run in list_runs(home)} == {"tales", "second"}
    (left,) = tab.queue.waiting
    assert "cannot be the name of a model" in left.trouble
    assert bench.sentences[1] == "../../x · small could not be trained. The next one has its turn."
    assert queue(ShowQueue(), home).waiting == (left,)


def test_it_is_there_again_in_the_next_sitting_and_nothing_begins_by_itself(
    qtbot: QtBot, bench: Bench, home: Home
) -> None:
    tab = bench.tab
    tab.queue.add(tab.draft.command())
    qtbot.waitUntil(lambda: len(tab.queue.waiting) == 1, timeout=LONG)
    later = TrainQueue(tab._client, tab.session, Notifier())
    with qtbot.waitSignal(later.changed, timeout=LONG):
        later.read()
    assert later.waiting == tab.queue.waiting
    assert not later.running
    assert not tab.session.active


def test_a_run_to_be_continued_waits_while_another_trains(qtbot: QtBot, bench: Bench) -> None:
    tab = bench.tab
    tab.draft.set("steps", 1_000_000)
    qtbot.mouseClick(tab.setup.button, LEFT)
    qtbot.waitUntil(lambda: tab.session.state.step > 0, timeout=LONG)
    with qtbot.waitSignal(tab.session.ended, timeout=LONG):
        tab.stop_and_keep()
    tab.new_model()
    qtbot.mouseClick(tab.setup.button, LEFT)
    qtbot.waitUntil(lambda: tab.session.state.step > 0, timeout=LONG)
    tab._selection.select("tales/serial_1")
    qtbot.waitUntil(lambda: tab._shown.last is not None, timeout=LONG)
    qtbot.mouseClick(tab.page.head.go_on_button, LEFT)
    qtbot.waitUntil(lambda: len(tab.queue.waiting) == 1, timeout=LONG)
    assert tab.queue.waiting[0].label == "tales/serial_1 · goes on"

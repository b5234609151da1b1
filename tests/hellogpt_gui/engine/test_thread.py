"""A lane carries out its orders one after another, ends after the last, and answers each of them whatever happens."""

import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.control import RunControl, Shelf
from core.paths import Home
from core.protocol import Command, Event, Failed, Hello, LookAtText, Progress, Ready, TextDone
from hellogpt_gui.engine.door import Door
from hellogpt_gui.engine.mailbox import Mailbox
from hellogpt_gui.engine.thread import EngineThread, broken_off

LONG = 60_000  # ms; a loaded machine imports torch slowly


class Lane:
    """A thread with its mailbox, and what lay in it."""

    def __init__(self, home: Home) -> None:
        self.mailbox = Mailbox()
        self.thread = EngineThread("ask", Door(home, Shelf()), self.mailbox)
        self.control = RunControl()

    def give(self, job: int, command: Command) -> None:
        self.thread.give(job, command, self.control)

    def run_to_the_end(self, qtbot: QtBot) -> list[tuple[int, Event]]:
        with qtbot.waitSignal(self.thread.finished, timeout=LONG):
            self.thread.end()
            self.thread.start()
        return self.mailbox.take()


@pytest.fixture
def lane(qapp: QApplication, home: Home) -> Iterator[Lane]:
    (home.data / "fox.txt").write_text("The fox lives by the river. " * 50, encoding="utf-8")
    made = Lane(home)
    yield made
    if made.thread.isRunning():
        made.thread.end()
    made.thread.wait()


def test_orders_are_carried_out_in_their_order_also_those_given_before_the_start(qtbot: QtBot, lane: Lane) -> None:
    for job, command in enumerate((Hello(), LookAtText(), Hello())):
        lane.give(job, command)
    letters = lane.run_to_the_end(qtbot)
    ends = [(job, type(event)) for job, event in letters if not isinstance(event, Progress)]
    assert ends == [(0, Ready), (1, TextDone), (2, Ready)]
    assert lane.thread.isFinished()


def test_it_is_named_after_its_lane(lane: Lane) -> None:
    assert lane.thread.objectName() == "engine-ask"
    assert lane.thread.lane == "ask"


def test_what_was_stopped_before_its_turn_is_not_begun(qtbot: QtBot, lane: Lane) -> None:
    lane.give(1, LookAtText())
    lane.control.stop()
    (letter,) = lane.run_to_the_end(qtbot)
    assert letter == (1, Failed("Stopped before it began.", "", 3))


def test_the_engine_works_outside_the_thread_of_the_window(
    qtbot: QtBot, lane: Lane, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.engine import Engine

    seen: list[QThread] = []
    answer = Engine.run

    def look(self: Engine, command: Command, control: RunControl) -> Iterator[Event]:
        seen.append(QThread.currentThread())
        return answer(self, command, control)

    monkeypatch.setattr(Engine, "run", look)
    lane.give(1, Hello())
    lane.run_to_the_end(qtbot)
    assert len(seen) == 1
    assert seen[0] is not QThread.currentThread()


def test_a_fault_that_breaks_through_is_said_and_the_next_order_carried_out(
    qtbot: QtBot, lane: Lane, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.engine import Engine

    answer = Engine.run

    def break_once(self: Engine, command: Command, control: RunControl) -> Iterator[Event]:
        if isinstance(command, LookAtText):
            raise RuntimeError("out of order")
        return answer(self, command, control)

    monkeypatch.setattr(Engine, "run", break_once)
    lane.give(1, LookAtText())
    lane.give(2, Hello())
    (first, failed), (second, ready) = lane.run_to_the_end(qtbot)
    assert (first, second) == (1, 2)
    assert isinstance(failed, Failed)
    assert "RuntimeError: out of order" in failed.message
    assert "break_once" in failed.details
    assert failed.exit_code == 1
    assert isinstance(ready, Ready)


def test_where_the_engine_cannot_be_loaded_every_order_is_answered(
    qtbot: QtBot, lane: Lane, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "core.engine", None)
    lane.give(1, Hello())
    lane.give(2, LookAtText())
    letters = lane.run_to_the_end(qtbot)
    assert [job for job, _ in letters] == [1, 2]
    assert all(isinstance(failed, Failed) for _, failed in letters)


def test_the_sentence_says_what_happened_and_what_to_do() -> None:
    failed = broken_off(ValueError("7"))
    assert failed.message.endswith("ValueError: 7")
    assert failed.hint
    assert failed.exit_code == 1

"""Closing while something trains asks once and loses nothing; everything else closes at once. On the real engine."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.config import SamplingConfig
from core.paths import Home
from core.protocol import Sample
from core.runs import RunFolder
from hellogpt_gui.closing import Question

from .conftest import LONG, Opened, train_on

pytestmark = pytest.mark.integration


@pytest.fixture
def at_work(qtbot: QtBot, opened: Opened, tmp_path: Path) -> Opened:
    """A window in which a tiny model trains for long."""
    return train_on(qtbot, opened, tmp_path / "fox.txt", 0)


def ask(qtbot: QtBot, opened: Opened) -> Question:
    """Try to close; the question."""
    assert not opened.window.close()
    question = opened.window.closing.question
    assert question is not None
    qtbot.waitUntil(question.isVisible)
    return question


def press(qtbot: QtBot, question: Question, words: str) -> None:
    (button,) = [button for button in (question.go, question.close_button) if button.text() == words]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def closed(opened: Opened) -> bool:
    return not opened.window.isVisible()


def checkpoints(home: Home) -> list[int]:
    return [stop.step for stop in RunFolder(home.checkpoints / "fox" / "serial_1").steps() if stop.kind == "checkpoint"]


def test_every_careful_answer_leaves_it_at_work(qtbot: QtBot, at_work: Opened) -> None:
    question = ask(qtbot, at_work)
    assert question.title.text() == "fox/serial_1 is still training."
    assert not at_work.window.close()
    assert at_work.window.closing.question is question, "it is asked once"
    before = at_work.window.training.state.step
    press(qtbot, question, "Go on training")
    qtbot.waitUntil(lambda: at_work.window.training.state.step > before, timeout=LONG)

    qtbot.keyClick(ask(qtbot, at_work), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: at_work.window.closing.question is None)

    at_work.window.actions_by_id["pause"].trigger()
    qtbot.waitUntil(lambda: at_work.window.training.state.paused, timeout=LONG)
    question = ask(qtbot, at_work)
    assert question.title.text() == "fox/serial_1 is paused."
    press(qtbot, question, "Cancel")
    assert at_work.window.training.state.paused
    assert at_work.client.running("train") is not None
    assert not closed(at_work)


def test_stop_and_keep_saves_a_checkpoint_and_closes(qtbot: QtBot, at_work: Opened, home: Home) -> None:
    press(qtbot, ask(qtbot, at_work), "Stop and keep")
    qtbot.waitUntil(lambda: closed(at_work), timeout=LONG)
    assert checkpoints(home)
    assert RunFolder(home.checkpoints / "fox" / "serial_1").latest == checkpoints(home)[-1]
    assert not any(thread.isRunning() for thread in at_work.client._threads.values())


def test_what_is_answered_stands_there_until_it_is_saved(qtbot: QtBot, at_work: Opened) -> None:
    question = ask(qtbot, at_work)
    seen = []
    at_work.window.train_tab.session.changed.connect(lambda: seen.append(question.said.text()))
    press(qtbot, question, "Stop and keep")
    assert question.isVisible()
    assert question.said.text().startswith("Saving what it has learnt.")
    assert not question.go.isEnabled()
    assert not question.close_button.isEnabled()
    assert at_work.window.training.state.phase == "stopping"
    assert "saving" in at_work.window.status.trains_now.accessibleName()
    qtbot.keyClick(question, Qt.Key.Key_Escape)
    assert question.isVisible(), "there is no way back"
    assert not at_work.window.close()
    assert at_work.window.closing.question is question
    qtbot.waitUntil(lambda: closed(at_work), timeout=LONG)
    assert seen[0].startswith("Saving")


def test_who_has_stopped_it_already_is_not_asked_again(qtbot: QtBot, at_work: Opened, home: Home) -> None:
    at_work.window.train_tab.stop_and_keep()
    question = ask(qtbot, at_work)
    assert question.said.text().startswith("Saving what it has learnt.")
    qtbot.waitUntil(lambda: closed(at_work), timeout=LONG)
    assert checkpoints(home)


def test_what_cannot_be_saved_is_said_and_the_window_stays(qtbot: QtBot, at_work: Opened, home: Home) -> None:
    run = home.checkpoints / "fox" / "serial_1"
    at_work.window.actions_by_id["pause"].trigger()
    qtbot.waitUntil(lambda: at_work.window.train_tab.session.record.phase == "paused", timeout=LONG)
    question = ask(qtbot, at_work)
    run.rename(home.root / "elsewhere")
    press(qtbot, question, "Stop and keep")
    qtbot.waitUntil(lambda: at_work.window.closing.question is None, timeout=LONG)
    assert not closed(at_work)
    (message,) = [message for message in at_work.said if message.kind == "error"]
    assert str(run) in message.message
    assert message.hint
    assert at_work.window.messages.isVisible()
    assert at_work.window.close()


def test_a_question_whose_training_has_ended_is_withdrawn(qtbot: QtBot, at_work: Opened) -> None:
    ask(qtbot, at_work)
    at_work.window.train_tab.stop_and_keep()
    qtbot.waitUntil(lambda: at_work.window.closing.question is None, timeout=LONG)
    assert not closed(at_work)
    assert at_work.window.close()


def test_who_agrees_beforehand_is_not_asked(qtbot: QtBot, at_work: Opened, home: Home) -> None:
    at_work.window.close_and_keep()
    assert at_work.window.closing.question is None
    qtbot.waitUntil(lambda: closed(at_work), timeout=LONG)
    assert checkpoints(home)


def test_while_only_chatting_it_closes_at_once(
    qtbot: QtBot, open_window: Callable[[Home], Opened], tales_home: Home, tmp_path: Path
) -> None:
    shutil.copytree(tales_home.root, tmp_path / "copy")
    opened = open_window(Home(tmp_path / "copy"))
    job = opened.client.submit(Sample("tales/serial_1", "The fox", SamplingConfig(max_new_tokens=100_000)))
    with qtbot.waitSignal(job.events, timeout=LONG):
        pass
    assert opened.window.close()
    assert closed(opened)
    assert not job.running


def test_while_the_engine_loads_and_reads_it_closes_without_a_word(
    qtbot: QtBot, opened: Opened, tmp_path: Path
) -> None:
    text = tmp_path / "fox.txt"
    text.write_text("The fox lives by the river. " * 1000, encoding="utf-8")
    opened.window.train_tab.use_texts([str(text)])
    before = len(opened.said)
    assert opened.window.close()
    assert closed(opened)
    assert [message.kind for message in opened.said[before:] if message.kind == "error"] == []


def test_closed_before_its_first_tab_is_made_it_makes_none(qtbot: QtBot, frame: Opened) -> None:
    window = frame.window
    with qtbot.assertNotEmitted(window.pages.made, wait=50):
        window.show()
        window.grab()
        assert window.close()
    assert not any(thread.isRunning() for thread in frame.client._threads.values())

"""The whole walk in one window, by clicks and keys on the real engine: train, pause, chat, inspect, close, start again.

A small text keeps it quick; everything else is what a person meets.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.paths import Home
from core.runs import list_runs
from hellogpt_gui.main_window import MainWindow
from tests.journeys.window_sitting import LONG, SETTINGS, Sitting, drop

pytestmark = [pytest.mark.usefixtures("dressed"), pytest.mark.integration]


@pytest.fixture
def stories(tmp_path: Path) -> Path:
    path = tmp_path / "stories.txt"
    names = ("Clara", "Hugo", "Vera", "Otto", "Zoe")
    places = ("mill", "lake", "tower", "boat", "hill")
    lines = [f"{names[k % 5]} lived by the {places[k // 5 % 5]} and counted to {k % 12}." for k in range(900)]
    path.write_text("\n\n".join(lines), encoding="utf-8", newline="\n")
    return path


@pytest.fixture
def first(qtbot: QtBot, home: Home) -> Iterator[Sitting]:
    sitting = Sitting(qtbot, home)
    yield sitting
    sitting.close()


def set_up(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    """Own text by drop, then a few settings typed into the form, then a budget in steps."""
    tab = window.train_tab
    qtbot.waitUntil(lambda: tab.draft.looked is not None, timeout=LONG)
    assert tab.setup.text.card.title.text() == "Little World"
    drop(window, path)
    qtbot.waitUntil(lambda: tab.draft.looked is not None and tab.draft.looked.label == "stories", timeout=LONG)
    qtbot.mouseClick(tab.setup.settings, Qt.MouseButton.LeftButton)
    for name, value in {**SETTINGS, "steps": "4000"}.items():
        editor = tab.setup.form.fields[name].editor
        editor.selectAll()
        qtbot.keyClicks(editor, value)
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert tab.setup.button.isEnabled(), tab.setup.button.toolTip()


def train(qtbot: QtBot, window: MainWindow) -> None:
    """One click; the curve grows and the first sample stands beside it."""
    tab = window.train_tab
    qtbot.mouseClick(tab.setup.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(tab.session.record.val) > 1 and bool(tab.session.record.samples), timeout=LONG)
    assert tab.page.curve.plot.points_drawn[2] >= 2
    assert window.windowTitle().endswith("stories/serial_1 – HelloGPT")
    qtbot.waitUntil(lambda: [run.name for run in window.library.model.runs] == ["stories/serial_1"], timeout=LONG)
    assert window.selection.ref == "stories/serial_1@live"


def pause_and_go_on(qtbot: QtBot, sitting: Sitting) -> None:
    tab = sitting.window.train_tab
    sitting.press(Qt.Key.Key_P)
    qtbot.waitUntil(lambda: tab.session.record.phase == "paused", timeout=LONG)
    at = tab.session.state.step
    sitting.press(Qt.Key.Key_P)
    qtbot.waitUntil(lambda: tab.session.state.step > at, timeout=LONG)


def chat(qtbot: QtBot, sitting: Sitting) -> str:
    """Ask the weights of this moment; the answer streams while the training goes on."""
    sitting.press(Qt.Key.Key_2)
    tab = sitting.window.pages.tab("chat")
    before = sitting.window.train_tab.session.state.step
    qtbot.keyClicks(tab.composer.field, "Clara lived")
    qtbot.keyClick(tab.composer.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(tab.text.passages and tab.text.passages[0].tokens), timeout=LONG)
    qtbot.waitUntil(lambda: not tab.talk.busy, timeout=LONG)
    qtbot.waitUntil(lambda: sitting.window.train_tab.session.state.step > before, timeout=LONG)
    return tab.talk.conversation.text


def inspect(qtbot: QtBot, sitting: Sitting) -> None:
    """Both views show the live weights, and the same prompt at another moment looks otherwise."""
    sitting.press(Qt.Key.Key_3)
    tab = sitting.window.pages.tab("inspect")
    qtbot.waitUntil(lambda: bool(tab.strip.tokens), timeout=LONG)
    tab.prompt.clear()
    qtbot.keyClicks(tab.prompt, "Hugo lived by the lake")
    qtbot.waitUntil(lambda: tab._answer is not None and tab._answer.prompt == "Hugo lived by the lake", timeout=LONG)
    early = tab._answer.step
    qtbot.waitUntil(lambda: tab._answer is not None and tab._answer.step > early, timeout=LONG)
    qtbot.keyClick(tab.rail, Qt.Key.Key_Down)
    qtbot.waitUntil(tab.views["next-token"].isVisible, timeout=LONG)
    assert tab.views["next-token"].odds.rows[0].share > 0


def test_from_first_start_to_a_model_that_is_still_there(
    qtbot: QtBot, home: Home, first: Sitting, stories: Path
) -> None:
    window = first.window
    set_up(qtbot, window, stories)
    train(qtbot, window)
    pause_and_go_on(qtbot, first)
    written = chat(qtbot, first)
    assert written.startswith("Clara lived")
    inspect(qtbot, first)
    first.press(Qt.Key.Key_1)
    window.close()
    assert window.isVisible()
    question = window.closing.question
    assert question is not None
    qtbot.mouseClick(question.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=LONG)
    stopped = list_runs(home)[0]
    assert (stopped.name, stopped.state) == ("stories/serial_1", "stopped")
    assert [message for message in first.said if message.kind == "error"] == []

    second = Sitting(qtbot, home)
    qtbot.waitUntil(lambda: second.window.selection.run == "stories/serial_1", timeout=LONG)
    tab = second.window.train_tab
    qtbot.waitUntil(lambda: tab.page.head.go_on_button.isVisible(), timeout=LONG)
    qtbot.waitUntil(lambda: tab.page.curve is not None and tab.page.curve.plot.points_drawn[2] > 1, timeout=LONG)
    assert tab._shown.last.step == stopped.steps
    qtbot.mouseClick(tab.page.head.go_on_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: tab.session.state.step > stopped.steps, timeout=LONG)
    with qtbot.waitSignal(tab.session.ended, timeout=LONG):
        qtbot.mouseClick(tab.page.head.stop_button, Qt.MouseButton.LeftButton)
    second.close()
    assert [run.name for run in list_runs(home)] == ["stories/serial_1"]


def test_a_file_that_is_no_text_is_said_and_nothing_is_lost(qtbot: QtBot, first: Sitting, tmp_path: Path) -> None:
    binary = tmp_path / "picture.txt"
    binary.write_bytes(bytes(range(256)) * 40)
    window = first.window
    qtbot.waitUntil(lambda: window.train_tab.draft.looked is not None, timeout=LONG)
    drop(window, binary)
    qtbot.waitUntil(window.messages.isVisible, timeout=LONG)
    assert "picture.txt is not a text file" in window.messages.sentence.text()
    qtbot.waitUntil(lambda: window.train_tab.setup.text.card.title.text() == "Little World", timeout=LONG)
    assert window.train_tab.setup.button.isEnabled()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.messages.isVisible(), timeout=LONG)

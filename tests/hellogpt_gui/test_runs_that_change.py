"""Chat and Inspect while the run under them is deleted, renamed, damaged, or comes to its end: by clicks and keys.

One clear sentence, nothing that was written is lost, and never a traceback.
"""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.paths import Home
from hellogpt_gui.chat_tab import ChatTab
from hellogpt_gui.inspect_tab import InspectTab
from hellogpt_gui.units import printable

from .conftest import LONG, Opened, train_on

pytestmark = pytest.mark.integration
RUN = "tales/serial_1"
NEWEST = "step-000060"
LEARNT = 200  # steps
Harm = Callable[[Path], object]


def delete(run: Path) -> None:
    shutil.rmtree(run)


def rename(run: Path) -> None:
    run.parent.rename(run.parent.with_name("stories"))


def damage(run: Path) -> None:
    """One bit of the newest weights, and of those of step 0."""
    for name in (NEWEST, "step-000000"):
        path = run / name / "model.safetensors"
        data = bytearray(path.read_bytes())
        data[-1] ^= 1
        path.write_bytes(data)


HARMS = [delete, rename, damage]


@pytest.fixture
def run(tales_home: Home, tmp_path: Path) -> Path:
    shutil.copytree(tales_home.root, tmp_path / "copy")
    return Home(tmp_path / "copy").checkpoints / RUN


@pytest.fixture
def tales_open(qtbot: QtBot, open_window: Callable[[Home], Opened], run: Path) -> Opened:
    """A window with the run selected, by a click in the library."""
    opened = open_window(Home(run.parents[3]))
    library = opened.window.library
    qtbot.waitUntil(lambda: library.model.row_of(RUN).isValid(), timeout=LONG)
    place = library.list.visualRect(library.model.row_of(RUN)).center()
    qtbot.mouseClick(library.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened.window.selection.run == RUN
    return opened


def chat(qtbot: QtBot, opened: Opened) -> ChatTab:
    qtbot.keyClick(opened.window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    tab = opened.window.pages.tab("chat")
    assert isinstance(tab, ChatTab)
    return tab


def inspect(qtbot: QtBot, opened: Opened) -> InspectTab:
    qtbot.keyClick(opened.window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    tab = opened.window.pages.tab("inspect")
    assert isinstance(tab, InspectTab)
    return tab


def say(qtbot: QtBot, tab: ChatTab, words: str, tokens: int) -> None:
    field = tab.panel.rules.sliders["max_new_tokens"].field
    field.selectAll()
    qtbot.keyClicks(field, str(tokens))
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.keyClicks(tab.composer.field, words)
    qtbot.keyClick(tab.composer.field, Qt.Key.Key_Return)


def written(tab: ChatTab) -> int:
    return len(tab.talk.last_answer.tokens) if tab.talk.last_answer else 0


def errors(opened: Opened) -> list[str]:
    """What went wrong, as the person reads it; a traceback is none of it."""
    assert not any(message.details for message in opened.said)
    return [f"{message.message} {message.hint}" for message in opened.said if message.kind == "error"]


@pytest.mark.parametrize("harm", HARMS)
def test_an_answer_goes_on_and_the_next_question_says_what_is_wrong(
    qtbot: QtBot, tales_open: Opened, run: Path, harm: Harm
) -> None:
    tab = chat(qtbot, tales_open)
    say(qtbot, tab, "The fox", 100_000)
    qtbot.waitUntil(lambda: written(tab) > 20, timeout=LONG)
    harm(run)
    at = written(tab)
    qtbot.waitUntil(lambda: written(tab) > at + 50, timeout=LONG)
    qtbot.keyClick(tab.composer.field, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not tab.talk.busy, timeout=LONG)
    assert errors(tales_open) == []
    text = tab.talk.conversation.text
    shown = "".join(token.text for token in tab.text.passages[0].tokens)
    assert f"The fox{shown}" == printable(text)

    tales_open.window.actions_by_id["step-first"].trigger()
    say(qtbot, tab, "The owl", 20)
    qtbot.waitUntil(lambda: bool(errors(tales_open)), timeout=LONG)
    qtbot.waitUntil(lambda: not tales_open.client.busy, timeout=LONG)
    (sentence,) = errors(tales_open)
    assert RUN in sentence
    assert ("damaged" in sentence) == (harm is damage)
    assert tales_open.window.messages.isVisible()
    assert tab.talk.conversation.text == text
    assert tab.composer.field.toPlainText() == "The owl"
    assert len(tab.text.passages) == 1


@pytest.mark.parametrize("harm", HARMS)
def test_a_view_says_what_is_wrong_and_shows_again_once_it_is_mended(
    qtbot: QtBot, tales_open: Opened, run: Path, harm: Harm, tmp_path: Path
) -> None:
    tab = inspect(qtbot, tales_open)
    qtbot.waitUntil(lambda: bool(tab.strip.tokens), timeout=LONG)
    shutil.copytree(run, tmp_path / "whole")
    harm(run)
    tab.prompt.selectAll()
    qtbot.keyClicks(tab.prompt, "The fox met")
    tales_open.window.actions_by_id["step-first"].trigger()
    qtbot.waitUntil(tab.problem.isVisible, timeout=LONG)
    said = f"{tab.problem.title.text()} {tab.problem.sentence.text()}"
    assert RUN in said
    assert ("damaged" in said) == (harm is damage)
    assert "Traceback" not in said
    assert errors(tales_open) == [], "it is said where it would have been shown, and only there"
    assert tab.prompt.text() == "The fox met"

    shutil.rmtree(run, ignore_errors=True)
    shutil.copytree(tmp_path / "whole", run)
    qtbot.keyClick(tab.prompt, Qt.Key.Key_Return)
    qtbot.waitUntil(tab.views["attention"].isVisible, timeout=LONG)
    assert "".join(tab.strip.tokens) == "The·fox·met"


@pytest.mark.parametrize("harm", [delete, rename])
def test_the_odds_of_what_is_gone_are_no_longer_shown(qtbot: QtBot, tales_open: Opened, run: Path, harm: Harm) -> None:
    tab = chat(qtbot, tales_open)
    chart = tab.panel.chart
    qtbot.waitUntil(lambda: "stay" in chart.accessibleDescription(), timeout=LONG)
    harm(run)
    qtbot.mouseClick(tab.panel.reset_button, Qt.MouseButton.LeftButton)
    field = tab.panel.rules.sliders["top_k"].field
    field.selectAll()
    qtbot.keyClicks(field, "5")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: chart.accessibleDescription() == "", timeout=LONG)
    assert errors(tales_open) == []


@pytest.mark.parametrize("harm", [delete, rename])
def test_the_library_no_longer_lists_it_and_every_tab_stays_usable(
    qtbot: QtBot, tales_open: Opened, run: Path, harm: Harm
) -> None:
    harm(run)
    tales_open.window.library.refresh()
    qtbot.waitUntil(lambda: RUN not in [one.name for one in tales_open.window.library.model.runs], timeout=LONG)
    for key in (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_1):
        qtbot.keyClick(tales_open.window, key, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: not tales_open.client.busy, timeout=LONG)
    assert len(errors(tales_open)) <= 1
    qtbot.keyClick(tales_open.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert tales_open.window.train_tab.setup.isVisible()


@pytest.fixture
def at_work(qtbot: QtBot, opened: Opened, tmp_path: Path) -> Opened:
    """A window in which a tiny model trains until it is stopped, and does no longer end its answers by chance."""
    return train_on(qtbot, opened, tmp_path / "fox.txt", LEARNT)


def test_an_answer_goes_on_while_its_training_ends(qtbot: QtBot, at_work: Opened) -> None:
    tab = chat(qtbot, at_work)
    assert at_work.window.selection.step == "live"
    say(qtbot, tab, "The fox", 100_000)
    qtbot.waitUntil(lambda: written(tab) > 20, timeout=LONG)
    qtbot.keyClick(at_work.window, Qt.Key.Key_Period, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: at_work.client.running("train") is None, timeout=LONG)
    at = written(tab)
    qtbot.waitUntil(lambda: written(tab) > at + 20, timeout=LONG)
    qtbot.keyClick(tab.composer.field, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not tab.talk.busy, timeout=LONG)
    say(qtbot, tab, "The owl", 8)
    qtbot.waitUntil(lambda: len(tab.text.passages) == 2 and not tab.talk.busy, timeout=LONG)
    assert written(tab) == 8
    assert errors(at_work) == []


def test_a_view_of_this_moment_lets_the_training_work_between_two_looks(
    qtbot: QtBot, at_work: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A look's time is followed by a rest of so many times as long; who asks does not wait for its end."""
    monkeypatch.setattr("hellogpt_gui.inspect_tab.tab.REST", 1e9)
    tab = inspect(qtbot, at_work)
    tab._live.setInterval(10)
    qtbot.waitUntil(lambda: tab._answer is not None and not tab.waiting, timeout=LONG)
    first = tab._answer.step
    qtbot.waitUntil(lambda: at_work.window.training.state.step > first + 20, timeout=LONG)
    assert tab._answer.step == first
    qtbot.keyClicks(tab.prompt, " The owl")
    qtbot.waitUntil(lambda: tab._answer is not None and tab._answer.step > first, timeout=LONG)
    asked = tab._answer.step
    monkeypatch.setattr("hellogpt_gui.inspect_tab.tab.REST", 0)
    qtbot.waitUntil(lambda: tab._answer is not None and tab._answer.step > asked, timeout=LONG)


def test_a_view_of_this_moment_stays_when_its_training_ends(qtbot: QtBot, at_work: Opened) -> None:
    tab = inspect(qtbot, at_work)
    qtbot.waitUntil(lambda: tab._answer is not None, timeout=LONG)
    first = tab._answer.step
    qtbot.waitUntil(lambda: tab._answer is not None and tab._answer.step > first, timeout=LONG)
    qtbot.keyClick(at_work.window, Qt.Key.Key_Period, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: at_work.client.running("train") is None, timeout=LONG)
    qtbot.keyClicks(tab.prompt, " The owl")
    qtbot.waitUntil(lambda: tab._answer is not None and tab._answer.prompt.endswith("The owl"), timeout=LONG)
    assert tab.views["attention"].isVisible()
    assert errors(at_work) == []


def test_a_training_whose_folder_goes_says_so_once_and_so_does_chat(qtbot: QtBot, at_work: Opened, home: Home) -> None:
    tab = chat(qtbot, at_work)
    say(qtbot, tab, "The fox", 100_000)
    qtbot.waitUntil(lambda: written(tab) > 20, timeout=LONG)
    (home.checkpoints / "fox").rename(home.root / "elsewhere")
    qtbot.waitUntil(lambda: at_work.client.running("train") is None, timeout=LONG)
    (sentence,) = errors(at_work)
    assert "fox/serial_1" in sentence
    at = written(tab)
    qtbot.waitUntil(lambda: written(tab) > at + 20, timeout=LONG)
    qtbot.keyClick(tab.composer.field, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not tab.talk.busy, timeout=LONG)
    say(qtbot, tab, "The owl", 8)
    qtbot.waitUntil(lambda: len(errors(at_work)) == 2, timeout=LONG)
    assert "There is no run fox/serial_1." in errors(at_work)[1]
    assert tab.composer.field.toPlainText() == "The owl"


def answered(qtbot: QtBot, tab: ChatTab, turns: int) -> None:
    """Say something and wait for the answer, which is the ``turns``-th."""
    say(qtbot, tab, "The fox", 8)
    qtbot.waitUntil(lambda: len(tab.text.passages) == turns and not tab.talk.busy, timeout=LONG)


def moment(tab: ChatTab) -> int:
    """The step that the button under the field says is live."""
    words = tab.composer.step_button.text()
    assert words.startswith("live, step "), words
    return int(words.removeprefix("live, step ").replace("\u2009", ""))


def test_a_training_is_paused_talked_to_and_goes_on(qtbot: QtBot, at_work: Opened) -> None:
    """While it pauses, every answer is of the same moment; afterwards of a later one; at its end of the last."""
    tab, window = chat(qtbot, at_work), at_work.window
    ctrl = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(window, Qt.Key.Key_P, ctrl)
    qtbot.waitUntil(lambda: window.training.state.paused, timeout=LONG)
    answered(qtbot, tab, 1)
    answered(qtbot, tab, 2)
    one, two = (passage.detail for passage in tab.text.passages)
    assert one == two
    assert one.startswith("live, step ")
    assert moment(tab) == window.training.state.step
    paused_at = moment(tab)

    qtbot.keyClick(window, Qt.Key.Key_P, ctrl)
    qtbot.waitUntil(lambda: moment(tab) > paused_at, timeout=LONG)
    answered(qtbot, tab, 3)
    assert tab.text.passages[-1].detail.startswith("live, step ")
    assert tab.text.passages[-1].detail != one
    assert tab.text.passages[0].detail == one, "what was said stays as it was"

    qtbot.keyClick(window, Qt.Key.Key_Period, ctrl)
    qtbot.waitUntil(lambda: at_work.client.running("train") is None, timeout=LONG)
    assert window.selection.step == "latest"
    assert tab.composer.step_button.text() == "latest"
    answered(qtbot, tab, 4)
    assert tab.text.passages[-1].detail.startswith("step ")
    assert errors(at_work) == []


def test_the_odds_are_asked_anew_at_each_step_that_is_kept(qtbot: QtBot, at_work: Opened) -> None:
    tab = chat(qtbot, at_work)
    answers: list[int] = []
    tab.ahead._asker.answered.connect(lambda last: answers.append(last.step))
    qtbot.waitUntil(lambda: len(set(answers)) > 1, timeout=LONG)
    assert answers == sorted(answers)
    assert tab.panel.chart.accessibleDescription() != ""
    assert errors(at_work) == []

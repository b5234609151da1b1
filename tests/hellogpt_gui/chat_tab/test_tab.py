"""The Chat tab on the real engine with a tiny run, by clicks and keys."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hellogpt_gui.chat_tab import ChatTab
from hellogpt_gui.engine.client import EngineClient
from hellogpt_gui.library.selection import Selection
from hellogpt_gui.notify import Message, Notifier

from ..conftest import LONG

pytestmark = [pytest.mark.usefixtures("dressed"), pytest.mark.integration]
RUN = "tales/serial_1"


@pytest.fixture
def tab(qtbot: QtBot, dressed: QApplication, tales: EngineClient) -> Iterator[ChatTab]:
    made = ChatTab(tales, Selection(), Notifier())
    qtbot.addWidget(made)
    made.resize(1016, 727)
    made.show()
    made._selection.select(RUN)
    yield made
    made.stop()
    made.hide()


def say(qtbot: QtBot, tab: ChatTab, words: str) -> str:
    """Write, press Enter, wait for the whole answer."""
    turns = len(tab.transcript.turns)
    qtbot.keyClicks(tab.composer.field, words)
    qtbot.keyClick(tab.composer.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(tab.transcript.turns) == turns + 1 and ended(tab), timeout=LONG)
    return tab.transcript.turns[-1].answer


def ended(tab: ChatTab) -> bool:
    return tab._job is None


def length(tab: ChatTab, tokens: int) -> None:
    slider = tab.panel.rules.sliders["max_new_tokens"]
    slider.set_value(tokens)


@pytest.mark.smoke
def test_the_model_continues_what_is_written(qtbot: QtBot, tab: ChatTab) -> None:
    length(tab, 12)
    figures: list[str] = []
    tab.figure_changed.connect(figures.append)
    answer = say(qtbot, tab, "The fox")
    assert answer
    passage = tab.text.passages[-1]
    assert passage.words == "The fox"
    assert "".join(token.text for token in passage.tokens) == answer
    assert len(passage.tokens) == 12
    assert all(0 < token.probability <= 1 for token in passage.tokens)
    assert passage.detail == "step 60"
    assert figures[-1].endswith("tokens/s")
    assert tab.again.isVisible()


def test_the_talk_goes_on_from_all_that_stands_there(qtbot: QtBot, tab: ChatTab) -> None:
    length(tab, 6)
    first = say(qtbot, tab, "The fox")
    say(qtbot, tab, "The owl")
    assert tab.transcript.turns[1].prompt == f"The fox{first}\nThe owl"
    qtbot.mouseClick(tab.go_on, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(tab.transcript.turns) == 3 and ended(tab), timeout=LONG)
    assert tab.transcript.turns[2].words == ""


def test_the_same_seed_writes_the_same_and_regenerate_another(qtbot: QtBot, tab: ChatTab) -> None:
    length(tab, 24)
    first = say(qtbot, tab, "The fox")
    seed = tab.transcript.turns[-1].seed
    qtbot.mouseClick(tab.clear, Qt.MouseButton.LeftButton)
    assert tab.welcome.isVisible()
    assert say(qtbot, tab, "The fox") == first
    qtbot.mouseClick(tab.again, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: ended(tab) and tab.transcript.turns[-1].seed != seed, timeout=LONG)
    assert len(tab.transcript.turns) == 1
    assert tab.transcript.turns[-1].answer != first


def test_stop_keeps_what_has_been_written(qtbot: QtBot, tab: ChatTab) -> None:
    length(tab, 100_000)
    qtbot.keyClicks(tab.composer.field, "The fox")
    qtbot.keyClick(tab.composer.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(tab.text.passages) == 1 and len(tab.text.passages[0].tokens) > 5, timeout=LONG)
    assert tab.composer.button.accessibleName() == "Stop"
    qtbot.mouseClick(tab.composer.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: ended(tab), timeout=LONG)
    assert 5 < len(tab.transcript.turns[0].tokens) < 100_000
    assert len(tab.text.passages[0].tokens) == len(tab.transcript.turns[0].tokens)


def test_copy_takes_the_answer_or_everything(qtbot: QtBot, tab: ChatTab) -> None:
    length(tab, 6)
    answer = say(qtbot, tab, "The fox")
    qtbot.mouseClick(tab.copy_answer, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == answer
    qtbot.mouseClick(tab.copy_all, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == f"The fox{answer}"


def test_a_token_opens_by_keyboard_and_closes_with_the_tab(qtbot: QtBot, tab: ChatTab) -> None:
    length(tab, 6)
    say(qtbot, tab, "The fox")
    qtbot.keyClick(tab.text, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: tab.popover is not None and tab.popover.isVisible(), timeout=LONG)
    token = tab.text.passages[0].tokens[-1]
    assert token.label in tab.popover.accessibleName()
    tab.hide()
    assert not tab.popover.isVisible()
    tab.show()


def test_the_odds_of_the_next_token_follow_the_rules(qtbot: QtBot, tab: ChatTab) -> None:
    qtbot.waitUntil(lambda: tab.panel.chart.accessibleDescription() != "", timeout=LONG)
    assert int(tab.panel.chart.accessibleDescription().split()[0]) > 5
    field = tab.panel.rules.sliders["top_k"].field
    field.selectAll()
    qtbot.keyClicks(field, "5")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: tab.panel.chart.accessibleDescription().startswith("5 tokens"), timeout=LONG)
    assert tab.composer.meter.accessibleName() == "1 of 32 tokens seen"


def test_looking_ahead_comes_to_rest(qtbot: QtBot, tab: ChatTab) -> None:
    qtbot.waitUntil(lambda: tab.panel.chart.accessibleDescription() != "", timeout=LONG)
    qtbot.waitUntil(lambda: not tab._client.busy and not tab._soon.isActive(), timeout=LONG)


def test_an_earlier_step_answers_otherwise(qtbot: QtBot, tab: ChatTab) -> None:
    length(tab, 8)
    newest = say(qtbot, tab, "The fox")
    qtbot.mouseClick(tab.clear, Qt.MouseButton.LeftButton)
    tab.composer.step_chosen.emit(0)
    assert say(qtbot, tab, "The fox") != newest
    assert tab.text.passages[-1].detail == "step 0"


def test_words_that_got_no_answer_come_back(qtbot: QtBot, tab: ChatTab) -> None:
    said: list[Message] = []
    tab._notifier.shown.connect(said.append)
    tab._selection.select("nobody/serial_1")
    qtbot.keyClicks(tab.composer.field, "The fox")
    qtbot.keyClick(tab.composer.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(said), timeout=LONG)
    assert "nobody/serial_1" in said[0].message
    assert tab.composer.field.toPlainText() == "The fox"
    assert tab.text.passages == []


def test_without_a_run_it_says_what_to_do(qtbot: QtBot, tab: ChatTab) -> None:
    tab._selection.select(None)
    assert tab.no_run.isVisible()
    assert not tab.composer.isEnabled()
    with qtbot.waitSignal(tab.train_requested):
        qtbot.mouseClick(tab.no_run.button, Qt.MouseButton.LeftButton)


def test_in_a_narrow_window_the_rules_stand_under_the_talk(qtbot: QtBot, tab: ChatTab) -> None:
    tab.resize(760, 620)
    qtbot.waitUntil(lambda: tab.panel.y() > tab.composer.y())
    assert tab.panel.width() == tab.width()
    tab.resize(1016, 727)
    qtbot.waitUntil(lambda: tab.panel.x() > tab.composer.x())
    assert tab.panel.height() == tab.height()


def test_a_talk_longer_than_the_context_says_so_once(qtbot: QtBot, tab: ChatTab) -> None:
    said: list[Message] = []
    tab._notifier.shown.connect(said.append)
    length(tab, 40)
    say(qtbot, tab, "The fox")
    say(qtbot, tab, "The owl")
    say(qtbot, tab, "The hare")
    assert [message.hint for message in said] == ["Only its end is used."]

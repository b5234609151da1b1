"""The two buttons under the rules, in the tab on the real engine: exactly again, and eight to choose from."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.config import SurgeryConfig
from core.conversations.file import load, path_of, save
from core.paths import Home
from hellogpt_gui.chat_tab import ChatTab
from hellogpt_gui.chat_tab.answers_sheet import AnswersSheet
from hellogpt_gui.engine.client import EngineClient
from hellogpt_gui.library.selection import Selection
from hellogpt_gui.notify import Message, Notifier

from ..conftest import LONG

pytestmark = [pytest.mark.usefixtures("dressed"), pytest.mark.integration]


@pytest.fixture
def said() -> list[Message]:
    return []


@pytest.fixture
def tab(
    qtbot: QtBot, dressed: QApplication, tales: EngineClient, tales_home: Home, said: list[Message]
) -> Iterator[ChatTab]:
    notifier = Notifier()
    notifier.shown.connect(said.append)
    made = ChatTab(tales, Selection(), tales_home, notifier)
    qtbot.addWidget(made)
    made.resize(1016, 727)
    made.show()
    made._selection.select("tales/serial_1")
    made.panel.rules.sliders["max_new_tokens"].set_value(12)
    yield made
    made.talk.stop()
    made.hide()


def say(qtbot: QtBot, tab: ChatTab, words: str) -> None:
    before = tab.talk.last_answer
    qtbot.keyClicks(tab.composer.field, words)
    qtbot.keyClick(tab.composer.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: tab.talk.last_answer is not before and not tab.talk.busy, timeout=LONG)


def eight(qtbot: QtBot, tab: ChatTab) -> AnswersSheet:
    """Press the button, wait until all are written."""
    qtbot.mouseClick(tab.panel.eight, Qt.MouseButton.LeftButton)
    sheet = tab.laboratory.sheet
    assert sheet is not None
    qtbot.waitUntil(lambda: not sheet._job.running, timeout=LONG)
    return sheet


def test_what_an_operated_model_wrote_is_written_again_after_all_was_put_back(
    qtbot: QtBot, tab: ChatTab, said: list[Message], tales_home: Home
) -> None:
    """The strip says what is changed; an answer keeps it, through the file too; another run brings its own network."""
    assert not tab.surgery.isVisibleTo(tab)
    say(qtbot, tab, "The fox")
    whole = tab.talk.last_answer
    tab.talk.operate(SurgeryConfig(off=("L0H1", "L1F")))
    assert tab.surgery.chips.words == ("Layer 0 · head 1", "Feed-forward 1")
    tab.regenerate()
    qtbot.waitUntil(lambda: tab.talk.last_answer is not whole and not tab.talk.busy, timeout=LONG)
    operated = tab.talk.last_answer
    assert operated.surgery == SurgeryConfig(off=("L0H1", "L1F"))
    assert "without L0H1, L1F" in tab.text.passages[-1].detail
    assert whole.surgery is None
    save(tales_home, tab.talk.conversation)
    assert load(path_of(tales_home, tab.talk.conversation.id)).turns[operated.id].surgery == operated.surgery
    path_of(tales_home, tab.talk.conversation.id).unlink()
    qtbot.mouseClick(tab.surgery.chips.chips[0], Qt.MouseButton.LeftButton)
    assert tab.talk.surgery == SurgeryConfig(off=("L1F",))
    qtbot.mouseClick(tab.surgery.put_back, Qt.MouseButton.LeftButton)
    assert not tab.surgery.isVisibleTo(tab)
    qtbot.mouseClick(tab.panel.repeat, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(said), timeout=LONG)
    assert "the same 12 tokens" in said[-1].message
    assert tab.talk.last_answer is not operated
    assert (tab.talk.last_answer.text, tab.talk.last_answer.surgery) == (operated.text, operated.surgery)
    tab.talk.operate(SurgeryConfig(off=("L1F",)))
    cards = eight(qtbot, tab)
    qtbot.keyClick(cards, Qt.Key.Key_1)
    assert tab.talk.last_answer.surgery == SurgeryConfig(off=("L1F",))
    tab._selection.select("nobody/serial_1")
    assert not tab.talk.surgery.changes


def test_the_last_answer_is_written_exactly_again_and_that_is_said(
    qtbot: QtBot, tab: ChatTab, said: list[Message]
) -> None:
    assert not tab.panel.repeat.isEnabled()
    tab.panel.set_seed(7)
    tab.panel.rules.sliders["temperature"].set_value(1.5)
    say(qtbot, tab, "The fox")
    first = tab.talk.last_answer
    tab.panel.set_seed(3)
    tab.panel.rules.sliders["temperature"].set_value(0.3)
    qtbot.mouseClick(tab.panel.repeat, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(said), timeout=LONG)
    again = tab.talk.last_answer
    assert again is not first
    assert (again.token_ids, again.sampling) == (first.token_ids, first.sampling)
    assert said[-1].message == f"Written again with seed 7: the same {len(first.tokens)} tokens."


def test_where_it_is_no_longer_the_same_that_is_said(qtbot: QtBot, tab: ChatTab, said: list[Message]) -> None:
    say(qtbot, tab, "The fox")
    tab.talk.last_answer.tokens[4:] = tab.talk.last_answer.tokens[:3]
    qtbot.mouseClick(tab.panel.repeat, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(said), timeout=LONG)
    assert said[-1].message == "Written again with seed 0, it differs from token 5 on."


def test_one_of_eight_becomes_the_answer_to_what_is_written(qtbot: QtBot, tab: ChatTab) -> None:
    qtbot.keyClicks(tab.composer.field, "The fox")
    sheet = eight(qtbot, tab)
    card = sheet.cards[3]
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    words, answer = tab.talk.path
    assert (words.text, answer.text) == ("The fox", card.words)
    assert (answer.sampling.seed, answer.step, answer.stopped_by) == (3, 60, card.stopped_by)
    assert len(tab.text.passages[-1].tokens) == len(answer.tokens) > 0, "and it stands on the screen"
    assert tab.panel.config().seed == 3
    assert tab.composer.field.toPlainText() == ""


def test_without_words_they_stand_beside_the_last_answer(qtbot: QtBot, tab: ChatTab) -> None:
    say(qtbot, tab, "The fox")
    first = tab.talk.last_answer
    sheet = eight(qtbot, tab)
    assert sheet.cards[0].words == first.text
    qtbot.keyClick(sheet, Qt.Key.Key_5)
    assert tab.talk.conversation.siblings(first.id) == [first.id, tab.talk.last_answer.id]
    assert tab.talk.last_answer.text == sheet.cards[4].words


def test_when_none_is_chosen_all_is_as_before(qtbot: QtBot, tab: ChatTab) -> None:
    say(qtbot, tab, "The fox")
    before = [turn.id for turn in tab.talk.path]
    qtbot.keyClick(eight(qtbot, tab), Qt.Key.Key_Escape)
    assert [turn.id for turn in tab.talk.path] == before
    qtbot.keyClicks(tab.composer.field, "The owl")
    qtbot.keyClick(eight(qtbot, tab), Qt.Key.Key_Escape)
    assert [turn.id for turn in tab.talk.path] == before
    assert tab.composer.field.toPlainText() == "The owl"


def test_a_long_text_that_was_pasted_is_asked_with_and_comes_back(qtbot: QtBot, tab: ChatTab) -> None:
    pasted = "The fox went home. " * 4000
    tab.composer.held.hold(pasted)
    qtbot.keyClicks(tab.composer.field, "Then")
    sheet = eight(qtbot, tab)
    assert tab.talk.path[0].text == pasted + "Then"
    assert tab.composer.words == ""
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert tab.composer.words == pasted + "Then"
    assert tab.talk.path == []

"""The Chat tab on the real engine with a tiny run, by clicks and keys."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.conversations import Conversation, Turn
from core.paths import Home
from core.text.template import Template
from hellogpt_gui.chat_tab import ChatTab
from hellogpt_gui.chat_tab.turn_editor import TurnEditor
from hellogpt_gui.chat_tab.turn_foot import TurnFoot
from hellogpt_gui.engine.client import EngineClient
from hellogpt_gui.library.selection import Selection
from hellogpt_gui.notify import Message, Notifier
from hellogpt_gui.widgets.token_popover import TokenPopover

from ..conftest import LONG

pytestmark = [pytest.mark.usefixtures("dressed"), pytest.mark.integration]
RUN = "tales/serial_1"


@pytest.fixture
def tab(qtbot: QtBot, dressed: QApplication, tales: EngineClient, tales_home: Home) -> Iterator[ChatTab]:
    yield from open_tab(qtbot, tales, tales_home)


@pytest.fixture
def taught(qtbot: QtBot, dressed: QApplication, tales_home: Home, tmp_path: Path) -> Iterator[ChatTab]:
    """The same run with a template of turns; what it learnt is no answering, but it reads and writes turns."""
    shutil.copytree(tales_home.root, tmp_path / "taught")
    home = Home(tmp_path / "taught")
    Template(user=0, model=2, end=3).save(home.checkpoints / RUN / "tokenizer")
    client = EngineClient(home)
    client.start()
    yield from open_tab(qtbot, client, home)
    client.close()


def open_tab(qtbot: QtBot, client: EngineClient, home: Home) -> Iterator[ChatTab]:
    made = ChatTab(client, Selection(), home, Notifier())
    qtbot.addWidget(made)
    made.resize(1016, 727)
    made.show()
    made._selection.select(RUN)
    made.activateWindow()
    made.composer.field.setFocus()
    yield made
    made.talk.stop()
    made.hide()


def say(qtbot: QtBot, tab: ChatTab, words: str) -> str:
    """Write, press Enter, wait for the whole answer."""
    before = tab.talk.last_answer
    qtbot.keyClicks(tab.composer.field, words)
    qtbot.keyClick(tab.composer.field, Qt.Key.Key_Return)
    return answered(qtbot, tab, before)


def answered(qtbot: QtBot, tab: ChatTab, before: Turn | None) -> str:
    """Wait until an answer that is another one is whole."""
    qtbot.waitUntil(lambda: tab.talk.last_answer is not before and not tab.talk.busy, timeout=LONG)
    return tab.talk.last_answer.text


def open_token(qtbot: QtBot, tab: ChatTab, key: Qt.Key) -> TokenPopover:
    tab.text.setFocus()
    qtbot.keyClick(tab.text, key)
    qtbot.waitUntil(lambda: tab.view.opened.popover is not None and tab.view.opened.popover.isVisible(), timeout=LONG)
    return tab.view.opened.popover


def foot(tab: ChatTab, passage: int = -1) -> TurnFoot:
    """What stands under an answer."""
    found = tab.text.widgets.foot_of(passage % len(tab.text.passages))
    assert isinstance(found, TurnFoot)
    return found


def choose(tab: ChatTab, turn: int, words: str) -> None:
    """An entry of the menu of a turn."""
    tab.view.menu.open(turn, QPoint(10, 10))
    next(action for action in tab.view.menu.shown.actions() if action.text() == words).trigger()
    tab.view.menu.shown.hide()


def editor(tab: ChatTab) -> TurnEditor:
    """The field that a turn is edited in."""
    return next(one.editor for one in tab.text.passages if isinstance(one.editor, TurnEditor))


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
    assert foot(tab).again.isVisible()


def test_the_talk_goes_on_from_all_that_stands_there(qtbot: QtBot, tab: ChatTab) -> None:
    length(tab, 6)
    first = say(qtbot, tab, "The fox")
    second = say(qtbot, tab, "The owl")
    joint = "" if first.endswith("\n") else "\n"
    assert tab.talk.conversation.text == f"The fox{first}{joint}The owl{second}"
    third = say(qtbot, tab, "")
    assert tab.talk.conversation.text == f"The fox{first}{joint}The owl{second}{third}"
    assert len(tab.text.passages) == 3
    assert tab.text.passages[2].words == ""


def test_the_same_seed_writes_the_same_and_regenerate_another(qtbot: QtBot, tab: ChatTab) -> None:
    length(tab, 24)
    first = say(qtbot, tab, "The fox")
    tab.talk.open(Conversation(form=tab.talk.conversation.form))
    assert tab.welcome.isVisible()
    assert say(qtbot, tab, "The fox") == first
    old = tab.talk.last_answer
    qtbot.mouseClick(foot(tab).again, Qt.MouseButton.LeftButton)
    other = answered(qtbot, tab, old)
    assert tab.talk.last_answer.sampling.seed != old.sampling.seed
    assert other != first
    assert tab.talk.conversation.siblings(old.id) == [old.id, tab.talk.last_answer.id]
    before = tab.talk.last_answer
    tab.talk.repeat(old.id)
    assert answered(qtbot, tab, before) == first


def test_stop_keeps_what_has_been_written(qtbot: QtBot, tab: ChatTab) -> None:
    length(tab, 100_000)
    qtbot.keyClicks(tab.composer.field, "The fox")
    qtbot.keyClick(tab.composer.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(tab.text.passages) == 1 and len(tab.text.passages[0].tokens) > 5, timeout=LONG)
    assert tab.composer.button.accessibleName() == "Stop"
    qtbot.mouseClick(tab.composer.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not tab.talk.busy, timeout=LONG)
    assert 5 < len(tab.talk.last_answer.tokens) < 100_000
    assert len(tab.text.passages[0].tokens) == len(tab.talk.last_answer.tokens)
    assert tab.talk.last_answer.stopped_by == "user"


def test_copy_takes_the_answer_or_everything(qtbot: QtBot, tab: ChatTab) -> None:
    length(tab, 6)
    answer = say(qtbot, tab, "The fox")
    qtbot.mouseClick(foot(tab).copy, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == answer
    choose(tab, tab.talk.last_answer.id, "Copy everything")
    assert QApplication.clipboard().text() == f"The fox{answer}"


def test_a_token_opens_by_keyboard_and_closes_with_the_tab(qtbot: QtBot, tab: ChatTab) -> None:
    length(tab, 6)
    say(qtbot, tab, "The fox")
    popover = open_token(qtbot, tab, Qt.Key.Key_Left)
    token = tab.text.passages[0].tokens[-1]
    assert token.label in popover.accessibleName()
    tab.hide()
    assert not popover.isVisible()
    tab.show()


def test_the_odds_of_the_next_token_follow_the_rules(qtbot: QtBot, tab: ChatTab) -> None:
    qtbot.waitUntil(lambda: tab.panel.chart.accessibleDescription() != "", timeout=LONG)
    assert int(tab.panel.chart.accessibleDescription().split()[0]) > 1
    field = tab.panel.rules.sliders["top_k"].field
    field.selectAll()
    qtbot.keyClicks(field, "1")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: tab.panel.chart.accessibleDescription().startswith("1 token "), timeout=LONG)
    assert tab.composer.meter.accessibleName() == "1 of 32 tokens seen"


def test_looking_ahead_comes_to_rest(qtbot: QtBot, tab: ChatTab) -> None:
    qtbot.waitUntil(lambda: tab.panel.chart.accessibleDescription() != "", timeout=LONG)
    qtbot.waitUntil(lambda: not tab._client.busy and tab.ahead.at_rest, timeout=LONG)


def test_an_earlier_step_answers_otherwise(qtbot: QtBot, tab: ChatTab) -> None:
    length(tab, 8)
    newest = say(qtbot, tab, "The fox")
    tab.talk.open(Conversation(form=tab.talk.conversation.form))
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
    assert tab.talk.conversation.turns == {}


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


# ---- the tree --------------------------------------------------------------------------------------------------------


def test_ctrl_r_writes_another_answer_and_alt_arrows_walk_between_them(qtbot: QtBot, tab: ChatTab) -> None:
    length(tab, 12)
    first = say(qtbot, tab, "The fox")
    before = tab.talk.last_answer
    qtbot.keyClick(tab.composer.field, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    second = answered(qtbot, tab, before)
    assert foot(tab).walker.words.text() == "2 of 2"
    qtbot.keyClick(tab.composer.field, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert tab.talk.last_answer.text == first
    assert "".join(token.text for token in tab.text.passages[-1].tokens) == first
    assert not foot(tab).walker.before.isEnabled()
    qtbot.keyClick(tab.composer.field, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert tab.talk.last_answer.text == second
    qtbot.mouseClick(foot(tab).walker.before, Qt.MouseButton.LeftButton)
    assert tab.talk.last_answer.text == first


def test_a_branch_begins_with_the_token_that_was_chosen_by_keys(qtbot: QtBot, tab: ChatTab) -> None:
    length(tab, 8)
    say(qtbot, tab, "The fox")
    old = tab.talk.last_answer
    popover = open_token(qtbot, tab, Qt.Key.Key_Home)
    for _ in range(3):
        qtbot.keyClick(tab.text, Qt.Key.Key_Right)
    token = tab.text.passages[0].tokens[3]
    rank = token.ids.index(old.tokens[3].token_id)
    qtbot.keyClick(tab.text, Qt.Key.Key_Down)
    chosen = min(rank + 1, len(token.ids) - 1)
    assert popover.list.chosen == chosen
    qtbot.keyClick(tab.text, Qt.Key.Key_Return)
    answered(qtbot, tab, old)
    new = tab.talk.last_answer
    assert new.token_ids[:3] == old.token_ids[:3]
    assert new.tokens[:3] == old.tokens[:3]
    assert new.token_ids[3] == token.ids[chosen]
    assert new.text.startswith("".join(one.text for one in old.tokens[:3]))
    assert (new.kept, new.first, len(new.tokens)) == (3, (token.ids[chosen],), 11)
    assert tab.talk.conversation.siblings(old.id) == [old.id, new.id]
    tab.talk.repeat(new.id)
    assert answered(qtbot, tab, new) == new.text
    assert not popover.isVisible()


def test_a_click_on_an_alternative_goes_on_from_there(qtbot: QtBot, tab: ChatTab) -> None:
    length(tab, 6)
    say(qtbot, tab, "The fox")
    old = tab.talk.last_answer
    qtbot.mouseClick(foot(tab).branch, Qt.MouseButton.LeftButton)
    popover = tab.view.opened.popover
    least = min(range(6), key=lambda at: old.tokens[at].probability)
    assert tab.text.chosen.token == least
    qtbot.mouseClick(popover.list, Qt.MouseButton.LeftButton, pos=QPoint(20, 5))
    answered(qtbot, tab, old)
    assert tab.talk.last_answer.token_ids[: least + 1] == (
        *old.token_ids[:least], old.tokens[least].alternative_ids[0],
    )  # fmt: skip


def test_what_was_said_is_edited_in_place_and_the_old_branch_stays(qtbot: QtBot, tab: ChatTab) -> None:
    length(tab, 6)
    first = say(qtbot, tab, "The fox")
    old = tab.talk.last_answer
    qtbot.keyClick(tab.composer.field, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: editor(tab).field.hasFocus())
    assert editor(tab).field.toPlainText() == "The fox"
    qtbot.keyClick(editor(tab).field, Qt.Key.Key_Escape)
    assert not any(one.editor for one in tab.text.passages)
    assert tab.composer.field.hasFocus()
    qtbot.keyClick(tab.composer.field, Qt.Key.Key_Up)
    editor(tab).field.selectAll()
    qtbot.keyClicks(editor(tab).field, "The owl")
    qtbot.keyClick(editor(tab).field, Qt.Key.Key_Return)
    second = answered(qtbot, tab, old)
    assert tab.talk.conversation.text == f"The owl{second}"
    side = tab.text.widgets.side_of(0)
    assert side.walker.words.text() == "2 of 2"
    qtbot.mouseClick(side.walker.before, Qt.MouseButton.LeftButton)
    assert tab.talk.conversation.text == f"The fox{first}"


def test_an_answer_is_edited_by_hand_and_the_talk_goes_on_from_it(qtbot: QtBot, tab: ChatTab) -> None:
    length(tab, 6)
    say(qtbot, tab, "The fox")
    box = tab.text.passages[0].box_of(2)
    box.translate(tab.text._column().x(), tab.text.passages[0].text_top)
    qtbot.mouseDClick(tab.text.viewport(), Qt.MouseButton.LeftButton, pos=box.center().toPoint())
    editor(tab).field.selectAll()
    qtbot.keyClicks(editor(tab).field, " ran home.")
    qtbot.keyClick(editor(tab).field, Qt.Key.Key_Return)
    assert tab.talk.conversation.text == "The fox ran home."
    assert not tab.talk.busy
    assert say(qtbot, tab, "")
    assert tab.talk.conversation.text.startswith("The fox ran home.")


def test_a_branch_that_was_deleted_is_put_back_by_the_button_of_the_message(qtbot: QtBot, tab: ChatTab) -> None:
    said: list[Message] = []
    tab._notifier.shown.connect(said.append)
    length(tab, 6)
    say(qtbot, tab, "The fox")
    whole = tab.talk.conversation.text
    choose(tab, tab.talk.last_words.id, "Delete from here on")
    assert tab.welcome.isVisible()
    said[-1].action()
    assert tab.talk.conversation.text == whole
    assert tab.text.isVisible()


def test_another_talk_while_it_writes_and_what_was_written_stays_in_the_first(qtbot: QtBot, tab: ChatTab) -> None:
    length(tab, 100_000)
    qtbot.keyClicks(tab.composer.field, "The fox")
    qtbot.keyClick(tab.composer.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(tab.text.passages) and len(tab.text.passages[0].tokens) > 5, timeout=LONG)
    first = tab.talk.conversation
    tab.talk.open(Conversation(form=tab.talk.conversation.form))
    assert tab.welcome.isVisible()
    qtbot.waitUntil(lambda: not tab.talk.busy, timeout=LONG)
    assert tab.text.passages == []
    assert len(first.end.tokens) > 5
    assert first.end.stopped_by == "user"


def test_where_the_models_view_begins_is_shown_in_the_transcript(qtbot: QtBot, tab: ChatTab) -> None:
    length(tab, 12)
    say(qtbot, tab, "The fox")
    assert tab.text.passages[0].seen_from is None
    length(tab, 40)
    say(qtbot, tab, "The owl")
    assert [passage.seen_from is not None for passage in tab.text.passages].count(True) == 1
    tab.talk.open(Conversation(form=tab.talk.conversation.form))
    length(tab, 12)
    say(qtbot, tab, "The fox")
    assert tab.text.passages[0].seen_from is None


def test_a_base_model_only_continues_and_the_switch_says_why(qtbot: QtBot, tab: ChatTab) -> None:
    chat = tab.head.form.segment(1)
    assert not chat.isEnabled()
    assert "was not taught" in chat.toolTip()
    assert tab.talk.conversation.form == "continue"


def test_a_taught_model_takes_turns_and_can_continue_a_text(qtbot: QtBot, taught: ChatTab) -> None:
    assert taught.head.form.index == 1
    assert taught.talk.conversation.form == "chat"
    length(taught, 6)
    said: list[Message] = []
    taught._notifier.shown.connect(said.append)
    qtbot.keyClick(taught.composer.field, Qt.Key.Key_Return)
    assert said[-1].hint == "Ask something first."
    say(qtbot, taught, "The fox")
    assert [part.role for part in taught.talk.conversation.parts()] == ["user", "model"]
    say(qtbot, taught, "The owl")
    qtbot.mouseClick(taught.head.form.segment(0), Qt.MouseButton.LeftButton)
    assert {part.role for part in taught.talk.conversation.parts()} == {"text"}
    say(qtbot, taught, "The hare")
    assert [message for message in said if message.kind == "error"] == []
    taught.talk.open(Conversation(form="continue"))
    taught.show_turn(None)
    assert taught.talk.conversation.form == "chat", "a new talk with it begins with turns"
    assert taught.head.form.index == 1


def test_the_tint_is_chosen_in_the_menu_of_the_legend(qtbot: QtBot, tab: ChatTab) -> None:
    length(tab, 12)
    say(qtbot, tab, "The fox")
    before = tab.text.viewport().grab().toImage()
    tab.view.menu.open_tints(QPoint(10, 10))
    next(action for action in tab.view.menu.tints.actions() if action.text() == "Rank").trigger()
    tab.view.menu.tints.hide()
    assert tab.text.tint == "rank"
    assert tab.text.viewport().grab().toImage() != before

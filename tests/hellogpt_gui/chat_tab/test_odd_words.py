"""What a person may paste into Chat by mistake or on purpose: the window answers, keeps it, and says what is true."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.conversations.file import list_conversations
from core.paths import Home
from hellogpt_gui.chat_tab import ChatTab

from ..conftest import LONG, Opened

pytestmark = pytest.mark.integration


@pytest.fixture
def opened(open_window: Callable[[Home], Opened], own_tales: Home, qtbot: QtBot) -> Opened:
    made = open_window(own_tales)
    qtbot.waitUntil(lambda: bool(made.window.library.model.runs), timeout=LONG)
    made.window.selection.select("tales/serial_1")
    made.window.show_tab("chat")
    chat_of(made).panel.rules.sliders["max_new_tokens"].set_value(5)
    return made


def chat_of(opened: Opened) -> ChatTab:
    tab = opened.window.pages.tab("chat")
    assert isinstance(tab, ChatTab)
    return tab


def paste(qtbot: QtBot, opened: Opened, text: str) -> None:
    """Into the field, and Enter."""
    QApplication.clipboard().setText(text)
    field = chat_of(opened).composer.field
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def wait_for_answer(qtbot: QtBot, opened: Opened) -> str:
    """The words of the person as they are kept, once they are answered."""
    talk = chat_of(opened).talk
    qtbot.waitUntil(lambda: len(talk.path) == 2 and not talk.busy, timeout=LONG)
    assert not opened.window.grab().isNull()
    return talk.path[0].text


@pytest.mark.parametrize(
    "text",
    [
        "a\x00b\x01",
        "שלום עולם",
        "مرحبا بالعالم",
        "e\u0301a\u0308\u0323 क्षि",
        "\U0001f468\u200d\U0001f469\u200d\U0001f467",
        "\u202ereversed\u202c \u200b",
    ],
    ids=["nul", "hebrew", "arabic", "combining", "joined", "marks of direction"],
)
def test_letters_of_every_kind_are_kept_and_answered(qtbot: QtBot, opened: Opened, own_tales: Home, text: str) -> None:
    paste(qtbot, opened, text)
    assert wait_for_answer(qtbot, opened) == text
    kept = opened.window.talks.keeper
    assert kept is not None
    kept.save()
    qtbot.waitUntil(lambda: len(list_conversations(own_tales).cards) == 1, timeout=LONG)
    (card,) = list_conversations(own_tales).cards
    assert text in [turn.text for turn in card.turns.values()]


def test_half_of_a_pair_is_answered_or_given_back(qtbot: QtBot, opened: Opened) -> None:
    """No encoding can write it: it is said, and the words are not lost."""
    chat = chat_of(opened)
    chat.composer.sent.emit("fox \ud800 owl")
    qtbot.waitUntil(lambda: not chat.talk.busy and (bool(opened.said) or bool(chat.talk.path)), timeout=LONG)
    words = chat.talk.path[0].text if chat.talk.path else chat.composer.field.toPlainText()
    assert words.startswith("fox ")
    assert words.endswith(" owl")
    assert chat.talk.path or "surrogate" in opened.said[-1].message
    assert not opened.window.grab().isNull()


def test_nothing_lets_the_model_begin_by_itself(qtbot: QtBot, opened: Opened) -> None:
    chat = chat_of(opened)
    qtbot.keyClick(chat.composer.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(chat.talk.path) == 1 and not chat.talk.busy, timeout=LONG)
    assert chat.talk.path[0].role == "model"


def test_of_a_megabyte_the_model_sees_the_end_and_that_is_said(qtbot: QtBot, opened: Opened) -> None:
    long = "The fox met the owl at the river. " * 30_000
    paste(qtbot, opened, long)
    assert wait_for_answer(qtbot, opened) == long
    assert any("at once" in message.message for message in opened.said)
    passage = chat_of(opened).text.passages[0]
    assert len(passage.words) < 20_000
    assert "more" in passage.words[-20:]


def test_a_megabyte_without_a_space_is_edited_without_being_laid_out(qtbot: QtBot, opened: Opened) -> None:
    paste(qtbot, opened, "a" * 1_000_000)
    wait_for_answer(qtbot, opened)
    chat = chat_of(opened)
    qtbot.keyClick(chat.composer.field, Qt.Key.Key_Up)
    (editor,) = [one.editor for one in chat.text.passages if one.editor is not None]
    assert editor.held.isVisible()
    qtbot.keyClicks(editor.field, "b")
    qtbot.keyClick(editor.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not chat.talk.busy and chat.talk.path[0].text.endswith("ab"), timeout=LONG)
    assert len(chat.talk.path[0].text) == 1_000_001

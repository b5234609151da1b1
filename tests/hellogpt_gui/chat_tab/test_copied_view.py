"""Copied text in the Chat tab, on the real engine: underlined, noted, named at a token, shown in a sheet."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.conversations import Conversation
from core.paths import Home
from hellogpt_gui.chat_tab import ChatTab
from hellogpt_gui.chat_tab.copied_note import CopiedNote
from hellogpt_gui.engine.client import EngineClient
from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.passage import Passage

from ..conftest import LONG
from .test_tab import open_tab, say

pytestmark = [pytest.mark.usefixtures("dressed"), pytest.mark.integration]


@pytest.fixture
def tab(qtbot: QtBot, dressed: QApplication, tales: EngineClient, tales_home: Home) -> Iterator[ChatTab]:
    """A tiny model copies little: five characters count here."""
    for made in open_tab(qtbot, tales, tales_home):
        made.panel.rules.sliders["max_new_tokens"].set_value(60)
        made.panel.rules.sliders["temperature"].set_value(0.0)
        made.copied.watch.set_copied_from(5)
        made.talk.copying = made.copied.watch.config
        yield made


def note_of(passage: Passage) -> CopiedNote | None:
    return next((note for note in passage.notes if isinstance(note, CopiedNote)), None)


def looked(qtbot: QtBot, tab: ChatTab) -> Passage:
    """Wait until all is known of the last answer."""
    key = (tab.talk.conversation.id, tab.talk.last_answer.id)
    qtbot.waitUntil(lambda: not tab.copied.watch.of(key).looking, timeout=LONG)
    return tab.text.passages[-1]


def test_what_is_copied_is_underlined_and_noted(qtbot: QtBot, tab: ChatTab) -> None:
    answer = say(qtbot, tab, "The fox")
    passage = looked(qtbot, tab)
    note = note_of(passage)
    assert passage.copied
    assert note is not None
    assert note.isVisible()
    assert "copied" in note.accessibleName()
    assert "from tales.txt" in note.accessibleName()
    # The next answer is told as it is written, and tells the same.
    say(qtbot, tab, "The fox")
    tab.talk.repeat(tab.talk.path[1].id)
    qtbot.waitUntil(lambda: not tab.talk.busy, timeout=LONG)
    again = looked(qtbot, tab)
    assert tab.talk.last_answer.text == answer
    assert again.copied == passage.copied


def test_its_line_is_painted(qtbot: QtBot, tab: ChatTab) -> None:
    say(qtbot, tab, "The fox")
    passage = looked(qtbot, tab)
    tab.text.forget_pointed()
    with_line = tab.text.viewport().grab().toImage()
    ink = theme.color("copied").rgb()
    lined = [y for y in range(with_line.height()) if sum(with_line.pixel(x, y) == ink for x in range(0, 700)) > 30]
    assert lined
    passage.copied = []
    tab.text.viewport().update()
    without = tab.text.viewport().grab().toImage()
    assert not [y for y in lined if sum(without.pixel(x, y) == ink for x in range(0, 700)) > 30]


def test_a_token_says_from_where_and_the_sheet_shows_it(qtbot: QtBot, tab: ChatTab) -> None:
    say(qtbot, tab, "The fox")
    passage = looked(qtbot, tab)
    tab.text.setFocus()
    qtbot.keyClick(tab.text, Qt.Key.Key_Home)
    first = passage.copied[0][0][0]
    for _ in range(first):
        qtbot.keyClick(tab.text, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: tab.view.opened.popover is not None and tab.view.opened.popover.isVisible(), timeout=LONG)
    assert "Copied from tales.txt, line " in tab.view.opened.popover.accessibleName()
    note = note_of(passage)
    assert note is not None
    qtbot.mouseClick(note.show_button, Qt.MouseButton.LeftButton)
    sheet = tab.copied.sheet
    assert sheet is not None
    assert sheet.isVisible()
    assert "tales.txt" in sheet.place.text()
    sheet.least.field.selectAll()
    qtbot.keyClicks(sheet.least.field, "500")
    qtbot.keyClick(sheet.least.field, Qt.Key.Key_Return)
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert tab.copied.sheet is None
    assert looked(qtbot, tab).copied == []
    assert note_of(tab.text.passages[-1]) is None


def test_answers_of_a_conversation_that_is_opened_are_looked_at(qtbot: QtBot, tab: ChatTab) -> None:
    say(qtbot, tab, "The fox")
    before, talk = looked(qtbot, tab).copied, tab.talk.conversation
    tab.copied.watch.clear()
    tab.talk.open(Conversation())
    tab.talk.open(talk)
    assert looked(qtbot, tab).copied == before
    assert note_of(tab.text.passages[-1]) is not None

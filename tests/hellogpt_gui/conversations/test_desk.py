"""Conversations are kept as they grow and come back; they are found, named, exported and thrown away."""

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QInputDialog, QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot

from core.conversations import Conversation
from core.conversations.file import list_conversations, load, path_of
from core.conversations.keeping import rename
from core.paths import Home
from hellogpt_gui.chat_tab import ChatTab

from ..conftest import LONG, Opened


def chat_of(opened: Opened) -> ChatTab:
    tab = opened.window.pages.tab("chat")
    assert isinstance(tab, ChatTab)
    return tab


def action(opened: Opened, name: str) -> QAction:
    return opened.window.actions_by_id[name]


def say(opened: Opened, words: str) -> Conversation:
    """As the tab does it when a turn has been written."""
    talk = chat_of(opened).talk
    talk.conversation.say(words)
    talk.changed.emit()
    return talk.conversation


def on_disk(home: Home, talk: Conversation) -> Callable[[], bool]:
    path = path_of(home, talk.id)
    return lambda: path.is_file() and load(path) == talk


def bring(qtbot: QtBot, opened: Opened, talk: Conversation) -> None:
    opened.window.talks.open(talk.id, None)
    qtbot.waitUntil(lambda: chat_of(opened).talk.conversation.id == talk.id, timeout=LONG)


def test_what_is_said_is_saved_and_reopened_at_the_next_start(
    qtbot: QtBot, home: Home, talking: Opened, open_window: Callable[[Home], Opened]
) -> None:
    assert chat_of(talking).head.name.text() == "New conversation"
    talk = say(talking, "Once upon a time")
    qtbot.waitUntil(on_disk(home, talk), timeout=LONG)
    assert chat_of(talking).head.name.text() == "Once upon a time"
    say(talking, "at the very last moment")
    talking.close(qtbot)
    assert load(path_of(home, talk.id)).path[-1].text == "at the very last moment"
    again = open_window(home)
    qtbot.waitUntil(lambda: chat_of(again).talk.conversation.id == talk.id, timeout=LONG)
    assert [passage.words for passage in chat_of(again).text.passages] == [
        "Once upon a time",
        "at the very last moment",
    ]


def test_nothing_said_leaves_no_file(qtbot: QtBot, home: Home, talking: Opened) -> None:
    action(talking, "new-talk").trigger()
    talk = chat_of(talking).talk
    talk.conversation.form = "chat"
    talk.changed.emit()
    talking.close(qtbot)
    assert len(list_conversations(home).cards) == 2


def test_a_new_one_leaves_the_old_one_among_the_recent(qtbot: QtBot, home: Home, talking: Opened) -> None:
    talk = say(talking, "The fox")
    qtbot.keyClick(
        talking.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert chat_of(talking).talk.conversation.turns == {}
    button = chat_of(talking).head.name
    assert button.text() == "New conversation"

    def recent() -> list[QAction]:
        return [one for one in button.menu_of_name.actions() if one.property("recent")]

    qtbot.waitUntil(
        lambda: [one.text() for one in recent()] == ["The fox", "Who is Ben?", "Who is Mira?"], timeout=LONG
    )
    offered = [one.text() for one in talking.window.offers.all()]
    assert "Open “The fox”" in offered
    assert "Conversation: New conversation" not in offered, "it stands there once, by its own name"
    recent()[0].trigger()
    qtbot.waitUntil(lambda: chat_of(talking).talk.conversation == talk, timeout=LONG)
    assert [passage.words for passage in chat_of(talking).text.passages] == ["The fox"]


def test_words_on_a_branch_are_found_and_shown_there(qtbot: QtBot, talking: Opened, kept: list[Conversation]) -> None:
    action(talking, "talks").trigger()
    sheet = talking.window.talks.sheet
    assert sheet is not None
    qtbot.waitUntil(lambda: len(sheet.list.rows.rows) == 2, timeout=LONG)
    assert [row.title for row in sheet.list.rows.rows] == ["Who is Ben?", "Who is Mira?"]
    assert sheet.list.rows.rows[0].caption.startswith("tales/serial_1 and 1 more")
    qtbot.keyClicks(sheet.find_field, "A FÓX")
    qtbot.waitUntil(lambda: [row.title for row in sheet.list.rows.rows] == ["Who is Mira?"], timeout=LONG)
    assert sheet.list.rows.rows[0].caption == "Mira is a fox."
    qtbot.keyClick(sheet.find_field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: chat_of(talking).talk.conversation.id == kept[0].id, timeout=LONG)
    assert chat_of(talking).talk.conversation.path[-1].text == "Mira is a fox."
    assert talking.window.talks.sheet is None


def test_arrows_choose_in_the_list_and_escape_leaves_the_search_first(
    qtbot: QtBot, talking: Opened, kept: list[Conversation]
) -> None:
    action(talking, "talks").trigger()
    sheet = talking.window.talks.sheet
    assert sheet is not None
    qtbot.waitUntil(lambda: len(sheet.list.rows.rows) == 2, timeout=LONG)
    qtbot.keyClicks(sheet.find_field, "zebra")
    qtbot.waitUntil(sheet.nothing.isVisible, timeout=LONG)
    assert not sheet.go.isEnabled()
    qtbot.keyClick(sheet.find_field, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(sheet.list.rows.rows) == 2, timeout=LONG)
    qtbot.keyClick(sheet.find_field, Qt.Key.Key_Down)
    assert sheet.current is not None
    assert sheet.current.id == kept[0].id
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: talking.window.talks.sheet is None)


def answer(qtbot: QtBot, opened: Opened, name: str) -> None:
    dialog = opened.window.talks.dialog
    assert isinstance(dialog, QInputDialog)
    field = dialog.findChild(QLineEdit)
    field.selectAll()
    qtbot.keyClicks(field, name)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_a_name_is_given_to_what_is_shown_and_to_others(
    qtbot: QtBot, home: Home, talking: Opened, kept: list[Conversation]
) -> None:
    bring(qtbot, talking, kept[0])
    action(talking, "rename-talk").trigger()
    answer(qtbot, talking, "The fox")
    assert chat_of(talking).head.name.text() == "The fox"
    qtbot.waitUntil(lambda: load(path_of(home, kept[0].id)).name == "The fox", timeout=LONG)
    action(talking, "talks").trigger()
    sheet = talking.window.talks.sheet
    assert sheet is not None
    qtbot.waitUntil(lambda: [row.title for row in sheet.list.rows.rows] == ["The fox", "Who is Ben?"], timeout=LONG)
    sheet.list.setCurrentIndex(sheet.list.rows.index(1))
    qtbot.keyClick(sheet.list, Qt.Key.Key_F2)
    answer(qtbot, talking, "The owl")
    qtbot.waitUntil(lambda: "The owl" in [row.title for row in sheet.list.rows.rows], timeout=LONG)
    assert chat_of(talking).head.name.text() == "The fox"


def test_what_is_deleted_goes_to_the_trash_and_comes_back(
    qtbot: QtBot, home: Home, talking: Opened, kept: list[Conversation]
) -> None:
    bring(qtbot, talking, kept[0])
    action(talking, "delete-talk").trigger()
    qtbot.waitUntil(lambda: chat_of(talking).talk.conversation.turns == {}, timeout=LONG)
    assert not path_of(home, kept[0].id).exists()
    assert not action(talking, "delete-talk").isEnabled()
    said = talking.said[-1]
    assert (said.message, said.action_text) == ("Who is Mira?: moved to the trash.", "Undo")
    assert said.action is not None
    said.action()
    qtbot.waitUntil(lambda: chat_of(talking).talk.conversation == kept[0], timeout=LONG)
    assert load(path_of(home, kept[0].id)) == kept[0]


def test_another_one_is_deleted_from_the_sheet(qtbot: QtBot, home: Home, talking: Opened) -> None:
    talk = say(talking, "The one that stays")
    action(talking, "talks").trigger()
    sheet = talking.window.talks.sheet
    assert sheet is not None
    qtbot.waitUntil(lambda: len(sheet.list.rows.rows) == 3, timeout=LONG)
    sheet.list.setCurrentIndex(sheet.list.rows.index(2))
    qtbot.keyClick(sheet.list, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: len(sheet.list.rows.rows) == 2, timeout=LONG)
    assert chat_of(talking).talk.conversation == talk
    assert len(list_conversations(home).cards) == 2


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the trash cannot be broken")
def test_without_a_trash_one_is_asked(
    qtbot: QtBot, home: Home, talking: Opened, kept: list[Conversation], trash: Path
) -> None:
    trash.parent.mkdir()
    trash.write_text("no folder", encoding="utf-8")
    bring(qtbot, talking, kept[0])
    action(talking, "delete-talk").trigger()
    qtbot.waitUntil(lambda: isinstance(talking.window.talks.dialog, QMessageBox), timeout=LONG)
    box = talking.window.talks.dialog
    assert isinstance(box, QMessageBox)
    assert path_of(home, kept[0].id).exists()
    forever = next(button for button in box.buttons() if button.text() == "Delete for good")
    qtbot.mouseClick(forever, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not path_of(home, kept[0].id).exists(), timeout=LONG)


@pytest.mark.parametrize(("ending", "beginning"), [("md", "# Who is Mira?"), ("html", "<!DOCTYPE"), ("json", "{")])
def test_what_is_shown_leaves(
    qtbot: QtBot, talking: Opened, kept: list[Conversation], tmp_path: Path, ending: str, beginning: str
) -> None:
    bring(qtbot, talking, kept[0])
    action(talking, "export-talk").trigger()
    dialog = talking.window.talks.dialog
    assert isinstance(dialog, QFileDialog)
    assert dialog.selectedFiles()[0].endswith("Who is Mira.md")
    path = tmp_path / f"talk.{ending}"
    dialog.fileSelected.emit(str(path))
    dialog.reject()
    qtbot.waitUntil(lambda: bool(talking.said) and talking.said[-1].message == f"Written: {path}", timeout=LONG)
    assert path.read_text(encoding="utf-8").startswith(beginning)


def test_a_damaged_one_is_named_and_the_others_are_there(
    qtbot: QtBot, home: Home, talking: Opened, kept: list[Conversation]
) -> None:
    path_of(home, kept[0].id).write_bytes(b'{"version": 1, "conv')
    action(talking, "talks").trigger()
    sheet = talking.window.talks.sheet
    assert sheet is not None
    qtbot.waitUntil(lambda: "is damaged" in sheet.said.text(), timeout=LONG)
    assert [row.title for row in sheet.list.rows.rows] == ["Who is Ben?"]
    talking.window.talks.open(kept[0].id, None)
    qtbot.waitUntil(lambda: bool(talking.said), timeout=LONG)
    assert "is damaged" in talking.said[-1].message
    assert chat_of(talking).talk.conversation.turns == {}


def test_one_that_was_thrown_away_since_is_not_missed_at_the_next_start(
    qtbot: QtBot, home: Home, talking: Opened, open_window: Callable[[Home], Opened]
) -> None:
    talk = say(talking, "Once")
    qtbot.waitUntil(on_disk(home, talk), timeout=LONG)
    talking.close(qtbot)
    path_of(home, talk.id).unlink()
    again = open_window(home)
    qtbot.waitUntil(lambda: len(again.window.talks._cards) == 2, timeout=LONG)
    assert (again.said, chat_of(again).talk.conversation.turns) == ([], {})


def test_what_cannot_be_saved_is_said_once_and_saved_later(qtbot: QtBot, home: Home, talking: Opened) -> None:
    for one in home.conversations.iterdir():
        one.unlink()
    home.conversations.rmdir()
    home.conversations.write_text("in the way", encoding="utf-8")
    for words in ("one", "two"):
        say(talking, words)
        talking.window.talks.keeper.save()
    qtbot.waitUntil(lambda: bool(talking.said), timeout=LONG)
    assert "not saved yet" in talking.said[-1].hint
    home.conversations.unlink()
    talk = say(talking, "three")
    qtbot.waitUntil(on_disk(home, talk), timeout=LONG)
    assert len([said for said in talking.said if "not saved yet" in said.hint]) == 1


def test_what_another_window_changed_is_kept_beside(
    qtbot: QtBot, home: Home, talking: Opened, kept: list[Conversation]
) -> None:
    bring(qtbot, talking, kept[0])
    rename(home, kept[0].id, "Changed elsewhere")
    talk = say(talking, "said here")
    qtbot.waitUntil(lambda: talk.id != kept[0].id, timeout=LONG)
    qtbot.waitUntil(on_disk(home, talk), timeout=LONG)
    assert talk.name == "Who is Mira? (other window)"
    told = json.loads(path_of(home, kept[0].id).read_text(encoding="utf-8"))
    assert told["conversation"]["name"] == "Changed elsewhere"
    assert "another window" in talking.said[-1].message


def test_an_answer_that_is_left_is_kept_as_far_as_it_came(
    qtbot: QtBot, tales_home: Home, tmp_path: Path, open_window: Callable[[Home], Opened]
) -> None:
    home = Home(tmp_path / "tales")
    shutil.copytree(tales_home.root, home.root)
    opened = open_window(home)
    opened.window.show_tab("chat")
    opened.window.selection.select("tales/serial_1")
    tab = chat_of(opened)
    tab.panel.rules.sliders["max_new_tokens"].set_value(5000)
    qtbot.keyClicks(tab.composer.field, "The fox")
    qtbot.keyClick(tab.composer.field, Qt.Key.Key_Return)
    left = tab.talk.conversation
    qtbot.waitUntil(lambda: len(left.path) == 2 and len(left.path[1].tokens) > 3, timeout=LONG)
    assert not action(opened, "delete-talk").isEnabled()
    action(opened, "new-talk").trigger()
    assert tab.talk.conversation.turns == {}
    qtbot.waitUntil(lambda: left.path[1].stopped_by == "user", timeout=LONG)
    qtbot.waitUntil(on_disk(home, left), timeout=LONG)
    assert tab.composer.field.hasFocus()

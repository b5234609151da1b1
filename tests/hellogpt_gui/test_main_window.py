"""The window as a person meets it: first start, keys, messages, and what it remembers. On the real engine."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.paths import Home
from hellogpt_gui.theme import theme

from .conftest import LONG, Opened

pytestmark = pytest.mark.integration

CTRL = Qt.KeyboardModifier.ControlModifier
RUN = "tales/serial_1"


def key(qtbot: QtBot, opened: Opened, key: Qt.Key, modifier: Qt.KeyboardModifier = CTRL) -> None:
    """A key where the keyboard is."""
    qtbot.keyClick(QApplication.focusWidget() or opened.window, key, modifier)


@pytest.mark.smoke
def test_the_first_start_shows_train_with_a_text_chosen(qtbot: QtBot, opened: Opened) -> None:
    window = opened.window
    assert window.front.name == "train"
    assert window.windowTitle() == "HelloGPT"
    setup = window.train_tab.setup
    qtbot.waitUntil(lambda: window.train_tab.draft.looked is not None, timeout=LONG)
    assert window.train_tab.draft.looked.builtin
    assert setup.text.card.title.text() == "Little World"
    assert setup.button.isEnabled()
    assert setup.button.isVisible()
    qtbot.waitUntil(lambda: "threads" in window.status.device.text(), timeout=LONG)
    assert window.library.empty.isVisible()
    assert opened.said == []


def test_the_palette_finds_an_action_and_does_it(qtbot: QtBot, opened: Opened) -> None:
    window = opened.window
    key(qtbot, opened, Qt.Key.Key_K)
    palette = window.palette_card
    assert palette.isVisible()
    words = [palette.list.item(row).text() for row in range(palette.list.count())]
    assert "Zoom in" in words
    assert "Search actions" not in words
    qtbot.keyClicks(palette.field, "chat")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.front.name == "chat")
    qtbot.mouseClick(window.header.search, Qt.MouseButton.LeftButton)
    assert palette.isVisible()
    key(qtbot, opened, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    assert not palette.isVisible()


def test_f1_explains_where_the_keyboard_is_and_any_key_closes(qtbot: QtBot, opened: Opened) -> None:
    window, card = opened.window, opened.window.deeds._explainer.card
    window.library.add.setFocus()
    key(qtbot, opened, Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier)
    assert card.isVisible()
    assert len(card.accessibleName()) > 60
    qtbot.keyClick(card, Qt.Key.Key_F1)
    assert not card.isVisible()


def test_a_file_dropped_on_another_tab_goes_to_train(qtbot: QtBot, opened: Opened, tmp_path: Path) -> None:
    window = opened.window
    text = tmp_path / "owls.txt"
    text.write_text("The owl lives in the tower. " * 300, encoding="utf-8")
    window.show_tab("chat")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(text))])
    field = window.pages.tab("chat").composer.field
    over = field.mapTo(window, QPoint(20, 10))
    copy, left, plain = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(window.windowHandle(), QDragEnterEvent(over, copy, data, left, plain))
    QApplication.sendEvent(window.windowHandle(), QDropEvent(QPointF(over), copy, data, left, plain))
    assert window.front.name == "train"
    assert field.toPlainText() == ""
    qtbot.waitUntil(lambda: window.train_tab.setup.text.card.title.text() == "owls", timeout=LONG)


def test_a_message_has_its_way_out_and_escape_closes_it(qtbot: QtBot, opened: Opened) -> None:
    window, done = opened.window, []
    opened.notifier.show("No text.", "Choose one.", action_text="Choose a text", action=lambda: done.append("chosen"))
    bar = window.messages
    assert bar.isVisible()
    qtbot.mouseClick(bar.button, Qt.MouseButton.LeftButton)
    assert done == ["chosen"]
    assert not bar.isVisible()
    for tab in ("train", "chat", "inspect"):
        window.show_tab(tab)
        opened.notifier.show("The disk is full.", "Make room.")
        key(qtbot, opened, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
        assert not bar.isVisible()


def test_keys_fold_the_library_find_a_run_and_begin_a_model(qtbot: QtBot, opened: Opened) -> None:
    window = opened.window
    for is_open in (False, True):
        key(qtbot, opened, Qt.Key.Key_B)
        assert window.library.isVisible() == window.actions_by_id["library"].isChecked() == is_open
    key(qtbot, opened, Qt.Key.Key_B)
    key(qtbot, opened, Qt.Key.Key_F)
    assert window.library.isVisible()
    assert window.library.find_field.hasFocus()
    window.show_tab("inspect")
    window.selection.select("nobody/serial_1")
    key(qtbot, opened, Qt.Key.Key_N)
    assert window.front.name == "train"
    assert window.selection.run is None
    assert window.train_tab.setup.isVisible()


def test_in_a_narrow_window_the_library_lies_over_the_page(qtbot: QtBot, opened: Opened) -> None:
    window = opened.window
    window.resize(1000, 700)
    qtbot.waitUntil(lambda: not window.library.isVisible())
    assert not window.actions_by_id["library"].isChecked()
    key(qtbot, opened, Qt.Key.Key_B)
    assert window.library.isVisible()
    opened.notifier.show("The disk is full.", "Make room.")
    key(qtbot, opened, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    assert not window.library.isVisible()
    assert window.messages.isVisible(), "what lies above goes first"
    key(qtbot, opened, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    assert not window.messages.isVisible()


def test_in_a_library_over_the_page_tab_reaches_all_of_it_and_nothing_else(
    qtbot: QtBot, open_window: Callable[[Home], Opened], tales_home: Home
) -> None:
    window = open_window(tales_home).window
    window.resize(1000, 700)
    qtbot.waitUntil(lambda: bool(window.library.model.runs), timeout=LONG)
    window.selection.select("tales/serial_1")
    window.library.find_field.show()
    qtbot.keyClick(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.library.foot._track.steps != (), timeout=LONG)
    reached = []
    for _ in range(16):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        reached.append(QApplication.focusWidget())
    library = window.library
    wanted = {library.search, library.add, library.find_field, library.list, library.foot.scrubber, library.foot.back}
    assert wanted <= set(reached)
    assert all(library.isAncestorOf(widget) for widget in reached)


def test_a_second_window_is_as_the_first_was_left(
    qtbot: QtBot, open_window: Callable[[Home], Opened], tales_home: Home, tmp_path: Path
) -> None:
    shutil.copytree(tales_home.root, tmp_path / "copy")
    home = Home(tmp_path / "copy")
    first = open_window(home)
    window = first.window
    qtbot.waitUntil(lambda: window.library.model.row_of(RUN).isValid(), timeout=LONG)
    window.resize(760, 640)
    window.move(20, 30)
    window.selection.select(RUN)
    window.show_tab("inspect")
    window.actions_by_id["scheme-dark"].trigger()
    window.actions_by_id["zoom-out"].trigger()
    place = window.geometry()
    first.close(qtbot)
    theme.zoom_reset()

    second = open_window(home)
    assert second.window.geometry() == place
    assert second.window.front.name == "inspect"
    assert (theme.scheme, theme.zoom) == ("dark", 0.9)
    assert second.window.actions_by_id["scheme-dark"].isChecked()
    qtbot.waitUntil(lambda: second.window.selection.run == RUN, timeout=LONG)


def test_a_run_that_has_gone_is_not_selected_again(
    qtbot: QtBot, open_window: Callable[[Home], Opened], home: Home
) -> None:
    (home.artifacts / "window.ini").write_text("[library]\nrun=fox/serial_7\n", encoding="utf-8")
    opened = open_window(home)
    qtbot.waitUntil(lambda: opened.window.library._read_once, timeout=LONG)
    assert opened.window.selection.run is None


def test_a_home_that_cannot_be_written_leaves_a_working_window(
    qtbot: QtBot, open_window: Callable[[Home], Opened], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    opened = open_window(Home(tmp_path / "file" / "home"))
    window = opened.window
    qtbot.waitUntil(lambda: window.train_tab.draft.looked is not None, timeout=LONG)
    qtbot.mouseClick(window.train_tab.setup.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(opened.said), timeout=LONG)
    assert "cannot be written" in opened.said[-1].message
    assert opened.said[-1].hint
    assert window.messages.isVisible()
    key(qtbot, opened, Qt.Key.Key_2)
    assert window.front.name == "chat"
    assert window.close()

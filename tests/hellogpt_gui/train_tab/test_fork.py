"""A fork in the window: what it begins with, what stays as it is, and how one comes to it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.paths import Home
from core.runs import find_run
from hellogpt_gui.notify import Message
from hellogpt_gui.train_tab.draft import Budget
from hellogpt_gui.train_tab.tab import TrainTab

from ..conftest import LONG, Opened

pytestmark = [pytest.mark.usefixtures("dressed"), pytest.mark.integration]


def fork(qtbot: QtBot, tab: TrainTab) -> None:
    qtbot.mouseClick(tab.page.head.fork_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: tab.draft.looked is not None and tab.draft.looked.label == "old", timeout=LONG)


def test_a_fork_begins_with_the_run_that_was_shown(qtbot: QtBot, tab: TrainTab, old: Home) -> None:
    tab._selection.set_step(8)
    fork(qtbot, tab)
    assert tab.setup.isVisible()
    assert tab.setup.model.origin.title.text() == "old / serial_1"
    assert tab.setup.model.origin.tag.text() == "step 8"
    assert tab.setup.name.text() == "old"
    tab.draft.set_budget(Budget("steps", 4.0))
    tab.setup.show_draft()
    with qtbot.waitSignal(tab.session.ended, timeout=LONG):
        qtbot.mouseClick(tab.setup.button, Qt.MouseButton.LeftButton)
    child, _ = find_run(old, "old")
    assert child.name == "old/serial_2"
    assert child.info().parent == "old/serial_1@8"
    assert child.config().model == find_run(old, "old/serial_1")[0].config().model
    qtbot.waitUntil(lambda: "fork of old/serial_1@8" in tab.page.head.facts.text() or not tab.session.active)


def test_what_belongs_to_the_network_cannot_be_changed(qtbot: QtBot, tab: TrainTab) -> None:
    fork(qtbot, tab)
    qtbot.mouseClick(tab.setup.settings, Qt.MouseButton.LeftButton)
    fields = tab.setup.form.fields
    assert not fields["d_model"].isEnabled()
    assert not fields["tokenizer"].isEnabled()
    assert fields["learning_rate"].isEnabled()
    editor = fields["learning_rate"].editor
    editor.selectAll()
    qtbot.keyClicks(editor, "0.0005")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert tab.draft.config().training.learning_rate == 0.0005


def test_it_can_be_left_for_a_fresh_network(qtbot: QtBot, tab: TrainTab) -> None:
    fork(qtbot, tab)
    qtbot.mouseClick(tab.setup.model.origin.clear, Qt.MouseButton.LeftButton)
    assert not tab.setup.model.origin.isVisible()
    assert tab.draft.command().fork == ""
    assert tab.draft.texts == ()


def test_a_text_that_has_changed_offers_a_fork(qtbot: QtBot, tab: TrainTab, old: Home) -> None:
    folder, _ = find_run(old, "old")
    (old.data / "old.txt").write_text("Another text altogether.\n\n" * 300, encoding="utf-8", newline="\n")
    said: list[Message] = []
    tab._notifier.shown.connect(said.append)
    tab.go_on()
    qtbot.waitUntil(lambda: bool(said), timeout=LONG)
    assert "has changed" in said[0].message
    assert said[0].action_text == "Fork it"
    said[0].action()
    assert tab.draft.command().fork == folder.name
    assert Path(tab.draft.texts[0]).name == "old.txt"


def test_any_stop_of_the_scrubber_with_another_text_and_other_settings(
    qtbot: QtBot, old: Home, open_window: Callable[[Home], Opened]
) -> None:
    opened = open_window(old)
    window = opened.window
    qtbot.waitUntil(lambda: bool(window.library.model.runs), timeout=LONG)
    window.selection.select("old/serial_1")
    scrubber = window.library.foot.scrubber
    qtbot.waitUntil(lambda: scrubber.maximum() > 3, timeout=LONG)
    qtbot.keyClick(scrubber, Qt.Key.Key_Home)
    qtbot.keyClick(scrubber, Qt.Key.Key_Right)
    qtbot.keyClick(scrubber, Qt.Key.Key_Right)
    assert window.selection.step == 2
    window.actions_by_id["fork"].trigger()
    tab = window.train_tab
    qtbot.waitUntil(lambda: tab.draft.looked is not None and tab.draft.looked.label == "old", timeout=LONG)
    other = old.data / "other.txt"
    other.write_text("The owl slept on the hill by the river.\n\n" * 300, encoding="utf-8", newline="\n")
    tab.use_texts([str(other)])
    qtbot.waitUntil(lambda: tab.draft.looked is not None and tab.draft.looked.label == "other", timeout=LONG)
    qtbot.mouseClick(tab.setup.settings, Qt.MouseButton.LeftButton)
    editor = tab.setup.form.fields["learning_rate"].editor
    editor.selectAll()
    qtbot.keyClicks(editor, "0.0005")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    tab.draft.set_budget(Budget("steps", 4.0))
    tab.setup.show_draft()
    with qtbot.waitSignal(tab.session.ended, timeout=LONG):
        qtbot.mouseClick(tab.setup.button, Qt.MouseButton.LeftButton)
    child, _ = find_run(old, "old/serial_2")
    assert (child.info().parent, child.info().text) == ("old/serial_1@2", "other")
    assert child.config().training.learning_rate == 0.0005


def test_a_run_that_is_still_being_read_is_forked_when_it_is_known(qtbot: QtBot, tab: TrainTab) -> None:
    tab._selection.select(None)
    tab._selection.select("old/serial_1")
    assert tab._shown.config is None
    tab.fork()
    qtbot.waitUntil(lambda: tab.draft.origin is not None, timeout=LONG)
    assert tab.setup.isVisible()


def test_a_fork_whose_text_is_gone_says_so_once(qtbot: QtBot, tab: TrainTab, old: Home) -> None:
    (old.data / "old.txt").unlink()
    said: list[Message] = []
    tab._notifier.shown.connect(said.append)
    qtbot.mouseClick(tab.page.head.fork_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(said) and not tab.source.reading, timeout=LONG)
    assert len(said) == 1
    assert "old.txt" in said[0].message

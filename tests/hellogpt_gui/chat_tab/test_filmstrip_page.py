"""One prompt through every step, on the real engine with a tiny run, by clicks and keys."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.control import RunControl
from core.engine import Engine
from core.paths import Home
from core.protocol import Frame, Sample
from core.runs import RunFolder
from hellogpt_gui.chat_tab.filmstrip_page import FilmstripPage, entry_of, lead_of

from ..conftest import LONG
from .conftest import RUN, Asked

pytestmark = [pytest.mark.usefixtures("dressed"), pytest.mark.integration]


@pytest.fixture
def page(qtbot: QtBot, asked: Asked, tales_home: Home) -> Iterator[FilmstripPage]:
    made = FilmstripPage(asked.client, asked.selection, tales_home, asked.notifier, asked.config)
    qtbot.addWidget(made)
    made.resize(760, 640)
    made.show()
    yield made
    made.stop()
    made.hide()


def say(qtbot: QtBot, page: FilmstripPage, words: str) -> None:
    """Write, press Enter, wait for every step."""
    qtbot.keyClicks(page.composer.field, words)
    qtbot.keyClick(page.composer.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page._job is None, timeout=LONG)


def stops(tales_home: Home) -> list[int]:
    return [stop.step for stop in RunFolder(tales_home.checkpoints / RUN).steps()]


@pytest.mark.smoke
def test_every_step_has_a_row_and_what_is_new_in_it_is_marked(
    qtbot: QtBot, page: FilmstripPage, asked: Asked, tales_home: Home
) -> None:
    assert page.welcome.isVisible()
    say(qtbot, page, "The fox")
    assert page.list.isVisible()
    assert [entry.step for entry in page.list.entries] == stops(tales_home)
    assert page.title.text() == "“The fox”"
    assert page.list.entries[0].lead == "The fox"
    assert page.count.text() == f"{len(stops(tales_home))} steps"
    assert page.list.entries[0].changed == ()
    assert any(entry.changed for entry in page.list.entries[1:])
    assert all(entry.figure.startswith("perplexity ") for entry in page.list.entries)
    assert sum("best" in entry.title for entry in page.list.entries) == 1
    *_, done = Engine(tales_home).run(Sample(f"{RUN}@8", "The fox", asked.rules), RunControl())
    assert next(frame for frame in page.frames if frame.step == 8).text == done.text
    assert asked.said == []


def test_a_row_and_the_scrubber_are_one_choice(qtbot: QtBot, page: FilmstripPage, asked: Asked) -> None:
    say(qtbot, page, "The fox")
    current = page.list.currentIndex
    assert page.list.entries[current().row()].step == page.frames[-1].step, "the latest is the last row"
    qtbot.mouseClick(page.list.viewport(), Qt.MouseButton.LeftButton, pos=page.list.visualRect(current()).center())
    qtbot.keyClick(page.list, Qt.Key.Key_Home)
    assert asked.selection.step == 0
    qtbot.keyClick(page.list, Qt.Key.Key_Down)
    assert asked.selection.step == 1
    asked.selection.set_step(16)
    assert page.list.entries[current().row()].step == 16
    asked.selection.set_step("best")
    assert "best" in page.list.entries[current().row()].title
    asked.selection.set_step(5)
    assert not page.list.selectionModel().hasSelection()


def test_another_run_has_another_strip(qtbot: QtBot, page: FilmstripPage, asked: Asked) -> None:
    say(qtbot, page, "The fox")
    asked.selection.select(None)
    assert page.welcome.isVisible()
    assert not page.composer.isEnabled()
    asked.selection.select(RUN)
    assert page.frames == []
    assert page.composer.isEnabled()


def test_escape_keeps_the_steps_that_have_answered(qtbot: QtBot, page: FilmstripPage, asked: Asked) -> None:
    asked.rules = replace(asked.rules, max_new_tokens=3000)
    qtbot.keyClicks(page.composer.field, "The fox")
    qtbot.keyClick(page.composer.field, Qt.Key.Key_Return)
    assert page.progress.isVisible()
    qtbot.waitUntil(lambda: len(page.frames) > 0, timeout=LONG)
    qtbot.keyClick(page.composer.field, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: page._job is None, timeout=LONG)
    made = len(page.frames)
    assert len(page.list.entries) == made > 0
    assert not page.progress.isVisible()
    assert asked.said == []
    asked.rules = replace(asked.rules, max_new_tokens=4)
    qtbot.mouseClick(page.again, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page._job is None, timeout=LONG)
    assert len(page.frames) > made
    assert page._prompt == "The fox"


def test_what_takes_its_place_need_not_wait(qtbot: QtBot, page: FilmstripPage, asked: Asked) -> None:
    asked.rules = replace(asked.rules, max_new_tokens=100_000)
    qtbot.keyClick(page.composer.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page._job is not None and asked.client.busy, timeout=LONG)
    page.hide()
    qtbot.waitUntil(lambda: not asked.client.busy, timeout=LONG)
    page.show()
    assert page.welcome.isVisible()


def test_words_that_got_no_answer_come_back(qtbot: QtBot, page: FilmstripPage, asked: Asked) -> None:
    asked.selection.select("nobody/serial_1")
    say(qtbot, page, "The fox")
    assert "nobody/serial_1" in asked.said[0]
    assert page.composer.field.toPlainText() == "The fox"
    assert page.welcome.isVisible()


def test_all_of_it_can_be_copied(qtbot: QtBot, page: FilmstripPage) -> None:
    say(qtbot, page, "The fox")
    qtbot.mouseClick(page.copy, Qt.MouseButton.LeftButton)
    text = QApplication.clipboard().text()
    assert all(f"Step {frame.step}:\nThe fox{frame.text}" in text for frame in page.frames)


def test_a_row_shows_any_text_as_it_is() -> None:
    before = Frame(1, " الثعلب nap", (1,), -1.0)
    entry = entry_of(Frame(2, " الثعلب \x00 met\u0301", (1, 2), None, best=True), before)
    assert (entry.title, entry.figure) == ("Step 2  ·  best", "")
    assert "\x00" not in entry.text
    assert [entry.text[begin:end] for begin, end in entry.changed] == ["\ufffd met\u0301"]


def test_of_a_long_prompt_the_end_leads_each_row() -> None:
    assert lead_of("The fox") == "The fox"
    assert lead_of("The fox met the owl at the river and the moon rose") == "… river and the moon rose"

"""Two models side by side, on the real engine with a tiny run, by clicks and keys."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.control import RunControl
from core.engine import Engine
from core.paths import Home
from core.protocol import Sample, SampleDone
from hellogpt_gui.chat_tab.compare_page import ComparePage

from ..conftest import LONG
from .conftest import RUN, Asked

pytestmark = [pytest.mark.usefixtures("dressed"), pytest.mark.integration]


@pytest.fixture
def page(qtbot: QtBot, asked: Asked, tales_home: Home) -> Iterator[ComparePage]:
    made = ComparePage(asked.client, asked.selection, tales_home, asked.notifier, asked.moment, asked.config)
    qtbot.addWidget(made)
    made.resize(900, 640)
    made.show()
    qtbot.waitUntil(lambda: all(column.stops for column in made.columns), timeout=LONG)
    yield made
    made.stop()
    made.hide()
    made.close_down()


def say(qtbot: QtBot, page: ComparePage, words: str) -> None:
    """Write, press Enter, wait for both answers."""
    qtbot.keyClicks(page.composer.field, words)
    qtbot.keyClick(page.composer.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page._job is None, timeout=LONG)


def written(page: ComparePage) -> list[str]:
    return ["".join(token.text for token in column.text.passages[-1].tokens) for column in page.columns]


def alone(home: Home, ref: str, words: str, asked: Asked) -> SampleDone:
    *_, done = Engine(home).run(Sample(ref, words, asked.rules), RunControl())
    assert isinstance(done, SampleDone)
    return done


@pytest.mark.smoke
def test_the_newest_step_and_one_half_way_answer_each_as_it_does_alone(
    qtbot: QtBot, page: ComparePage, asked: Asked, tales_home: Home
) -> None:
    assert [column.picker.ref for column in page.columns] == [f"{RUN}@latest", f"{RUN}@30"]
    say(qtbot, page, "The fox")
    for column, text in zip(page.columns, written(page), strict=True):
        assert text == alone(tales_home, column.picker.ref, "The fox", asked).text
        assert "perplexity" in column.verdict.text()
        assert "of the other’s answer" in column.verdict.text()
    details = [column.text.passages[-1].detail for column in page.columns]
    assert details == ["step 60", "step 30"]
    assert asked.said == []


def test_where_they_part_is_marked_and_said(qtbot: QtBot, page: ComparePage, asked: Asked) -> None:
    page.columns[1].choose(RUN, 0)
    say(qtbot, page, "The fox")
    ids = [column.text.passages[-1].tokens for column in page.columns]
    place = next(number for number, (one, two) in enumerate(zip(*ids, strict=False)) if one.text != two.text)
    assert [column.text.parted for column in page.columns] == [{0: place}, {0: place}]
    assert page.state.text() == ("They part at the first token." if not place else f"They part at token {place + 1}.")


def test_the_same_model_twice_writes_the_same(qtbot: QtBot, page: ComparePage, asked: Asked) -> None:
    page.columns[1].choose(RUN, "latest")
    say(qtbot, page, "The fox")
    one, two = written(page)
    assert one == two
    assert page.state.text() == "Both wrote the same."
    assert page.columns[0].text.parted == {}


def test_each_goes_on_from_its_own_answer(qtbot: QtBot, page: ComparePage, asked: Asked, tales_home: Home) -> None:
    say(qtbot, page, "The fox")
    first = written(page)
    say(qtbot, page, "The owl")
    for column, before, text in zip(page.columns, first, written(page), strict=True):
        joint = "" if before.endswith("\n") else "\n"
        assert text == alone(tales_home, column.picker.ref, f"The fox{before}{joint}The owl", asked).text


def test_the_left_one_is_what_the_library_shows(qtbot: QtBot, page: ComparePage, asked: Asked) -> None:
    left, right = page.columns
    asked.selection.set_step(16)
    assert left.picker.steps.currentText() == "step 16"
    left.picker.steps.setFocus()
    qtbot.keyClick(left.picker.steps, Qt.Key.Key_Home)
    assert asked.selection.step == "latest"
    right.picker.steps.setFocus()
    qtbot.keyClick(right.picker.steps, Qt.Key.Key_End)
    assert right.picker.ref == f"{RUN}@0"
    asked.selection.set_step(8)
    assert right.picker.ref == f"{RUN}@0", "the person has chosen it"


def test_again_takes_another_seed_and_replaces_the_answers(qtbot: QtBot, page: ComparePage, asked: Asked) -> None:
    asked.rules = replace(asked.rules, max_new_tokens=20)
    say(qtbot, page, "The fox")
    first = written(page)

    def reseed() -> None:
        asked.rules = replace(asked.rules, seed=asked.rules.seed + 1)

    page.reseeded.connect(reseed)
    qtbot.mouseClick(page.again, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page._job is None, timeout=LONG)
    assert [len(column.text.passages) for column in page.columns] == [1, 1]
    assert written(page) != first


def test_escape_keeps_both_answers_as_they_are(qtbot: QtBot, page: ComparePage, asked: Asked) -> None:
    asked.rules = replace(asked.rules, max_new_tokens=100_000)
    qtbot.keyClicks(page.composer.field, "The fox")
    qtbot.keyClick(page.composer.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: all(len(c.text.passages[-1].tokens) > 5 for c in page.columns), timeout=LONG)
    qtbot.keyClick(page.composer.field, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: page._job is None, timeout=LONG)
    assert all(len(text) > 5 for text in written(page))
    qtbot.mouseClick(page.clear, Qt.MouseButton.LeftButton)
    assert all(column.empty and column.text.passages == [] for column in page.columns)


def test_words_that_got_no_answer_come_back(qtbot: QtBot, page: ComparePage, asked: Asked) -> None:
    page.columns[1].choose("nobody/serial_1", "latest")
    say(qtbot, page, "The fox")
    assert "nobody/serial_1" in asked.said[0]
    assert page.composer.field.toPlainText() == "The fox"
    assert all(column.text.passages == [] for column in page.columns)


def test_without_a_run_nothing_can_be_sent(page: ComparePage, asked: Asked) -> None:
    asked.selection.select(None)
    assert not page.composer.isEnabled()
    page.send("The fox")
    assert page._job is None


def test_a_token_of_either_opens_by_keyboard(qtbot: QtBot, page: ComparePage) -> None:
    say(qtbot, page, "The fox")
    for column in page.columns:
        column.text.setFocus()
        qtbot.keyClick(column.text, Qt.Key.Key_Home)
        qtbot.waitUntil(lambda: page.popover is not None and page.popover.isVisible(), timeout=LONG)
        qtbot.keyClick(column.text, Qt.Key.Key_Escape)
        assert not page.popover.isVisible()

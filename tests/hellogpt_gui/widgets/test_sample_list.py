"""The timeline of samples: it grows at the end, follows only from there, and says what was chosen."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hellogpt_gui.widgets.sample_delegate import SHOWN_LINES, SampleEntry
from hellogpt_gui.widgets.sample_list import SampleList

pytestmark = pytest.mark.usefixtures("dressed")

LONG = " and so on" * 60


def entries(count: int, text: str = " once upon a time") -> list[SampleEntry]:
    return [SampleEntry(k, f"Step {k}", "loss 1.00", "The king", text) for k in range(count)]


@pytest.fixture
def samples(qtbot: QtBot) -> SampleList:
    made = SampleList()
    qtbot.addWidget(made)
    made.resize(320, 300)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_it_follows_the_newest_only_from_the_end(samples: SampleList) -> None:
    bar = samples.verticalScrollBar()
    samples.show_entries(entries(12))
    assert bar.value() == bar.maximum() > 0
    samples.show_entries(entries(13))
    assert bar.value() == bar.maximum()
    bar.setValue(20)
    samples.show_entries(entries(14))
    assert bar.value() == 20


def test_a_click_and_the_arrows_say_the_step(qtbot: QtBot, samples: SampleList) -> None:
    samples.show_entries(entries(3))
    with qtbot.waitSignal(samples.chosen) as said:
        qtbot.mouseClick(samples.viewport(), Qt.MouseButton.LeftButton, pos=samples.row_at(1))
    assert said.args == [1]
    with qtbot.waitSignal(samples.chosen) as said:
        qtbot.keyClick(samples, Qt.Key.Key_Down)
    assert said.args == [2]


def test_a_choice_made_elsewhere_is_shown_and_not_said(qtbot: QtBot, samples: SampleList) -> None:
    samples.show_entries(entries(3))
    with qtbot.assertNotEmitted(samples.chosen):
        samples.choose(2)
        assert samples.selectionModel().currentIndex().row() == 2
        samples.choose(99)
        assert not samples.selectionModel().hasSelection()


def test_a_long_text_opens_with_more(qtbot: QtBot, samples: SampleList) -> None:
    samples.show_entries(entries(1, LONG))
    index = samples.model().index(0, 0)
    folded = samples.visualRect(index)
    delegate = samples.itemDelegate()
    layout = delegate.layout_of(samples.entries[0], folded.width())
    assert layout.lineCount() > SHOWN_LINES
    more = delegate.more_rect(samples.entries[0], folded)
    qtbot.mouseClick(samples.viewport(), Qt.MouseButton.LeftButton, pos=more.center())
    assert samples.visualRect(index).height() > folded.height()


def test_only_rows_that_changed_are_touched(qtbot: QtBot, samples: SampleList) -> None:
    before = entries(5)
    samples.show_entries(before)
    with qtbot.assertNotEmitted(samples.model().dataChanged):
        samples.show_entries(entries(6))
    live = [*before[:4], SampleEntry(4, "Step 4", "loss 1.00", "The king", " now", live=True)]
    with qtbot.waitSignal(samples.model().dataChanged) as said:
        samples.show_entries(live)
    assert said.args[0].row() == 4
    assert samples.model().rowCount() == 5


def test_a_screen_reader_hears_step_loss_and_text(samples: SampleList) -> None:
    samples.show_entries(entries(1))
    heard = samples.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert heard == "Step 0, loss 1.00: The king once upon a time"


def test_what_is_new_has_dots_below_also_behind_letters_that_qt_counts_twice(samples: SampleList) -> None:
    text = " the 🦊 ran away"
    begin = text.index("ran")
    samples.show_entries([SampleEntry(0, "Step 0", "", "One 🦉", text, changed=((begin, begin + 3),))])
    layout = samples.itemDelegate().layout_of(samples.entries[0], 300)
    marked = [
        layout.text().encode("utf-16-le")[2 * run.start : 2 * (run.start + run.length)].decode("utf-16-le")
        for run in layout.formats()
        if run.format.underlineStyle() != run.format.UnderlineStyle.NoUnderline
    ]
    assert marked == ["ran"]


def test_an_empty_list_says_what_is_to_come(samples: SampleList) -> None:
    blank = samples.grab().toImage()
    samples.set_empty_words("Written from the next sample on.")
    assert samples.grab().toImage() != blank
    samples.show_entries(entries(1))
    with_words = samples.grab().toImage()
    samples.set_empty_words("")
    assert samples.grab().toImage() == with_words

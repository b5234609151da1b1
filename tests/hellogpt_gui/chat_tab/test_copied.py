"""What of answers is copied, on the real engine; the note and the sheet that say it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from core.protocol import CopiedStretch, CopiedTold, Event, Sample, SampleDone
from hellogpt_gui.chat_tab.copied import Copied, CopiedWatch, letters
from hellogpt_gui.chat_tab.copied_note import LOOKING, CopiedNote
from hellogpt_gui.chat_tab.copied_sheet import CopiedSheet
from hellogpt_gui.engine.client import EngineClient

from ..conftest import LONG

pytestmark = pytest.mark.usefixtures("dressed")
RUN = "tales/serial_1"
WORDS = "And so: The fox met the owl at the river 204."


def stretch(begin: int, end: int, file: str = "tales.txt", copied: int = 0) -> CopiedStretch:
    return CopiedStretch(begin, end, file, f"/texts/{file}", 12, 345, 3, "Once there was ", " and more", copied or end)


@pytest.fixture
def watch(tales: EngineClient) -> CopiedWatch:
    return CopiedWatch(tales)


def known(watch: CopiedWatch, key: object) -> bool:
    return not watch.of(key).looking


@pytest.mark.integration
def test_an_answer_from_before_is_looked_at(qtbot: QtBot, watch: CopiedWatch) -> None:
    watch.look("one", RUN, WORDS)
    watch.look("two", RUN, "xyz")
    assert watch.of("one").looking
    qtbot.waitUntil(lambda: known(watch, "one") and known(watch, "two"), timeout=LONG)
    copied = watch.of("one")
    (found,) = copied.stretches.values()
    assert WORDS[found.begin : found.end].startswith("The fox met the owl")
    assert copied.copied == found.end - found.begin
    assert watch.of("two").stretches == {}
    watch.set_copied_from(200)
    qtbot.waitUntil(lambda: known(watch, "one") and known(watch, "two"), timeout=LONG)
    assert watch.of("one").stretches == {}


@pytest.mark.integration
def test_while_an_answer_is_written_the_asking_rests(qtbot: QtBot, watch: CopiedWatch, tales: EngineClient) -> None:
    watch.look("before", RUN, WORDS)
    watch.begin("answer")
    told: list[Event] = []
    job = tales.submit(Sample(RUN, "The fox", find_copied=watch.config))
    job.events.connect(told.extend)
    qtbot.waitUntil(lambda: not job.running, timeout=LONG)
    assert watch.of("before").looking
    watch.take("answer", told)
    assert isinstance(job.outcome, SampleDone)
    watch.end("answer", RUN, job.outcome.text)
    qtbot.waitUntil(lambda: known(watch, "answer") and known(watch, "before"), timeout=LONG)
    assert watch.of("before").stretches


@pytest.mark.integration
def test_what_cannot_be_told_is_one_sentence(qtbot: QtBot, watch: CopiedWatch) -> None:
    watch.look("one", "nobody/serial_1", WORDS)
    qtbot.waitUntil(lambda: known(watch, "one"), timeout=LONG)
    assert "nobody/serial_1" in watch.of("one").sentence


def test_stretches_are_letters_of_tokens() -> None:
    texts = ["She", "", " liked", " plums"]
    assert letters([stretch(0, 3), stretch(2, 4), stretch(9, 15), stretch(3, 99)], texts) == [
        ((0, 0), (0, 3)), ((0, 2), (2, 1)), ((3, 0), (3, 6)),
    ]  # fmt: skip
    assert letters([stretch(0, 3)], []) == []


@pytest.fixture
def note(qtbot: QtBot) -> CopiedNote:
    made = CopiedNote()
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_note_says_how_much_and_from_where(qtbot: QtBot, note: CopiedNote) -> None:
    copied = Copied(looking=True)
    note.show_copied(copied)
    assert (note.accessibleName(), note.show_button.isVisible()) == (LOOKING, False)
    copied.take(stretch(10, 53, copied=43))
    copied.take(CopiedTold(43, 215))
    note.show_copied(copied)
    assert note.accessibleName() == "43 characters copied from tales.txt  ·  20 %"
    with qtbot.waitSignal(note.opened):
        qtbot.mouseClick(note.show_button, Qt.MouseButton.LeftButton)
    copied.take(stretch(60, 90, "other.txt", 73))
    note.show_copied(copied)
    assert note.accessibleName().startswith("73 characters copied in 2 places from 2 files")
    note.show_copied(Copied(searched=False, sentence="tales.txt has changed."))
    assert note.accessibleName() == "tales.txt has changed."
    note.show_copied(Copied(characters=20, sentence="Its dialogues are not searched."))
    assert not note.isVisible()


def test_the_sheet_shows_where_it_stands(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 700)
    found = [stretch(4, 12), stretch(20, 26, "other.txt")]
    sheet = CopiedSheet("0123the fox.wood....the owl", found, 20, window)
    sheet.show()
    assert sheet.around.toPlainText() == "Once there was the fox. and more"
    assert sheet.place.text() == "tales.txt  ·  line 12  ·  character 345  ·  3 times in the text"
    sheet.list.setFocus()
    qtbot.keyClick(sheet.list, Qt.Key.Key_Down)
    assert sheet.around.toPlainText() == "Once there was the ow and more"
    assert sheet.place.text().startswith("other.txt")
    sheet.least.field.selectAll()
    qtbot.keyClicks(sheet.least.field, "40")
    qtbot.keyClick(sheet.least.field, Qt.Key.Key_Return)
    assert sheet.copied_from == 40
    with qtbot.waitSignal(sheet.finished):
        qtbot.mouseClick(sheet.close_button, Qt.MouseButton.LeftButton)

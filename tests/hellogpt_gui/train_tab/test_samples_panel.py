"""Samples of one prompt: what is new is marked, and another prompt can be followed while the model trains."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.protocol import PromptAdded, SampleWritten
from hellogpt_gui.train_tab.run_record import RunRecord
from hellogpt_gui.train_tab.samples_panel import SamplesPanel

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture
def record() -> RunRecord:
    made = RunRecord(phase="training")
    made.take([SampleWritten(0, "The", " fox ran home."), SampleWritten(8, "The", " owl ran home.")])
    return made


@pytest.fixture
def panel(qtbot: QtBot, record: RunRecord) -> SamplesPanel:
    made = SamplesPanel()
    qtbot.addWidget(made)
    made.resize(340, 400)
    made.show_record(record, None, here=True)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_words_that_are_new_are_marked_from_the_second_sample_on(panel: SamplesPanel) -> None:
    first, second = panel.list.entries
    assert first.changed == ()
    assert [second.text[begin:end] for begin, end in second.changed] == ["owl"]


def test_another_prompt_is_asked_for_and_shown_once_it_is_known(
    qtbot: QtBot, panel: SamplesPanel, record: RunRecord
) -> None:
    assert not panel.field.isVisible()
    qtbot.mouseClick(panel.add, Qt.MouseButton.LeftButton)
    assert panel.field.hasFocus()
    qtbot.keyClicks(panel.field, "One day")
    with qtbot.waitSignal(panel.prompt_added) as said:
        qtbot.keyClick(panel.field, Qt.Key.Key_Return)
    assert said.args == ["One day"]
    assert not panel.field.isVisible()
    record.take([PromptAdded(9, "One day")])
    panel.show_record(record, None, here=True)
    assert panel.prompts.currentText() == "One day"
    assert panel.list.entries == []
    record.take([SampleWritten(16, "One day", " it rained.")])
    panel.show_record(record, None, here=True)
    assert [entry.text for entry in panel.list.entries] == [" it rained."]
    panel.prompts.setCurrentIndex(0)
    panel.prompts.activated.emit(0)
    assert [entry.step for entry in panel.list.entries] == [0, 8]


def test_a_prompt_that_is_followed_already_is_shown_and_not_asked_for_again(qtbot: QtBot, panel: SamplesPanel) -> None:
    qtbot.mouseClick(panel.add, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(panel.field, "The")
    with qtbot.assertNotEmitted(panel.prompt_added):
        qtbot.keyClick(panel.field, Qt.Key.Key_Return)
        qtbot.mouseClick(panel.add, Qt.MouseButton.LeftButton)
        qtbot.keyClicks(panel.field, "   ")
        qtbot.keyClick(panel.field, Qt.Key.Key_Return)


def test_escape_closes_the_field_and_nothing_is_asked(qtbot: QtBot, panel: SamplesPanel) -> None:
    qtbot.mouseClick(panel.add, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(panel.field, "One")
    with qtbot.assertNotEmitted(panel.prompt_added):
        qtbot.keyClick(panel.field, Qt.Key.Key_Escape)
    assert not panel.field.isVisible()
    assert panel.field.text() == ""


def test_prompts_can_be_added_only_to_what_trains_here(panel: SamplesPanel, record: RunRecord) -> None:
    assert panel.add.isVisible()
    panel.show_record(record, None, here=False)
    assert not panel.add.isVisible()
    record.phase = "idle"
    panel.show_record(record, None, here=True)
    assert not panel.add.isVisible()

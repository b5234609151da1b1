"""Two fields that say who answers, by keys."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.paths import Home
from core.runs import Stop, list_runs
from hellogpt_gui.chat_tab.model_picker import ModelPicker

pytestmark = pytest.mark.usefixtures("dressed")
STOPS = (Stop(0, "snapshot"), Stop(8, "snapshot", is_best=True), Stop(2400, "checkpoint", is_latest=True))


@pytest.fixture
def picker(qtbot: QtBot, tales_home: Home) -> ModelPicker:
    made = ModelPicker("Left")
    qtbot.addWidget(made)
    made.show()
    made.choose("tales/serial_1", "latest")
    made.show_runs(list_runs(tales_home))
    made.show_steps(STOPS, live=False)
    return made


def test_it_offers_names_and_steps_newest_first(picker: ModelPicker) -> None:
    words = [picker.steps.itemText(index) for index in range(picker.steps.count())]
    assert words == ["latest", "best", "step 2\u2009400", "step 8", "step 0"]
    assert picker.runs.currentText() == "tales / serial_1"
    picker.show_steps(STOPS, live=True)
    assert picker.steps.itemText(2) == "live"
    assert picker.steps.accessibleName() == "Left: step"


def test_a_key_chooses_and_says_so(qtbot: QtBot, picker: ModelPicker) -> None:
    picker.steps.setFocus()
    with qtbot.waitSignal(picker.picked) as said:
        qtbot.keyClick(picker.steps, Qt.Key.Key_End)
    assert said.args == ["tales/serial_1", 0]
    assert picker.ref == "tales/serial_1@0"


def test_what_it_does_not_know_is_shown_all_the_same(picker: ModelPicker) -> None:
    """A run that has been deleted, a step that a training has taken away."""
    picker.choose("gone/serial_2", 77)
    assert (picker.runs.currentText(), picker.steps.currentText()) == ("gone / serial_2", "step 77")
    assert picker.ref == "gone/serial_2@77"
    picker.show_steps(STOPS, live=False)
    assert picker.steps.currentText() == "step 77"


def test_nothing_chosen_is_nothing(picker: ModelPicker) -> None:
    picker.choose("", "latest")
    assert picker.ref == ""

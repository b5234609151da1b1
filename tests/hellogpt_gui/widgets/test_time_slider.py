"""The time slider: named stops, any time between, typed times."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from hellogpt_gui.train_tab import words
from hellogpt_gui.train_tab.time_section import STOPS
from hellogpt_gui.widgets.time_slider import TimeSlider

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture
def slider(qtbot: QtBot) -> TimeSlider:
    made = TimeSlider(STOPS, words.budget_words, words.read_duration)
    qtbot.addWidget(made)
    made.resize(545, 44)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_a_click_on_each_stop_chooses_exactly_its_time(qtbot: QtBot, slider: TimeSlider) -> None:
    left, right = 10, 535
    for index, stop in enumerate(STOPS):
        x = round(left + (right - left) * index / (len(STOPS) - 1)) + 2
        qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(x, 13))
        assert slider.minutes == stop.minutes


def test_every_place_is_a_time_and_times_rise(slider: TimeSlider) -> None:
    times = [slider._minutes_at(place) for place in range(slider.maximum() + 1)]
    assert times == sorted(times)
    assert (times[0], times[-1]) == (3, 480)


def test_keys_step_to_the_next_time_and_pages_to_the_next_stop(qtbot: QtBot, slider: TimeSlider) -> None:
    with qtbot.waitSignal(slider.changed):
        qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert slider.minutes == 4
    qtbot.keyClick(slider, Qt.Key.Key_PageUp)
    assert slider.minutes == 15
    qtbot.keyClick(slider, Qt.Key.Key_End)
    assert slider.minutes == 480
    qtbot.keyClick(slider, Qt.Key.Key_PageDown)
    assert slider.minutes == 60
    qtbot.keyClick(slider, Qt.Key.Key_Home)
    qtbot.keyClick(slider, Qt.Key.Key_Left)
    assert slider.minutes == 3


def test_a_time_can_be_typed_after_a_double_click(qtbot: QtBot, slider: TimeSlider) -> None:
    qtbot.mouseDClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(200, 13))
    editor = slider.findChild(QLineEdit)
    assert editor.isVisible()
    editor.clear()
    qtbot.keyClicks(editor, "1 h 25")
    with qtbot.waitSignal(slider.changed) as said:
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert said.args == [85.0]
    assert not editor.isVisible()


def test_nonsense_stays_in_the_field_and_escape_leaves_it(qtbot: QtBot, slider: TimeSlider) -> None:
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_Return)
    editor = slider.findChild(QLineEdit)
    editor.setText("soon")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert editor.isVisible()
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert not editor.isVisible()
    assert slider.minutes == 3


def test_a_budget_that_is_no_time_shows_no_handle(qtbot: QtBot, slider: TimeSlider) -> None:
    with_handle = slider.grab().toImage()
    slider.set_minutes(None)
    assert slider.grab().toImage() != with_handle
    assert slider.accessibleDescription() == "not the budget"

"""Where the person writes, by keys."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hellogpt_gui.chat_tab.composer import Composer

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture
def composer(qtbot: QtBot) -> Composer:
    made = Composer()
    qtbot.addWidget(made)
    made.resize(700, 100)
    made.show()
    return made


def test_enter_sends_and_shift_enter_does_not(qtbot: QtBot, composer: Composer) -> None:
    qtbot.keyClicks(composer.field, "Once")
    qtbot.keyClick(composer.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(composer.field, "upon")
    with qtbot.waitSignal(composer.sent) as said:
        qtbot.keyClick(composer.field, Qt.Key.Key_Return)
    assert said.args == ["Once\nupon"]
    assert composer.field.toPlainText() == ""


def test_it_grows_with_its_lines_up_to_eight(qtbot: QtBot, composer: Composer) -> None:
    heights = []
    for _ in range(10):
        heights.append(composer.field.height())
        qtbot.keyClick(composer.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert heights == sorted(heights)
    assert heights[0] < heights[1]
    assert heights[7] == heights[8] == heights[9]


def test_send_becomes_stop_while_the_model_writes(qtbot: QtBot, composer: Composer) -> None:
    composer.set_busy(True)
    assert composer.button.accessibleName() == "Stop"
    with qtbot.waitSignal(composer.stopped):
        qtbot.mouseClick(composer.button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(composer.stopped):
        qtbot.keyClick(composer.field, Qt.Key.Key_Escape)
    qtbot.keyClicks(composer.field, "too early")
    with qtbot.assertNotEmitted(composer.sent):
        qtbot.keyClick(composer.field, Qt.Key.Key_Return)
    assert composer.field.toPlainText() == "too early"


def test_the_button_says_what_it_does(qtbot: QtBot, composer: Composer) -> None:
    assert composer.button.accessibleName() == "Go on writing"
    qtbot.keyClicks(composer.field, "x")
    assert composer.button.accessibleName() == "Send"


def test_the_step_that_answers_is_chosen_in_a_menu(qtbot: QtBot, composer: Composer) -> None:
    composer.show_steps([("latest step", "latest"), ("best step", "best"), ("step 64", 64)], "latest")
    chosen: list[object] = []
    composer.step_chosen.connect(chosen.append)
    menu = composer.step_button.menu()
    for action in menu.actions():
        action.trigger()
    assert chosen == ["latest", "best", 64]


def test_the_meter_says_how_much_is_seen(composer: Composer) -> None:
    composer.meter.show_counts(92, 128)
    assert composer.meter.isVisible()
    assert composer.meter.accessibleName() == "92 of 128 tokens seen"


def test_up_in_an_empty_field_goes_back_to_what_was_said(qtbot: QtBot, composer: Composer) -> None:
    with qtbot.waitSignal(composer.edit_last):
        qtbot.keyClick(composer.field, Qt.Key.Key_Up)
    qtbot.keyClicks(composer.field, "x")
    with qtbot.assertNotEmitted(composer.edit_last):
        qtbot.keyClick(composer.field, Qt.Key.Key_Up)

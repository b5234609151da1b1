"""Where the person writes, by keys."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
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


def paste(qtbot: QtBot, composer: Composer, text: str) -> None:
    QApplication.clipboard().setText(text)
    qtbot.keyClick(composer.field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def test_a_megabyte_is_held_above_the_field_and_sent_before_it(qtbot: QtBot, composer: Composer) -> None:
    long = "The fox met the owl. " * 50_000
    qtbot.keyClicks(composer.field, "And then")
    paste(qtbot, composer, long)
    assert composer.held.isVisible()
    assert composer.field.toPlainText() == "And then"
    assert composer.held.accessibleName().startswith("A long text of 1050000 characters")
    with qtbot.waitSignal(composer.sent) as said:
        qtbot.keyClick(composer.field, Qt.Key.Key_Return)
    assert said.args == [long + "And then"]
    assert not composer.held.isVisible()


def test_a_long_text_can_be_taken_out_again(qtbot: QtBot, composer: Composer) -> None:
    paste(qtbot, composer, "owl " * 50_000)
    assert composer.button.accessibleName() == "Send"
    qtbot.mouseClick(composer.held.drop, Qt.MouseButton.LeftButton)
    assert not composer.held.isVisible()
    assert composer.button.accessibleName() == "Go on writing"


@pytest.mark.parametrize("words", ["The fox", "owl " * 50_000])
def test_words_without_an_answer_come_back(qtbot: QtBot, composer: Composer, words: str) -> None:
    composer.give_back(words)
    with qtbot.waitSignal(composer.sent) as said:
        qtbot.keyClick(composer.field, Qt.Key.Key_Return)
    assert said.args == [words]


def test_what_was_written_meanwhile_stays(qtbot: QtBot, composer: Composer) -> None:
    qtbot.keyClicks(composer.field, "Now")
    composer.give_back("The fox")
    assert composer.field.toPlainText() == "Now"


@pytest.mark.parametrize("text", ["שלום עולם", "e\u0301a\u0308\u0323", "\U0001f98a", "a\tb"])
def test_letters_of_every_kind_are_said_as_they_were_pasted(qtbot: QtBot, composer: Composer, text: str) -> None:
    paste(qtbot, composer, text)
    with qtbot.waitSignal(composer.sent) as said:
        qtbot.keyClick(composer.field, Qt.Key.Key_Return)
    assert said.args == [text]
    assert not composer.grab().isNull()

"""An empty place says what to do next, with the button to do it."""

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.empty_state import CurveDrawing, EmptyState

pytestmark = pytest.mark.usefixtures("dressed")

SENTENCE = "Choose a run in the library, or train a model first; it takes three minutes and one click."


def shown(qtbot: QtBot, button: str = "Train a model") -> EmptyState:
    made = EmptyState("No model is selected", SENTENCE, button)
    qtbot.addWidget(made)
    made.resize(220, 360)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_its_button_is_the_way_out(qtbot: QtBot) -> None:
    state = shown(qtbot)
    assert state.button is not None
    with qtbot.waitSignal(state.pressed):
        qtbot.mouseClick(state.button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(state.pressed):
        qtbot.keyClick(state.button, Qt.Key.Key_Space)


def test_without_a_way_out_there_is_no_button(qtbot: QtBot) -> None:
    assert shown(qtbot, "").button is None


def test_it_can_say_something_else(qtbot: QtBot) -> None:
    state = shown(qtbot)
    state.show_words("Nothing said yet", "Write something.")
    assert (state.title.text(), state.sentence.text()) == ("Nothing said yet", "Write something.")


@pytest.mark.parametrize("zoom", [1.0, 1.5])
def test_in_a_narrow_place_the_sentence_wraps_and_nothing_is_cut(qtbot: QtBot, zoom: float) -> None:
    while theme.zoom < zoom:
        theme.zoom_in()
    state = shown(qtbot)
    state.resize(theme.px(220), theme.px(360))
    assert state.sentence.height() >= state.sentence.heightForWidth(state.sentence.width())
    assert state.sentence.height() > 2 * state.sentence.fontMetrics().height()
    for part in (state.title, state.sentence, state.button):
        assert state.rect().contains(part.geometry())


def test_the_drawing_is_quiet_and_grows_with_the_zoom(qtbot: QtBot) -> None:
    drawing = CurveDrawing()
    qtbot.addWidget(drawing)
    before = drawing.sizeHint()
    drawing.resize(before)
    picture = drawing.grab().toImage()
    assert picture.pixelColor(QPoint(40, before.height() - 3)) == theme.color("line")
    theme.set_scheme("dark")
    assert drawing.grab().toImage() != picture
    while theme.zoom < 1.5:
        theme.zoom_in()
    assert drawing.sizeHint().width() == theme.px(84) > before.width()

"""One number, by slider and by typing: what its declaration allows is kept exactly, the rest is explained."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from core.config import SamplingConfig, Setting, settings_of
from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.number_slider import NOTCHES, NumberSlider

pytestmark = pytest.mark.usefixtures("dressed")

DECLARED: dict[str, Setting] = {setting.name: setting for setting in settings_of(SamplingConfig)}


def made(qtbot: QtBot, name: str, low: float, high: float, logarithmic: bool = False) -> NumberSlider:
    slider = NumberSlider(DECLARED[name], low, high, logarithmic)
    qtbot.addWidget(slider)
    slider.resize(220, 80)
    slider.show()
    qtbot.waitExposed(slider)
    return slider


@pytest.fixture
def temperature(qtbot: QtBot) -> NumberSlider:
    return made(qtbot, "temperature", 0.0, 2.0)


@pytest.fixture
def top_k(qtbot: QtBot) -> NumberSlider:
    return made(qtbot, "top_k", 1, 1000, logarithmic=True)


def enter(qtbot: QtBot, field: QLineEdit, words: str) -> None:
    field.selectAll()
    qtbot.keyClicks(field, words)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_it_begins_at_the_default(temperature: NumberSlider, top_k: NumberSlider) -> None:
    assert temperature.value == DECLARED["temperature"].default
    assert float(temperature.field.text()) == DECLARED["temperature"].default
    assert temperature.slider.value() == round(NOTCHES * DECLARED["temperature"].default / 2)
    assert (top_k.value, top_k.field.text()) == (DECLARED["top_k"].default, "off")


def test_keys_on_the_slider_move_it_and_say_each_value_once(qtbot: QtBot, temperature: NumberSlider) -> None:
    said: list[float] = []
    temperature.changed.connect(said.append)
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_PageUp, Qt.Key.Key_End):
        qtbot.keyClick(temperature.slider, key)
    assert said == [0.0, 0.02, 0.22, 2.0]
    assert temperature.field.text() == "2.00"


def test_a_logarithmic_one_reaches_off_one_and_its_end(qtbot: QtBot, top_k: NumberSlider) -> None:
    said: list[int] = []
    top_k.changed.connect(said.append)
    for key in (Qt.Key.Key_End, Qt.Key.Key_Home):
        qtbot.keyClick(top_k.slider, key)
    top_k.slider.setValue(1)
    assert said == [1000, 0, 1]
    top_k.slider.setValue(2)
    assert said == [1000, 0, 1], "what is no other number is not said"


def test_each_key_leads_to_another_value_all_the_way(qtbot: QtBot, top_k: NumberSlider) -> None:
    """Near 1 the whole numbers lie a tenth of the slider apart."""
    for forth, end in ((Qt.Key.Key_Right, 1000), (Qt.Key.Key_Left, 0)):
        seen = [top_k.value]
        while seen[-1] != end:
            qtbot.keyClick(top_k.slider, forth)
            assert top_k.value != seen[-1]
            seen.append(top_k.value)
        assert seen == sorted(seen, reverse=end == 0)
        assert {1, 2, 3, 4} <= set(seen)


@pytest.mark.parametrize("value", [0.0, 0.02, 0.5, 0.7, 0.98, 1.0, 1.34, 2.0])
def test_a_value_shown_comes_back_from_its_notch(temperature: NumberSlider, value: float) -> None:
    temperature.set_value(value)
    assert temperature._at_notch(temperature.slider.value()) == value


@pytest.mark.parametrize("value", [0, 1, 2, 7, 40, 100, 999, 1000])
def test_so_does_one_on_a_logarithmic_slider_as_near_as_its_notches_go(top_k: NumberSlider, value: int) -> None:
    top_k.set_value(value)
    assert top_k._at_notch(top_k.slider.value()) == pytest.approx(value, rel=0.004)


def test_shown_from_elsewhere_it_says_nothing(qtbot: QtBot, temperature: NumberSlider) -> None:
    with qtbot.assertNotEmitted(temperature.changed):
        temperature.set_value(1.5)
    assert temperature.slider.value() == 750


def test_a_typed_value_moves_the_slider(qtbot: QtBot, temperature: NumberSlider) -> None:
    with qtbot.waitSignal(temperature.changed) as said:
        enter(qtbot, temperature.field, "1.3")
    assert said.args == [1.3]
    assert temperature.field.text() == "1.30"
    assert temperature.slider.value() == 650


def test_a_typed_value_finer_than_a_notch_is_kept_exactly(qtbot: QtBot, temperature: NumberSlider) -> None:
    enter(qtbot, temperature.field, "0.001")
    assert temperature.field.text() == "0.001"
    temperature.slider.setFocus()
    qtbot.keyClick(temperature.field, Qt.Key.Key_Return)
    assert temperature.value == 0.001


def test_a_typed_value_beyond_the_slider_stands_at_its_end(qtbot: QtBot, top_k: NumberSlider) -> None:
    enter(qtbot, top_k.field, "5000")
    assert top_k.value == 5000
    assert top_k.slider.value() == NOTCHES


def test_off_can_be_typed_where_it_means_something(qtbot: QtBot, top_k: NumberSlider) -> None:
    enter(qtbot, top_k.field, "40")
    enter(qtbot, top_k.field, "off")
    assert top_k.value == 0


@pytest.mark.parametrize("words", ["warm", "-1", "99", ""])
def test_nonsense_is_explained_and_changes_nothing(qtbot: QtBot, temperature: NumberSlider, words: str) -> None:
    before = temperature.value
    with qtbot.assertNotEmitted(temperature.changed):
        temperature.field.clear()
        enter(qtbot, temperature.field, words)
    assert temperature.value == before
    assert temperature._error.isVisible()
    assert temperature._error.text()
    qtbot.keyClick(temperature.slider, Qt.Key.Key_Right)
    assert not temperature._error.isVisible()


def test_both_parts_are_named_and_explained(temperature: NumberSlider) -> None:
    declared = DECLARED["temperature"]
    assert temperature.field.accessibleName() == temperature.slider.accessibleName() == declared.label
    assert temperature.slider.toolTip() == declared.help


def test_it_grows_with_the_zoom(temperature: NumberSlider) -> None:
    before = temperature.sizeHint().height()
    while theme.zoom < 1.5:
        theme.zoom_in()
    assert temperature.field.width() == theme.px(60)
    assert temperature.sizeHint().height() > before
    theme.set_scheme("dark")
    assert not temperature.grab().isNull()

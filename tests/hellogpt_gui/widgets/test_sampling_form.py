"""The sampling rules as sliders: every declared number can be one, and what they say is a valid configuration."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.config import SamplingConfig, settings_of
from hellogpt_gui.widgets.sampling_form import SPANS, SamplingForm

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture
def form(qtbot: QtBot) -> SamplingForm:
    made = SamplingForm(tuple(SPANS))
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_every_number_but_the_seed_has_a_slider() -> None:
    numbers = {one.name for one in settings_of(SamplingConfig) if one.kind in (int, float) and not one.many}
    assert set(SPANS) == numbers - {"seed"}


def test_untouched_it_is_the_default(form: SamplingForm) -> None:
    assert form.config(7) == SamplingConfig(seed=7)


@pytest.mark.parametrize("name", SPANS)
@pytest.mark.parametrize("key", [Qt.Key.Key_Home, Qt.Key.Key_End])
def test_both_ends_of_a_slider_are_allowed_and_said(qtbot: QtBot, form: SamplingForm, name: str, key: Qt.Key) -> None:
    slider = form.sliders[name].slider
    slider.setValue(500)
    with qtbot.waitSignal(form.changed):
        qtbot.keyClick(slider, key)
    assert slider.value() in (slider.minimum(), slider.maximum())
    assert getattr(form.config(), name) == form.sliders[name].value


def test_only_the_named_rules_are_shown(qtbot: QtBot) -> None:
    form = SamplingForm(("temperature", "top_k"))
    qtbot.addWidget(form)
    assert list(form.sliders) == ["temperature", "top_k"]
    form.sliders["top_k"].slider.setValue(1)
    assert form.config() == SamplingConfig(top_k=1)


def test_back_to_the_defaults_is_said_once(qtbot: QtBot, form: SamplingForm) -> None:
    for slider in form.sliders.values():
        slider.slider.setValue(400)
    assert form.differing().startswith("repetition penalty 1.4, top-k 16 tokens, top-p 0.41")
    said: list[None] = []
    form.changed.connect(lambda: said.append(None))
    form.reset()
    assert len(said) == 1
    assert form.config() == SamplingConfig()
    assert form.differing() == ""


def test_lists_and_choices_are_part_of_it(qtbot: QtBot) -> None:
    form = SamplingForm(("ban", "stop", "weights"))
    qtbot.addWidget(form)
    form.show()
    qtbot.keyClicks(form.lists["stop"].field, r"\n\n")
    with qtbot.waitSignal(form.changed):
        qtbot.keyClick(form.lists["stop"].field, Qt.Key.Key_Return)
    with qtbot.waitSignal(form.changed):
        qtbot.mouseClick(form.choices["weights"].segment(2), Qt.MouseButton.LeftButton)
    assert form.config(3) == SamplingConfig(stop=("\n\n",), weights="int8", seed=3)
    assert form.differing() == r"stop strings \n\n, weights 8 bits"
    other = SamplingConfig(ban=("fox", "owl"), seed=1)
    form.show_config(other)
    assert form.config(1) == other

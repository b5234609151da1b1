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
    assert set(SPANS) == {setting.name for setting in settings_of(SamplingConfig) if not setting.choices} - {"seed"}


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
    said: list[None] = []
    form.changed.connect(lambda: said.append(None))
    form.reset()
    assert len(said) == 1
    assert form.config() == SamplingConfig()

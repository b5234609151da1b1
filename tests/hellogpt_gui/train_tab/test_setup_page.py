"""The set-up page: every choice reaches the draft, and the page shows what the draft says."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from core.config import PRESETS
from core.errors import SettingError
from core.protocol import TextDone, TextFile
from hellogpt_gui.train_tab.draft import Budget, Draft
from hellogpt_gui.train_tab.setup_page import SetupPage

pytestmark = pytest.mark.usefixtures("dressed")

FILES = (TextFile("a.txt", "/a.txt", 2_000_000, "UTF-8"), TextFile("b.txt", "/b.txt", 1_000_000, "cp1252"))
TEXT = TextDone("My tales", "", False, FILES, 3_000_000, 3_000_000, 520_000)


@pytest.fixture
def page(qtbot: QtBot, tmp_path: Path) -> SetupPage:
    made = SetupPage(Draft(), str(tmp_path))
    qtbot.addWidget(made)
    made.resize(1016, 727)
    made.show()
    qtbot.waitExposed(made)
    return made


def draft_of(page: SetupPage) -> Draft:
    return page._draft


def type_into(qtbot: QtBot, page: SetupPage, name: str, words: str) -> None:
    editor = page.form.fields[name].editor
    assert isinstance(editor, QLineEdit)
    editor.selectAll()
    qtbot.keyClicks(editor, words)
    qtbot.keyClick(editor, Qt.Key.Key_Return)


def test_nothing_is_claimed_before_the_text_is_known(page: SetupPage) -> None:
    assert page.time.parameters.text.value == "…"
    page.show_text(TEXT)
    assert page.time.parameters.text.value == "1.0 M"
    assert page.text.card.facts.text() == "3.0 MB  ·  2 files  ·  520 k words"
    assert page.text.card.title.text() == "My tales"


@pytest.mark.parametrize("preset", PRESETS)
def test_a_card_chooses_its_preset(qtbot: QtBot, page: SetupPage, preset: str) -> None:
    qtbot.mouseClick(page.model.cards[preset], Qt.MouseButton.LeftButton)
    assert draft_of(page).config().preset == preset
    checked = [name for name, card in page.model.cards.items() if card.isChecked()]
    assert checked == [preset]


def test_the_seeds_preset_says_epochs_until_a_time_is_chosen(qtbot: QtBot, page: SetupPage) -> None:
    qtbot.mouseClick(page.model.cards["hellogpt"], Qt.MouseButton.LeftButton)
    assert page.time.budget.text.value == "5 ×"
    assert page.time.slider.minutes is None
    slider = page.time.slider
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() - 10, 13))
    assert draft_of(page).budget == Budget("minutes", 480.0)
    assert page.time.budget.text.value == "8 h"


def test_custom_opens_the_form_and_is_drawn_as_it_stands(qtbot: QtBot, page: SetupPage) -> None:
    page.show_text(TEXT)
    assert not page.form.isVisible()
    qtbot.mouseClick(page.model.cards["custom"], Qt.MouseButton.LeftButton)
    assert page.form.isVisible()
    type_into(qtbot, page, "n_layers", "8")
    assert draft_of(page).config().model.n_layers == 8
    assert page.form.fields["n_layers"].dot.isVisible()
    assert page.model.cards["custom"].accessibleDescription().startswith("1.8 M parameters")


def test_what_does_not_fit_stands_at_its_field_and_train_waits(qtbot: QtBot, page: SetupPage) -> None:
    page.settings.setChecked(True)
    type_into(qtbot, page, "n_heads", "3")
    field = page.form.fields["n_heads"]
    assert field.message.text().startswith("3 heads (--n-heads) do not divide")
    assert not page.button.isEnabled()
    assert "Heads" in page.button.toolTip()
    qtbot.mouseClick(field.reset, Qt.MouseButton.LeftButton)
    assert page.button.isEnabled()
    assert not field.message.isVisible()


def test_steps_in_the_form_are_the_budget(qtbot: QtBot, page: SetupPage) -> None:
    page.settings.setChecked(True)
    type_into(qtbot, page, "steps", "500")
    assert draft_of(page).config().training.steps == 500
    assert page.form.fields["minutes"].editor.text() == ""
    assert (page.time.budget.text.value, page.time.slider.minutes) == ("500", None)


def test_a_fault_named_by_the_engine_opens_the_form_there(page: SetupPage) -> None:
    page.show_error(SettingError("Layers (--n-layers) is 0.", "Give a whole number."))
    assert page.form.isVisible()
    assert page.form.wrong == ("n_layers",)


def test_train_says_why_it_cannot(qtbot: QtBot, page: SetupPage) -> None:
    page.set_obstacle("A model is training.")
    with qtbot.assertNotEmitted(page.train):
        qtbot.mouseClick(page.button, Qt.MouseButton.LeftButton)
    assert page.button.toolTip() == "A model is training."
    page.set_obstacle("")
    with qtbot.waitSignal(page.train):
        qtbot.mouseClick(page.button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("width", [720, 1016, 1656])
def test_nothing_is_cut_off_sideways(page: SetupPage, width: int) -> None:
    page.resize(width, 727)
    assert page.horizontalScrollBar().maximum() == 0

"""The set-up page: every choice reaches the draft, and the page shows what the draft says."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from core.config import PRESETS, build_config
from core.errors import SettingError
from core.paths import Home
from core.protocol import Estimate, EstimateDone, TextDone, TextFile, WouldFit
from hellogpt_gui.engine.client import EngineClient
from hellogpt_gui.train_tab.draft import Budget, Draft
from hellogpt_gui.train_tab.forecast import Forecast
from hellogpt_gui.train_tab.setup_page import SetupPage

pytestmark = pytest.mark.usefixtures("dressed")

FILES = (TextFile("a.txt", "/a.txt", 2_000_000, "UTF-8"), TextFile("b.txt", "/b.txt", 1_000_000, "cp1252"))
TEXT = TextDone("My tales", "", False, FILES, 3_000_000, 3_000_000, 520_000)

ANSWER = EstimateDone(
    parameters=1_000_000, memory=410_000_000, seconds_per_step=0.075, tokens_per_second=54_000.0, steps=1297,
    seconds=183.4, epochs=6.3, seconds_preparing=2.0, tokens_train=843_000, vocab_size=1500, device="cpu",
    precision="bf16", memory_free=8_000_000_000, fits=True, would_fit=(), settings={},
    measured="2026-11-25T10:00:00+00:00", beside_training=False,
)  # fmt: skip


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
    assert "1.0 M" not in page.model.cards["small"].accessibleDescription()
    page.show_text(TEXT)
    assert page.model.cards["small"].accessibleDescription().startswith("1.0 M parameters")
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
    assert draft_of(page).budget == Budget("epochs", 5.0)
    assert page.time.slider.minutes is None
    slider = page.time.slider
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() - 10, 13))
    assert draft_of(page).budget == Budget("minutes", 480.0)


def test_custom_opens_the_form_and_is_drawn_as_it_stands(qtbot: QtBot, page: SetupPage) -> None:
    page.show_text(TEXT)
    assert not page.form.isVisible()
    qtbot.mouseClick(page.model.cards["custom"], Qt.MouseButton.LeftButton)
    assert page.form.isVisible()
    type_into(qtbot, page, "n_layers", "8")
    assert draft_of(page).config().model.n_layers == 8
    assert page.form.fields["n_layers"].dot.isVisible()
    assert page.model.cards["custom"].accessibleDescription().startswith("1.8 M parameters")


def test_what_differs_is_counted_and_put_back_in_one_click(qtbot: QtBot, page: SetupPage) -> None:
    qtbot.mouseClick(page.model.cards["custom"], Qt.MouseButton.LeftButton)
    assert not page.changes.isVisible()
    type_into(qtbot, page, "n_layers", "8")
    type_into(qtbot, page, "d_model", "64")
    assert page.changes.sentence.text() == "2 settings differ from Small."
    qtbot.mouseClick(page.changes.back, Qt.MouseButton.LeftButton)
    assert draft_of(page).config() == build_config("small")
    assert not page.changes.isVisible()


def test_the_chosen_preset_says_what_it_shows(qtbot: QtBot, page: SetupPage) -> None:
    for name, preset in PRESETS.items():
        qtbot.mouseClick(page.model.cards[name], Qt.MouseButton.LeftButton)
        assert page.model.shows.text() == preset.shows
        assert preset.shows in page.model.cards[name].toolTip()


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


def test_a_wrong_word_stays_while_another_field_is_set_and_goes_with_another_model(
    qtbot: QtBot, page: SetupPage
) -> None:
    page.settings.setChecked(True)
    type_into(qtbot, page, "n_layers", "many")
    type_into(qtbot, page, "batch_size", "7")
    field = page.form.fields["n_layers"]
    assert field.editor.text() == "many"
    assert field.message.isVisible()
    assert not page.button.isEnabled()
    page.model.chosen.emit("tiny")
    assert field.editor.text() == str(draft_of(page).values()["n_layers"])
    assert page.button.isEnabled()
    type_into(qtbot, page, "n_layers", "many")
    page.changes.back.click()
    assert field.editor.text() == str(draft_of(page).values()["n_layers"])


def test_steps_in_the_form_are_the_budget(qtbot: QtBot, page: SetupPage) -> None:
    page.settings.setChecked(True)
    type_into(qtbot, page, "steps", "500")
    assert draft_of(page).config().training.steps == 500
    assert page.form.fields["minutes"].editor.text() == ""
    assert page.time.slider.minutes is None


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


class Told(Forecast):
    """A forecast whose answer the test gives."""

    def __init__(self, client: EngineClient, answer: EstimateDone | None) -> None:
        super().__init__(client)
        self.want(Estimate(build_config()))
        self.answer = answer


@pytest.fixture
def told(qtbot: QtBot, home: Home) -> Iterator[Callable[[EstimateDone | None], Told]]:
    """``told(answer)``: a forecast that has this answer, or waits for one."""
    client = EngineClient(home)
    yield lambda answer: Told(client, answer)
    client.close()


def test_estimates_stand_beside_the_slider(page: SetupPage, told: Callable[..., Told]) -> None:
    page.show_forecast(told(None))
    assert [figure.text.value for figure in page.time.figures] == ["…"] * 4
    widths = [figure.width() for figure in page.time.figures]
    page.show_forecast(told(ANSWER))
    assert [figure.text.value for figure in page.time.figures] == ["≈ 1\u2009300", "≈ 3 min 5 s", "≈ 6.3 ×", "0.4 GB"]
    assert [figure.width() for figure in page.time.figures] == widths
    assert "75 ms a step, CPU in bf16" in page.time.measured.text()
    assert not page.time.fit.isVisible()


def test_what_does_not_fit_says_what_would_and_one_click_takes_it(
    qtbot: QtBot, page: SetupPage, told: Callable[..., Told]
) -> None:
    ways = (WouldFit({"batch_size": 8, "grad_accumulation": 4}, 9_000_000_000), WouldFit({"context_length": 64}, 10**9))
    unfit = replace(ANSWER, steps=None, seconds=None, seconds_per_step=None, epochs=None, fits=False, would_fit=ways)
    page.show_forecast(told(unfit))
    assert page.time.fit.isVisible()
    assert not page.button.isEnabled()
    assert [button.text() for button in page.time.fit.buttons] == ["Batch 8, accumulation 4", "Context length 64"]
    qtbot.mouseClick(page.time.fit.buttons[0], Qt.MouseButton.LeftButton)
    assert (draft_of(page).config().training.batch_size, draft_of(page).config().training.grad_accumulation) == (8, 4)
    page.show_forecast(told(ANSWER))
    assert page.button.isEnabled()


def test_the_time_chooses_the_size_and_a_card_takes_it_back(
    qtbot: QtBot, page: SetupPage, told: Callable[..., Told]
) -> None:
    qtbot.mouseClick(page.time.switch, Qt.MouseButton.LeftButton, pos=QPoint(8, page.time.switch.height() // 2))
    assert draft_of(page).estimate().by_time
    page.show_forecast(told(None))
    assert not page.button.isEnabled()
    sized = replace(ANSWER, settings={"n_layers": 6, "d_model": 192, "n_heads": 6})
    page.show_forecast(told(sized))
    assert page.button.isEnabled()
    assert draft_of(page).config().model.d_model == 192
    assert page.model.cards["custom"].isChecked()
    assert "6 layers, 192 wide" in page.model.cards["custom"].accessibleDescription()
    assert draft_of(page).estimate().config.model.d_model == 128
    qtbot.mouseClick(page.model.cards["small"], Qt.MouseButton.LeftButton)
    assert not page.time.switch.isChecked()
    assert draft_of(page).config() == build_config("small")


@pytest.mark.parametrize("width", [720, 1016, 1656])
def test_nothing_is_cut_off_sideways(page: SetupPage, width: int) -> None:
    page.resize(width, 727)
    assert page.horizontalScrollBar().maximum() == 0

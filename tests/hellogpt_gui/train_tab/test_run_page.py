"""The running page shows what the events said; a step chosen by plot or sample is chosen everywhere."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.config import build_config
from core.paths import Home
from core.protocol import Paused, References, SampleWritten, Started, Step, TrainDone, XzReference
from hellogpt_gui.settings import WindowSettings
from hellogpt_gui.train_tab.curve_panel import CurvePanel
from hellogpt_gui.train_tab.run_page import RunPage
from hellogpt_gui.train_tab.run_record import RunRecord

pytestmark = pytest.mark.usefixtures("dressed")

REFERENCES = References(8.99, 6.58, 5.38, XzReference(2.91, 900_000, 100_000, 7.28))
STARTED = Started(
    "tales/serial_3", 1_334_400, "cpu", "bf16", 2, 305_000, 30_000, REFERENCES, 0, 1500, "Tales", 1_100_000
)


def step(number: int, loss: float, val: float | None = None) -> Step:
    bits = None if val is None else val * 0.4
    return Step(number, number * 4096, number * 0.075, loss, val, 1e-3, 0.4, 27_300.0, bits, number / 2400, 117.0, 2400)


@pytest.fixture
def record() -> RunRecord:
    made = RunRecord(config=build_config("small"))
    made.take([STARTED, *(step(k, 9 - k / 200, 9.1 - k / 200 if k % 20 == 0 else None) for k in range(841))])
    made.take([SampleWritten(stop, "The king", f" wrote at {stop}") for stop in (0, 8, 128, 512)])
    return made


@pytest.fixture
def page(qtbot: QtBot, record: RunRecord) -> RunPage:
    made = RunPage()
    qtbot.addWidget(made)
    made.resize(1016, 727)
    made.ensure_plot()
    made.show_record(record, here=True)
    made.show()
    qtbot.waitExposed(made)
    return made


def shown(page: RunPage) -> set[str]:
    head = page.head
    buttons = (head.chat_button, head.another_button, head.pause_button, head.stop_button, head.go_on_button)
    return {button.text() for button in buttons if button.isVisible()}


def curve(page: RunPage) -> CurvePanel:
    assert isinstance(page.curve, CurvePanel)
    return page.curve


def test_head_progress_and_figures_say_what_the_events_said(page: RunPage) -> None:
    assert page.head.title.accessibleName() == "tales/serial_3"
    assert page.head.facts.text() == "Small, 1.3 M parameters  ·  Tales, 1.1 MB, 305 k tokens  ·  for 3 min"
    assert page.progress.fraction == pytest.approx(0.35)
    assert "Step 840 of 2\u2009400" in page.done.text()
    assert page.left.text() == "1 min 57 s left"
    validation, bits, training, speed = (figure.text for figure in page.figures.figures)
    assert (validation.value, validation.note) == ("4.90", "best, at step 840")
    assert (bits.value, bits.note) == ("1.96", "xz −9 needs 2.91")
    assert training.unit == "nats/token"
    assert (speed.value, speed.unit, speed.note) == ("27.3", "k tokens/s", "150 ms a step")


def test_each_state_offers_what_can_be_done_in_it(page: RunPage, record: RunRecord) -> None:
    assert shown(page) == {"Chat with it", "Pause", "Stop and keep"}
    record.take([Paused(840)])
    page.show_record(record, here=True, pausing=True)
    assert shown(page) == {"Chat with it", "Go on", "Stop and keep"}
    assert page.head.pill.state == "paused"
    record.take([TrainDone("tales/serial_3", 840, 4.9, 4.9, 840, 1.96, 63.0, "user")])
    page.show_record(record)
    assert shown(page) == {"Chat with it", "New model", "Continue"}
    record.take([TrainDone("tales/serial_3", 840, 4.9, 4.9, 840, 1.96, 63.0, "budget")])
    page.show_record(record)
    assert shown(page) == {"Chat with it", "New model"}
    assert page.progress.fraction == 1.0


def test_a_run_that_trains_elsewhere_cannot_be_paused_from_here(page: RunPage, record: RunRecord) -> None:
    page.show_record(record, here=False)
    assert shown(page) == {"Chat with it"}


def test_what_is_being_prepared_is_said(page: RunPage) -> None:
    preparing = RunRecord(config=build_config("small"), phase="preparing")
    page.show_record(preparing, name="tales", here=True, stage="Training the tokenizer", fraction=0.4)
    assert page.done.text() == "Training the tokenizer…  40 %"
    assert page.progress.fraction == pytest.approx(0.4)
    assert shown(page) == {"Stop"}
    assert page.samples.list.entries == []


def test_a_sample_says_its_step_and_a_step_marks_its_sample(qtbot: QtBot, page: RunPage) -> None:
    samples = page.samples.list
    with qtbot.waitSignal(page.step_chosen) as said:
        qtbot.mouseClick(samples.viewport(), Qt.MouseButton.LeftButton, pos=samples.row_at(2))
    assert said.args == [128]
    page.choose_step(512)
    assert samples.selectionModel().currentIndex().row() == 3
    assert curve(page).plot.crosshair.card.accessibleName().startswith("Step 512")
    assert samples.entries[3].figure == "loss 6.60"  # measured at step 500


def test_arrows_in_the_plot_go_from_stop_to_stop(qtbot: QtBot, page: RunPage) -> None:
    page.choose_step(128)
    with qtbot.waitSignal(page.step_chosen) as said:
        qtbot.keyClick(curve(page).plot, Qt.Key.Key_Right)
    assert said.args == [512]
    with qtbot.waitSignal(page.step_chosen) as said:
        qtbot.keyClick(curve(page).plot, Qt.Key.Key_Left)
    assert said.args == [8]


def test_units_change_what_is_written_and_not_what_is_drawn(qtbot: QtBot, page: RunPage) -> None:
    panel = curve(page)
    page.choose_step(0)
    name = panel.plot.crosshair.card.accessibleName
    assert "Validation 9.10" in name()
    before = panel.plot._box.viewRange()
    qtbot.mouseClick(panel.units.segment(1), Qt.MouseButton.LeftButton)
    assert "Validation 3.64" in name()
    assert panel.plot._box.viewRange() == before
    qtbot.mouseClick(panel.units.segment(2), Qt.MouseButton.LeftButton)
    assert "Validation 8\u2009960" in name()  # e to the 9.1 is 8955


def test_the_curve_can_be_drawn_over_tokens_and_time(qtbot: QtBot, page: RunPage) -> None:
    panel = curve(page)
    page.choose_step(512)
    qtbot.mouseClick(panel.over.segment(1), Qt.MouseButton.LeftButton)
    assert panel.plot.x_range[1] >= 840 * 4096
    assert panel.plot.crosshair.card.accessibleName().startswith("Tokens 2\u2009097\u2009152")
    qtbot.mouseClick(panel.over.segment(2), Qt.MouseButton.LeftButton)
    assert panel.plot.crosshair.card.accessibleName().startswith("After 38 s")


def test_logarithmic_axes_write_the_same_numbers_and_perplexity_has_one_already(page: RunPage) -> None:
    panel = curve(page)
    page.choose_step(512)
    name = panel.plot.crosshair.card.accessibleName
    before = name()
    panel.log_x.trigger()
    panel.log_y.trigger()
    assert name() == before
    assert panel.plot.x_range == (pytest.approx(np.log(0.5)), pytest.approx(np.log(840), abs=2.5))
    page.choose_step(0)
    assert name().startswith("Step 0, Validation 9.10")
    panel.units.changed.emit(2)
    assert (panel.log_y.isEnabled(), panel.log_y.isChecked()) == (False, True)
    panel.units.changed.emit(0)
    assert (panel.log_y.isEnabled(), panel.log_y.isChecked()) == (True, True)


def test_a_click_in_a_logarithmic_plot_finds_the_stop_that_is_seen_there(qtbot: QtBot, page: RunPage) -> None:
    panel = curve(page)
    panel.log_x.trigger()
    with qtbot.waitSignal(page.step_chosen) as said:
        panel.plot.clicked.emit(float(np.log(9)))
    assert said.args == [8]


def test_lines_are_what_was_measured_and_can_be_put_away(page: RunPage, record: RunRecord) -> None:
    panel = curve(page)
    lines = lambda: [name for name, _ in panel.plot._data.references]  # noqa: E731
    assert lines() == ["chance", "token frequencies", "token pairs", "xz −9"]
    record.references = References(8.99, 6.58, 5.38)  # a run made before xz was measured
    page.show_record(record, here=True)
    assert lines() == ["chance", "token frequencies", "token pairs"]
    panel.references.trigger()
    assert lines() == []


def test_the_view_is_remembered(qtbot: QtBot, record: RunRecord, home: Home) -> None:
    def opened() -> RunPage:
        page = RunPage()
        qtbot.addWidget(page)
        page.remember_in(WindowSettings(home.make()))
        page.ensure_plot()
        page.show_record(record)
        return page

    page = opened()
    first = curve(page)
    assert (first.units.index, first.over.index, first.references.isChecked()) == (0, 0, True)
    qtbot.mouseClick(first.units.segment(1), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(first.over.segment(2), Qt.MouseButton.LeftButton)
    first.log_x.trigger()
    first.references.trigger()
    page = opened()
    second = curve(page)
    assert (second.units.index, second.over.index) == (1, 2)
    assert (second.log_x.isChecked(), second.log_y.isChecked(), second.references.isChecked()) == (True, False, False)

"""The health of a network: a folded line, small curves and a row for each block when it is opened."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core.protocol import Health, LayerHealth
from hellogpt_gui.train_tab.health_strip import HealthStrip, power

pytestmark = pytest.mark.usefixtures("dressed")


def look(step: int, ratio: float) -> Health:
    layers = tuple(LayerHealth(f"blocks.{k}", ratio * (k + 1), 1.5 + k, 0.25 * k) for k in range(2))
    return Health(step, 0.42, 27_300.0, 930_000_000, ratio, 2.5, 0.125, layers)


LOOKS = [look(step, 0.04 / step) for step in (1, 9, 129)]


@pytest.fixture
def strip(qtbot: QtBot) -> HealthStrip:
    made = HealthStrip()
    qtbot.addWidget(made)
    made.resize(600, 240)
    made.show_looks(LOOKS, None)
    made.show()
    qtbot.waitExposed(made)
    return made


def words(strip: HealthStrip) -> list[str]:
    return [label.text() for label in strip.findChildren(QLabel) if label.isVisible()]


def test_folded_it_says_three_figures_in_a_line(strip: HealthStrip) -> None:
    assert strip.summary.text() == "gradient norm 0.42  ·  update/weight 3.1 × 10⁻⁴  ·  dead units 12.5 %"
    assert "blocks.0" not in words(strip)


def test_opened_it_has_every_figure_and_a_row_for_each_block(qtbot: QtBot, strip: HealthStrip) -> None:
    with qtbot.waitSignal(strip.opened) as said:
        qtbot.mouseClick(strip.fold, Qt.MouseButton.LeftButton)
    assert said.args == [True]
    qtbot.waitUntil(lambda: "blocks.1" in words(strip))
    shown = words(strip)
    assert {"0.42", "2.50", "12.5 %", "27.3 k", "930.0 MB"} <= set(shown)
    assert shown.index("blocks.0") < shown.index("blocks.1")
    assert {"1.50", "25.0 %"} <= set(shown)
    assert all(len(line.points()) == 3 for line in strip._lines)
    qtbot.mouseClick(strip.fold, Qt.MouseButton.LeftButton)
    assert "blocks.0" not in words(strip)


def test_a_step_that_is_scrubbed_to_shows_the_look_before_it(strip: HealthStrip) -> None:
    strip.show_looks(LOOKS, 100)
    assert "update/weight 4.4 × 10⁻³" in strip.summary.text()
    strip.show_looks(LOOKS, 0)
    assert "update/weight 4.0 × 10⁻²" in strip.summary.text()


def test_a_run_without_looks_has_no_strip(strip: HealthStrip) -> None:
    strip.show_looks([], None)
    assert not strip.isVisible()


@pytest.mark.parametrize(("value", "written"), [(1.1e-3, "1.1 × 10⁻³"), (0.0, "–"), (1.0, "1.0 × 10⁰")])
def test_powers_of_ten(value: float, written: str) -> None:
    assert power(value) == written

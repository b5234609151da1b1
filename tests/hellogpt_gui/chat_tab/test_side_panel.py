"""The sampling rules, the seed and the odds of the next token."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.config import SamplingConfig
from core.protocol import Candidate, NextTokenResult
from hellogpt_gui.chat_tab.odds_chart import OddsChart
from hellogpt_gui.chat_tab.side_panel import SidePanel

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture
def panel(qtbot: QtBot) -> SidePanel:
    made = SidePanel()
    qtbot.addWidget(made)
    made.resize(280, 700)
    made.show()
    return made


def write(qtbot: QtBot, field: object, words: str) -> None:
    field.selectAll()
    qtbot.keyClicks(field, words)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_it_begins_with_the_defaults(panel: SidePanel) -> None:
    assert panel.config() == SamplingConfig()


def test_rules_and_seed_come_from_the_fields(qtbot: QtBot, panel: SidePanel) -> None:
    write(qtbot, panel.rules.sliders["temperature"].field, "0.5")
    write(qtbot, panel.rules.sliders["top_k"].field, "40")
    write(qtbot, panel.seed_field, "7")
    assert panel.config() == SamplingConfig(temperature=0.5, top_k=40, seed=7)
    with qtbot.waitSignal(panel.changed):
        qtbot.mouseClick(panel.reset_button, Qt.MouseButton.LeftButton)
    assert panel.config() == SamplingConfig(seed=7)


def test_a_seed_that_is_none_is_put_back(qtbot: QtBot, panel: SidePanel) -> None:
    write(qtbot, panel.seed_field, "7")
    write(qtbot, panel.seed_field, "seven")
    assert panel.seed_field.text() == "7"


def test_the_dice_gives_another_seed(qtbot: QtBot, panel: SidePanel) -> None:
    seeds = set()
    for _ in range(6):
        qtbot.mouseClick(panel.dice, Qt.MouseButton.LeftButton)
        seeds.add(panel.config().seed)
    assert len(seeds) > 1


def test_the_chart_says_what_stays(qtbot: QtBot) -> None:
    chart = OddsChart()
    qtbot.addWidget(chart)
    kept = Candidate(1, "·fox", 0.75, 2.0, 0.5, True)
    cut = Candidate(2, "·owl", 0.0, 1.0, 0.25, False)
    empty = chart.grab().toImage()
    chart.show_result(NextTokenResult((kept, cut), 1, 1.5))
    assert chart.accessibleDescription().startswith("1 token stays: ·fox 75%")
    assert chart.grab().toImage() != empty
    never = Candidate(3, "<unk>", 0.0, 3.0, 0.6, False)
    chart.show_result(NextTokenResult((never, kept, cut), 1, 1.5))
    assert chart.accessibleDescription() == "1 token stays: ·fox 75%"
    chart.show_result(None)
    assert chart.grab().toImage() == empty

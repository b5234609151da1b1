"""The sampling rules, the seed and the odds of the next token."""

import dataclasses
import itertools

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from core.config import SamplingConfig
from core.protocol import Candidate, Cut, NextTokenResult
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


def test_long_words_before_the_next_token_do_not_widen_it(panel: SidePanel) -> None:
    panel.show_after("WWWWWWWWWWWWWWWWWWWWWWWW")
    panel.set_open(True)
    inside = panel.chart.parentWidget()
    assert inside.minimumSizeHint().width() <= inside.parentWidget().width()


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


def test_what_is_folded_counts_and_is_said(qtbot: QtBot, panel: SidePanel) -> None:
    assert not panel.more.isVisible()
    qtbot.mouseClick(panel.fold, Qt.MouseButton.LeftButton)
    assert panel.more.isVisible()
    write(qtbot, panel.more.sliders["repetition_penalty"].field, "1.3")
    write(qtbot, panel.more.lists["ban"].field, "fox")
    rules = SamplingConfig(repetition_penalty=1.3, ban=("fox",))
    assert panel.config() == rules
    qtbot.mouseClick(panel.fold, Qt.MouseButton.LeftButton)
    assert panel._differing.text() == "Repetition penalty 1.3, banned words fox"
    assert panel._differing.isVisible()
    qtbot.mouseClick(panel.reset_button, Qt.MouseButton.LeftButton)
    assert panel.config() == SamplingConfig()
    panel.show_config(rules)
    assert panel.config() == rules


def test_a_token_of_the_chart_is_banned_by_a_click_and_allowed_by_another(qtbot: QtBot, panel: SidePanel) -> None:
    panel.set_run("tales/serial_1")
    fox, owl = Candidate(7, "·fox", 0.7, 2.0, 0.6), Candidate(8, "·owl", 0.3, 1.0, 0.3)
    panel.chart.show_result(NextTokenResult((fox, owl), 2, 1.5))
    step = panel.chart.width() / 20
    with qtbot.waitSignal(panel.changed):
        qtbot.mouseClick(panel.chart, Qt.MouseButton.LeftButton, pos=QPoint(int(1.5 * step), 40))
    assert panel.config().ban_token == (8,)
    assert panel._differing.text() == "Banned tokens ·owl"
    banned = dataclasses.replace(owl, kept=False, cut_by="ban", probability=0.0)
    panel.chart.show_result(NextTokenResult((fox, banned), 1, 1.5, None, (Cut("ban", 1, 1),)))
    panel.chart.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Return):
        qtbot.keyClick(panel.chart, key)
    assert panel.config().ban_token == ()
    qtbot.keyClick(panel.chart, Qt.Key.Key_Left)
    qtbot.keyClick(panel.chart, Qt.Key.Key_Return)
    assert panel.config().ban_token == (7,)
    panel.set_run("tales/serial_2")
    assert panel.config() == SamplingConfig()


def test_the_buttons_at_the_foot_ask(qtbot: QtBot, panel: SidePanel) -> None:
    assert not panel.repeat.isEnabled()
    panel.set_can(repeat=True, answer=True)
    with qtbot.waitSignals([panel.repeat_asked, panel.eight_asked]):
        qtbot.mouseClick(panel.repeat, Qt.MouseButton.LeftButton)
        qtbot.mouseClick(panel.eight, Qt.MouseButton.LeftButton)


def test_under_the_talk_the_buttons_scroll_with_the_rules(qtbot: QtBot, panel: SidePanel) -> None:
    assert panel.repeat.mapTo(panel, QPoint(0, 0)).y() > panel.height() - 60
    panel.set_narrow(True)
    panel.resize(700, 220)
    qtbot.waitUntil(lambda: panel.repeat.mapTo(panel, QPoint(0, 0)).y() > panel.height())
    panel.set_narrow(False)
    panel.resize(280, 700)
    qtbot.waitUntil(
        lambda: panel.repeat.isVisible() and panel.repeat.mapTo(panel, QPoint(0, 0)).y() > panel.height() - 60
    )


def test_the_chart_draws_each_cut_in_its_order(qtbot: QtBot) -> None:
    chart = OddsChart()
    qtbot.addWidget(chart)
    chart.resize(248, 118)
    by = ["", "", "min_p", "top_p", "top_p", "top_k"]
    odds = [0.4, 0.3, 0.1, 0.09, 0.06, 0.05]
    candidates = tuple(
        Candidate(number, "·x", share if not rule else 0.0, 0.0, share, not rule, rule)
        for number, (rule, share) in enumerate(zip(by, odds, strict=True))
    )
    cuts = (Cut("top_k", 5, 5), Cut("top_p", 0.8, 3), Cut("min_p", 0.5, 2))
    pictures = []
    for count in range(4):
        chart.show_result(NextTokenResult(candidates, 2, 1.5, None, cuts[:count]))
        pictures.append(chart.grab().toImage())
    assert all(one != other for one, other in itertools.pairwise(pictures))
    assert [chart._place(number) for number in range(3)] == [5, 3, 2]
    assert chart.accessibleDescription() == (
        "2 tokens stay: ·x 40%, ·x 30%; top-k 5, 5 tokens stay; top-p 0.80, 3 tokens stay; min-p 0.50, 2 tokens stay"
    )


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

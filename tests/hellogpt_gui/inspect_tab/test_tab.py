"""The Inspect tab on the real engine with a tiny run, by clicks and keys."""

import csv
import itertools
import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from core.config import VIEWS, SurgeryConfig
from hellogpt_gui.inspect_tab import InspectTab
from hellogpt_gui.inspect_tab.copying import as_csv
from hellogpt_gui.inspect_tab.next_token_view import NextTokenView
from hellogpt_gui.inspect_tab.proof_sheet import ProofSheet
from hellogpt_gui.library.selection import Selection
from hellogpt_gui.units import share

from ..conftest import LONG

pytestmark = [pytest.mark.usefixtures("dressed"), pytest.mark.integration]
RUN = "tales/serial_1"


def selection(tab: InspectTab) -> Selection:
    return tab._selection


def show(qtbot: QtBot, tab: InspectTab, prompt: str | None = None) -> None:
    """Select the run, write a prompt if there is one, and wait until it is shown."""
    selection(tab).select(RUN)
    qtbot.waitUntil(lambda: bool(tab.strip.tokens), timeout=LONG)
    if prompt is not None:
        tab.prompt.clear()
        qtbot.keyClicks(tab.prompt, prompt)
        qtbot.waitUntil(lambda: tab.prompt.text() == prompt and shown(tab) == prompt, timeout=LONG)


def shown(tab: InspectTab) -> str:
    return tab._answer.prompt if tab._answer is not None else ""


def test_without_a_run_it_says_what_to_do(qtbot: QtBot, tab: InspectTab) -> None:
    assert tab.no_run.isVisible()
    with qtbot.waitSignal(tab.train_requested):
        qtbot.mouseClick(tab.no_run.button, Qt.MouseButton.LeftButton)


@pytest.mark.smoke
def test_it_begins_with_what_the_run_wrote_last(qtbot: QtBot, tab: InspectTab) -> None:
    show(qtbot, tab)
    assert tab.prompt.text()
    assert "".join(tab.strip.tokens).replace("·", " ").startswith(tab.prompt.text()[:3])
    assert tab.strip.at == len(tab.strip.tokens) - 1
    assert tab.counts.text().startswith(f"{len(tab.strip.tokens)} of 32 tokens")


def test_typing_shows_the_new_prompt(qtbot: QtBot, tab: InspectTab) -> None:
    show(qtbot, tab, "The fox met")
    assert "".join(tab.strip.tokens) == "The·fox·met"
    assert tab.views["attention"].isVisible()


def test_the_tokens_choose_what_the_views_are_asked_about(qtbot: QtBot, tab: InspectTab) -> None:
    show(qtbot, tab, "The fox met the owl")
    qtbot.keyClick(tab.strip, Qt.Key.Key_Home)
    view = tab.views["attention"]
    qtbot.waitUntil(lambda: view.matrix.at == 0, timeout=LONG)
    qtbot.keyClick(view.matrix, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: tab.strip.at == 1, timeout=LONG)
    tab.show_view("next-token")
    qtbot.waitUntil(tab.views["next-token"].isVisible, timeout=LONG)
    second = tab.strip.tokens[1].lstrip("·")
    assert tab.views["next-token"].title.text() == f"After “{second}”"


def test_the_rail_and_its_keys_change_the_view(qtbot: QtBot, tab: InspectTab) -> None:
    show(qtbot, tab, "The fox")
    qtbot.keyClick(tab.rail, Qt.Key.Key_Down)
    view = tab.views["next-token"]
    qtbot.waitUntil(view.isVisible, timeout=LONG)
    assert tab.combo.currentText() == "Next token"
    assert len(view.odds.rows) == 24


def type_rule(qtbot: QtBot, view: NextTokenView, rule: str, value: str) -> None:
    field = view.rules.sliders[rule].field
    field.selectAll()
    qtbot.keyClicks(field, value)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_rules_visibly_reshape_the_odds(qtbot: QtBot, tab: InspectTab) -> None:
    show(qtbot, tab, "The fox")
    tab.show_view("next-token")
    view = tab.views["next-token"]
    qtbot.waitUntil(view.isVisible, timeout=LONG)
    default = view.odds.rows
    type_rule(qtbot, view, "min_p", "0")
    qtbot.waitUntil(lambda: all(row.kept for row in view.odds.rows), timeout=LONG)
    before = view.odds.rows
    type_rule(qtbot, view, "top_k", "3")
    qtbot.waitUntil(lambda: view.odds.rows != before, timeout=LONG)
    assert [row.kept for row in view.odds.rows] == [True] * 3 + [False] * 21
    assert "leave 3 tokens" in view.sentence.text()
    assert view.odds.rows[0].before is not None
    qtbot.mouseClick(view.reset_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: view.odds.rows == default, timeout=LONG)


def test_another_step_is_another_picture(qtbot: QtBot, tab: InspectTab) -> None:
    show(qtbot, tab, "The fox met")
    newest = tab._answer
    assert newest is not None
    selection(tab).set_step(0)
    qtbot.waitUntil(lambda: tab._answer is not None and tab._answer.step == 0, timeout=LONG)
    assert (tab._answer.result.pattern != newest.result.pattern).any()
    assert shown(tab) == "The fox met"


def test_an_empty_prompt_begins_with_the_beginning(qtbot: QtBot, tab: InspectTab) -> None:
    show(qtbot, tab, "x")
    qtbot.keyClick(tab.prompt, Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: tab.strip.tokens == ("⟨begin⟩",), timeout=LONG)


def test_of_a_long_prompt_the_end_is_seen_and_that_is_said(qtbot: QtBot, tab: InspectTab) -> None:
    show(qtbot, tab)
    tab.prompt.setText("The fox met the owl. " * 20)
    tab.prompt.textEdited.emit(tab.prompt.text())
    qtbot.waitUntil(lambda: len(tab.strip.tokens) == 32, timeout=LONG)
    assert "only its end is seen" in tab.counts.text()


def test_a_run_that_is_gone_is_said_in_place(qtbot: QtBot, tab: InspectTab) -> None:
    selection(tab).select("nobody/serial_1")
    qtbot.waitUntil(tab.problem.isVisible, timeout=LONG)
    assert "nobody/serial_1" in tab.problem.title.text()
    selection(tab).select(RUN)
    qtbot.waitUntil(tab.views["attention"].isVisible, timeout=LONG)


def test_in_a_narrow_window_nothing_is_cut_off(qtbot: QtBot, tab: InspectTab) -> None:
    show(qtbot, tab, "The fox met the owl")
    tab.resize(760, 600)
    assert tab.combo.isVisible()
    assert not tab.rail.isVisible()
    qtbot.keyClick(tab.combo, Qt.Key.Key_Down)
    qtbot.waitUntil(tab.views["next-token"].isVisible, timeout=LONG)
    assert tab.views["next-token"].rules.isVisible()
    tab.resize(1200, 700)
    assert tab.rail.isVisible()


def test_help_and_copy(qtbot: QtBot, tab: InspectTab) -> None:
    show(qtbot, tab, "The fox")
    view = tab.views["attention"]
    qtbot.mouseClick(view.help_button, Qt.MouseButton.LeftButton)
    assert "Each row is a token" in view._help.words.text()
    view._help.close()
    view.copy_button.menu().actions()[0].trigger()
    assert not QApplication.clipboard().pixmap().isNull()


def test_numbers_are_copied_as_a_table_and_as_the_terminal_prints_them(qtbot: QtBot, tab: InspectTab) -> None:
    show(qtbot, tab, "The fox")
    tab.show_view("next-token")
    view = tab.views["next-token"]
    qtbot.waitUntil(view.isVisible, timeout=LONG)
    _, table, numbers = view.copy_button.menu().actions()
    with qtbot.waitSignal(view._copying.copied):
        table.trigger()
    head, first, *_ = list(csv.reader(QApplication.clipboard().text().splitlines()))
    assert head[:3] == ["id", "token", "odds"]
    assert int(first[0]) == tab._answer.result.candidates[0].id
    with qtbot.waitSignal(view._copying.copied):
        numbers.trigger()
    assert json.loads(QApplication.clipboard().text())["result"]["candidates"][0]["id"] == int(first[0])


def test_the_chosen_head_stays_chosen(qtbot: QtBot, tab: InspectTab) -> None:
    show(qtbot, tab, "The fox met the owl")
    qtbot.keyClick(tab.views["attention"].heads, Qt.Key.Key_Down)
    assert tab.question().looking.layer == 1
    tab.show_view("next-token")
    tab.show_view("attention")
    qtbot.waitUntil(lambda: tab.views["attention"].title.text() == "Layer 1 · head 0", timeout=LONG)


def test_a_head_is_switched_off_in_all_views_until_it_is_put_back(qtbot: QtBot, tab: InspectTab) -> None:
    show(qtbot, tab, "The fox met the owl")
    view, whole = tab.views["attention"], tab._answer
    assert not tab.bar.isVisible()
    qtbot.keyClick(view.heads, Qt.Key.Key_Down)
    qtbot.mouseClick(view.switch_button, Qt.MouseButton.LeftButton)
    off = SurgeryConfig(off=("L1H0",))
    qtbot.waitUntil(lambda: tab._answer.surgery == off, timeout=LONG)
    assert tab.bar.chips.words == ("Layer 1 · head 0",)
    assert view.switch_button.text() == "Switch on"
    assert (tab._answer.result.pattern[0] == whole.result.pattern[0]).all()
    shift = tab._answer.shift
    assert tab.bar._before.text() == share(shift.before)
    assert tab.bar._after.text() == share(shift.after)
    with qtbot.waitSignal(tab.chat_wanted) as wanted:
        qtbot.mouseClick(tab.bar.chat, Qt.MouseButton.LeftButton)
    assert wanted.args == [off]
    selection(tab).set_step(0)
    tab.show_view("next-token")
    qtbot.waitUntil(lambda: tab._answer is not None and tab._answer.step == 0, timeout=LONG)
    assert tab._answer.surgery == off, "another step of the same run has the same parts"
    qtbot.mouseClick(tab.bar.chips.chips[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not tab._answer.surgery.changes, timeout=LONG)
    assert not tab.bar.isVisible()
    tab.bar.set_surgery(SurgeryConfig(off=("L0",)))
    qtbot.mouseClick(tab.bar.put_back, Qt.MouseButton.LeftButton)
    assert not tab.question().surgery.changes
    tab.bar.set_surgery(off)
    selection(tab).select("nobody/serial_1")
    assert not tab.question().surgery.changes


def test_a_proof_is_written_by_its_sheet(qtbot: QtBot, tab: InspectTab, tmp_path: Path) -> None:
    show(qtbot, tab, "The fox met the owl")
    qtbot.mouseClick(tab.views["attention"].proof_button, Qt.MouseButton.LeftButton)
    sheet = tab.findChild(ProofSheet)
    assert sheet is not None
    sheet.place.name_place(str(tmp_path / "proof"))
    qtbot.mouseClick(sheet.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: sheet.go.isHidden(), timeout=LONG)
    assert (tmp_path / "proof" / "prove.py").is_file()
    assert "proof" in sheet.said.text()
    sheet.close()


def test_every_view_is_reached_by_keys_and_shows_numbers_that_can_be_copied(qtbot: QtBot, tab: InspectTab) -> None:
    show(qtbot, tab, "The fox met the owl")
    for name in VIEWS:
        tab.rail.setFocus()
        qtbot.keyClick(tab.rail, Qt.Key.Key_Home)
        while tab.question().view != name:
            qtbot.keyClick(tab.rail, Qt.Key.Key_Down)
        qtbot.waitUntil(lambda name=name: tab.views[name].isVisible() and not tab.waiting, timeout=LONG)
        answer = tab.answer
        assert answer is not None
        assert answer.view == name
        assert as_csv(answer.table()).count("\n") > 1
    assert not tab.problem.isVisible()


def test_where_a_view_does_not_fit_it_scrolls_and_nothing_is_squeezed(qtbot: QtBot, tab: InspectTab) -> None:
    tab.resize(800, 420)
    show(qtbot, tab, "The fox met the owl")
    scrolled = []
    for name in VIEWS:
        tab.show_view(name)
        view = tab.views[name]
        qtbot.waitUntil(lambda view=view: view.isVisible() and not tab.waiting, timeout=LONG)
        frame = view.picture.parentWidget().parentWidget()
        assert isinstance(frame, QScrollArea)
        panes = [pane for pane in parts_of(view.picture) if pane.isVisible()]
        qtbot.waitUntil(lambda panes=panes: not overlaps(panes), timeout=LONG)
        for area in view.picture.findChildren(QAbstractScrollArea):
            if area.isVisible() and not area.parentWidget().inherits("QStackedWidget"):
                assert area.height() >= min(100, area.widget().height() if isinstance(area, QScrollArea) else 100), name
        scrolled += [name] if frame.verticalScrollBar().maximum() else []
    assert {"why", "neurons", "health", "text-loss", "next-token", "embeddings"} <= set(scrolled)


def parts_of(picture: QWidget) -> list[QWidget]:
    """What stands in a picture side by side or one under another."""
    children = picture.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return [child for child in children if not child.isWindow()]


def overlaps(panes: list[QWidget]) -> list[tuple[str, str]]:
    """Which of them lie over one another."""
    pairs = itertools.combinations(panes, 2)
    return [(str(a), str(b)) for a, b in pairs if a.geometry().intersects(b.geometry())]

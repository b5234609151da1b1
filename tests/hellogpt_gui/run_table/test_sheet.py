"""The table by clicks and keys, in the program's own window, on runs as a training leaves them."""

import csv
import math
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QInputDialog, QMessageBox
from pytestqt.qtbot import QtBot

from core.config import build_config
from core.paths import Home
from core.runs import RunFolder, RunWriter, claim_run, find_run, list_runs
from core.runs.folder import RunInfo
from hellogpt_gui.run_table.columns import COLUMNS
from hellogpt_gui.run_table.desk import Desk
from hellogpt_gui.run_table.sheet import CURVES, PNG, SVG, TABLE, RunTable

from ..conftest import LONG, Opened

PLACE = {column.id: place for place, column in enumerate(COLUMNS)}


def write_run(
    home: Home, model: str, floor: float, parent: str = "", text: str = "tales", **settings: float
) -> RunFolder:
    folder = claim_run(home, model)
    with RunWriter(folder) as writer:
        writer.write_config(build_config("small", settings), RunInfo(parameters=1_300_000, text=text, parent=parent))
        writer.write_text({"files": [], "sha256": text})
        for step in range(1, 101):
            loss = floor + 4 * math.exp(-step / 30)
            val = loss + 0.1 if step % 10 == 0 else None
            line = {"step": step, "tokens": 64 * step, "seconds": 0.1 * step, "train_loss": loss, "val_loss": val}
            line |= {"learning_rate": 0.01, "grad_norm": 1.0, "tokens_per_second": 640.0, "progress": step / 100}
            writer.append_metric(line | {"val_bits_per_byte": None if val is None else val / 2})
        writer.append_event("stopped", why="budget")
    return folder


@pytest.fixture
def desk(qtbot: QtBot, home: Home, open_window: Callable[[Home], Opened], trash: Path) -> Desk:
    """A window whose library lists fox/serial_1, its fork fox/serial_2 and owl/serial_1."""
    write_run(home, "fox", 2.0)
    write_run(home, "fox", 1.5, parent="fox/serial_1@64", learning_rate=0.003)
    write_run(home, "owl", 3.0, text="other tales")
    window = open_window(home).window
    qtbot.waitUntil(lambda: len(window.library.model.runs) == 3, timeout=LONG)
    return window.desk


@pytest.fixture
def sheet(qtbot: QtBot, desk: Desk) -> RunTable:
    desk._actions["compare"].trigger()
    assert desk.sheet is not None
    qtbot.waitUntil(desk.sheet.isVisible)
    return desk.sheet


def names(sheet: RunTable) -> list[str]:
    return [branch.run.name for branch in sheet.table.shown]


def click(
    qtbot: QtBot, sheet: RunTable, name: str, column: str = "run", held: Qt.KeyboardModifier | None = None
) -> None:
    index = sheet.table.proxy.index(names(sheet).index(name), PLACE[column])
    place = sheet.table.visualRect(index).center()
    keys = held or Qt.KeyboardModifier.NoModifier
    qtbot.mouseClick(sheet.table.viewport(), Qt.MouseButton.LeftButton, keys, place)


def choose(qtbot: QtBot, sheet: RunTable, *chosen: str) -> None:
    """By clicks, those after the first with Ctrl; until the curves are drawn."""
    for place, name in enumerate(chosen):
        click(qtbot, sheet, name, held=Qt.KeyboardModifier.ControlModifier if place else None)
    qtbot.waitUntil(lambda: {run.summary.name for run in _runs(sheet)} == set(chosen), timeout=LONG)


def _runs(sheet: RunTable) -> tuple:
    return sheet.panel.comparison.runs if sheet.panel.comparison else ()


def head(qtbot: QtBot, sheet: RunTable, column: str) -> None:
    bar = sheet.table.horizontalHeader()
    place = QPoint(bar.sectionViewportPosition(PLACE[column]) + 8, bar.height() // 2)
    qtbot.mouseClick(bar.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_a_heading_sorts_and_turns(qtbot: QtBot, sheet: RunTable) -> None:
    assert sheet.caption.text().startswith("3 runs · ")
    head(qtbot, sheet, "best")
    assert names(sheet) == ["fox/serial_2", "fox/serial_1", "owl/serial_1"]
    head(qtbot, sheet, "best")
    assert names(sheet) == ["owl/serial_1", "fox/serial_1", "fox/serial_2"]
    head(qtbot, sheet, "parent")
    assert names(sheet)[0] == "fox/serial_2", "what has no parent stands last"


def test_words_and_stars_filter(qtbot: QtBot, sheet: RunTable, home: Home) -> None:
    qtbot.keyClicks(sheet.find_field, "other owl")
    assert names(sheet) == ["owl/serial_1"]
    qtbot.keyClicks(sheet.find_field, "zzz")
    assert sheet.nothing.isVisible()
    qtbot.mouseClick(sheet.nothing.button, Qt.MouseButton.LeftButton)
    assert len(names(sheet)) == 3
    click(qtbot, sheet, "fox/serial_1", "star")
    qtbot.waitUntil(lambda: any(run.star for run in sheet.table.table.runs), timeout=LONG)
    qtbot.mouseClick(sheet.starred, Qt.MouseButton.LeftButton)
    assert names(sheet) == ["fox/serial_1"]
    assert find_run(home, "fox/serial_1")[0].star


def test_lineage_is_a_tree_until_a_heading_is_pressed(qtbot: QtBot, sheet: RunTable) -> None:
    qtbot.mouseClick(sheet.orders.segment(1), Qt.MouseButton.LeftButton)
    shown = [(branch.depth, branch.run.name) for branch in sheet.table.shown]
    assert (0, "fox/serial_1") in shown
    assert shown[shown.index((0, "fox/serial_1")) + 1] == (1, "fox/serial_2")
    index = sheet.table.proxy.index(shown.index((1, "fox/serial_2")), PLACE["parent"])
    assert index.data() == "fox/serial_1 at 64"
    head(qtbot, sheet, "steps")
    assert sheet.orders.index == 0
    assert {branch.depth for branch in sheet.table.shown} == {0}


def test_curves_lie_over_one_another_beside_what_differs(qtbot: QtBot, sheet: RunTable) -> None:
    choose(qtbot, sheet, "fox/serial_1", "fox/serial_2")
    panel = sheet.panel
    assert panel.sentence.text() == "fox/serial_2 came lowest: 1.743 nats per token, 0.500 below fox/serial_1."
    assert panel.plot.points_drawn == [10, 10]
    table = panel.differences
    labels = [table.verticalHeaderItem(row).text() for row in range(table.rowCount())]
    assert labels == ["Begins with", "Learning rate"]
    assert {table.item(1, column).text() for column in (0, 1)} == {"0.01", "0.003"}
    qtbot.mouseClick(panel.kinds.segment(1), Qt.MouseButton.LeftButton)
    assert panel.plot.points_drawn == [100, 100]
    qtbot.mouseClick(panel.units.segment(1), Qt.MouseButton.LeftButton)
    assert panel.view.unit == "bits/byte"
    assert not panel.note.isVisible()
    choose(qtbot, sheet, "fox/serial_1", "owl/serial_1")
    assert "different texts" in panel.sentence.text()


def test_a_note_is_kept_when_the_keyboard_goes_elsewhere(qtbot: QtBot, sheet: RunTable, home: Home) -> None:
    choose(qtbot, sheet, "owl/serial_1")
    sheet.panel.note.setFocus()
    qtbot.waitUntil(sheet.panel.note.hasFocus)
    qtbot.keyClicks(sheet.panel.note, "Too slow")
    qtbot.keyClick(sheet.panel.note, Qt.Key.Key_Return)
    sheet.panel.note.insertPlainText("λ")
    sheet.find_field.setFocus()
    qtbot.waitUntil(lambda: find_run(home, "owl")[0].note == "Too slow\nλ\n", timeout=LONG)
    row = sheet.table.proxy.index(names(sheet).index("owl/serial_1"), PLACE["note"])
    qtbot.waitUntil(lambda: row.data() == "Too slow", timeout=LONG)
    choose(qtbot, sheet, "fox/serial_1")
    assert sheet.panel.note.toPlainText() == ""
    choose(qtbot, sheet, "owl/serial_1")
    assert sheet.panel.note.toPlainText() == "Too slow\nλ"


@pytest.mark.parametrize("kind", [PNG, SVG, CURVES, TABLE])
def test_what_is_shown_is_saved(qtbot: QtBot, sheet: RunTable, tmp_path: Path, kind: str) -> None:
    choose(qtbot, sheet, "fox/serial_1", "fox/serial_2")
    sheet.write(str(tmp_path / "saved"), kind)
    qtbot.waitUntil(lambda: sheet.said.text().startswith("Written: "), timeout=LONG)
    (path,) = tmp_path.glob("saved.*")
    if kind == PNG:
        assert QImage(str(path)).width() == 1800
    elif kind == SVG:
        assert len(list(ElementTree.parse(path).iter("{http://www.w3.org/2000/svg}polyline"))) == 2
    else:
        with path.open(encoding="utf-8", newline="") as file:
            lines = list(csv.DictReader(file))
        assert [line["run"] for line in lines] == names(sheet) if kind == TABLE else len(lines) == 220


def test_a_place_that_cannot_be_written_is_said(qtbot: QtBot, sheet: RunTable, tmp_path: Path) -> None:
    sheet.write(str(tmp_path / "nowhere" / "x.csv"), TABLE)
    qtbot.waitUntil(lambda: "cannot be written" in sheet.said.text(), timeout=LONG)
    assert sheet.said.property("role") == "bad"


def test_del_moves_the_chosen_to_the_trash(qtbot: QtBot, sheet: RunTable, desk: Desk, home: Home) -> None:
    desk._selection.select("fox/serial_2")
    choose(qtbot, sheet, "fox/serial_2", "owl/serial_1")
    assert sheet.delete_button.text() == "Delete 2 runs"
    qtbot.keyClick(sheet.table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: names(sheet) == ["fox/serial_1"], timeout=LONG)
    assert [run.name for run in list_runs(home)] == ["fox/serial_1"]
    assert sheet.said.text() == "2 runs: moved to the trash."
    assert desk._selection.run is None
    assert claim_run(home, "fox").name == "fox/serial_3"


def test_a_run_that_trains_is_refused(qtbot: QtBot, sheet: RunTable, home: Home) -> None:
    choose(qtbot, sheet, "owl/serial_1")
    with RunWriter(find_run(home, "owl")[0]):
        qtbot.mouseClick(sheet.delete_button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: "owl/serial_1 is being trained" in sheet.said.text(), timeout=LONG)
    assert find_run(home, "owl")[0].path.is_dir()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the trash cannot be broken")
@pytest.mark.parametrize("agree", [True, False])
def test_without_a_trash_one_is_asked(
    qtbot: QtBot, sheet: RunTable, desk: Desk, home: Home, trash: Path, agree: bool
) -> None:
    trash.parent.mkdir()
    trash.touch()
    choose(qtbot, sheet, "owl/serial_1")
    qtbot.mouseClick(sheet.delete_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: isinstance(desk.dialog, QMessageBox) and desk.dialog.isVisible(), timeout=LONG)
    box = desk.dialog
    assert isinstance(box, QMessageBox)
    words = "Delete for good" if agree else "Keep"
    (button,) = [button for button in box.buttons() if button.text() == words]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    if agree:
        qtbot.waitUntil(lambda: "owl/serial_1" not in names(sheet), timeout=LONG)
    assert [run.model for run in list_runs(home)].count("owl") == (0 if agree else 1)


def test_a_model_is_renamed_and_the_selection_goes_with_it(qtbot: QtBot, desk: Desk, home: Home) -> None:
    desk._selection.select("fox/serial_2", 64)
    desk._actions["rename"].trigger()
    dialog = desk.dialog
    assert isinstance(dialog, QInputDialog)
    dialog.setTextValue("red fox")
    dialog.accept()
    qtbot.waitUntil(lambda: desk._selection.run == "red fox/serial_2", timeout=LONG)
    assert desk._selection.step == 64
    assert find_run(home, "fox/serial_1")[0].name == "red fox/serial_1"
    qtbot.waitUntil(lambda: desk._library.selected is not None, timeout=LONG)
    desk.rename("red fox")
    assert isinstance(desk.dialog, QInputDialog)
    desk.dialog.setTextValue("owl")
    desk.dialog.accept()
    qtbot.waitUntil(lambda: "There is a model owl already" in desk._window.messages.sentence.text(), timeout=LONG)


def test_enter_shows_a_run_in_the_window(qtbot: QtBot, sheet: RunTable, desk: Desk) -> None:
    click(qtbot, sheet, "fox/serial_1")
    qtbot.keyClick(sheet.table, Qt.Key.Key_Return)
    assert desk._selection.run == "fox/serial_1"
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_the_library_leads_to_the_table_and_to_a_menu(qtbot: QtBot, desk: Desk) -> None:
    pane = desk._library
    qtbot.mouseClick(pane.compare, Qt.MouseButton.LeftButton)
    assert desk.sheet is not None
    assert desk.sheet.isVisible()
    desk.sheet.close()
    place = pane.list.visualRect(pane.model.row_of("owl/serial_1")).center()
    pane.list.customContextMenuRequested.emit(place)
    assert desk._selection.run == "owl/serial_1"
    assert desk.menu is not None
    assert desk._actions["delete"] in desk.menu.actions()
    assert all(desk._actions[name].isEnabled() for name in ("report", "rename", "delete"))
    desk.menu.close()


def test_a_report_is_written_from_the_run_s_own_page(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    desk._selection.select("fox/serial_1")
    button = desk._window.train_tab.page.head.report_button
    qtbot.waitUntil(button.isVisible, timeout=LONG)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert desk.dialog is not None
    desk.dialog.fileSelected.emit(str(tmp_path / "fox.html"))
    desk.dialog.close()
    qtbot.waitUntil(lambda: (tmp_path / "fox.html").exists(), timeout=LONG)
    qtbot.waitUntil(lambda: "Written: " in desk._window.messages.sentence.text(), timeout=LONG)
    assert "fox <span>/</span> serial_1" in (tmp_path / "fox.html").read_text(encoding="utf-8")


def test_rows_that_come_leave_the_choice_alone(qtbot: QtBot, sheet: RunTable, desk: Desk, home: Home) -> None:
    choose(qtbot, sheet, "fox/serial_1", "owl/serial_1")
    write_run(home, "hare", 2.5)
    desk._library.refresh()
    qtbot.waitUntil(lambda: len(names(sheet)) == 4, timeout=LONG)
    assert set(sheet.table.chosen) == {"fox/serial_1", "owl/serial_1"}
    sheet.table.selectionModel().clear()
    sheet.table.selectionModel().select(
        sheet.table.proxy.index(0, 0), QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    )
    assert len(sheet.table.chosen) == 1

"""The library by clicks and keys."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.paths import Home
from core.runs import RunFolder, RunWriter
from hellogpt_gui.engine.training_state import TrainingState
from hellogpt_gui.library.pane import LibraryPane
from hellogpt_gui.library.reader import folder_of
from hellogpt_gui.library.selection import Selection

from .conftest import write_run


@pytest.fixture
def pane(dressed: QApplication, qtbot: QtBot, two_models: Home) -> Iterator[LibraryPane]:
    selection = Selection()
    pane = LibraryPane(two_models, selection)
    pane.selection = selection
    qtbot.addWidget(pane)
    pane.resize(264, 700)
    with qtbot.waitSignal(pane.listed):
        pane.show()
    yield pane
    pane.close_down()


def click(pane: LibraryPane, qtbot: QtBot, row: int) -> None:
    box = pane.list.visualRect(pane.model.index(row))
    qtbot.mouseClick(pane.list.viewport(), Qt.MouseButton.LeftButton, pos=box.center())


def test_a_click_selects_a_run_for_all_tabs(pane: LibraryPane, qtbot: QtBot) -> None:
    index = pane.model.row_of("fox/serial_2")
    with qtbot.waitSignal(pane.selection.changed):
        click(pane, qtbot, index.row())
    assert pane.selection.ref == "fox/serial_2@latest"
    qtbot.waitUntil(lambda: len(pane.foot.scrubber.stops) > 12)
    assert pane.foot.isVisible()


def test_a_click_on_a_heading_folds_it(pane: LibraryPane, qtbot: QtBot) -> None:
    rows = pane.model.rowCount()
    heading = pane.model.row_of("fox/serial_2").row() - 1
    click(pane, qtbot, heading)
    assert pane.model.rowCount() == rows - 2
    click(pane, qtbot, heading)
    assert pane.model.rowCount() == rows
    assert pane.selection.run is None


def test_arrows_look_and_enter_or_a_click_has_chosen(pane: LibraryPane, qtbot: QtBot) -> None:
    pane.selection.select("fox/serial_2")
    pane.setFocus()
    assert pane.list.hasFocus()
    with qtbot.assertNotEmitted(pane.picked):
        qtbot.keyClick(pane.list, Qt.Key.Key_Down)
        assert pane.selection.run == "fox/serial_1"
    with qtbot.waitSignal(pane.picked):
        qtbot.keyClick(pane.list, Qt.Key.Key_Return)
    with qtbot.waitSignal(pane.picked):
        click(pane, qtbot, pane.model.row_of("fox/serial_2").row())
    with qtbot.assertNotEmitted(pane.picked):
        click(pane, qtbot, pane.model.row_of("fox/serial_2").row() - 1)


def test_arrows_move_and_fold(pane: LibraryPane, qtbot: QtBot) -> None:
    pane.selection.select("fox/serial_2")
    pane.list.setFocus()
    qtbot.keyClick(pane.list, Qt.Key.Key_Down)
    assert pane.selection.run == "fox/serial_1"
    qtbot.keyClick(pane.list, Qt.Key.Key_Left)
    assert pane.model.is_folded("fox")


def test_the_scrubber_moves_the_step(pane: LibraryPane, qtbot: QtBot) -> None:
    pane.selection.select("fox/serial_2")
    qtbot.waitUntil(pane.foot.scrubber.isEnabled)
    qtbot.keyClick(pane.foot.scrubber, Qt.Key.Key_Left)
    assert pane.selection.ref == "fox/serial_2@64"
    qtbot.keyClick(pane.foot.scrubber, Qt.Key.Key_Home)
    assert pane.selection.step == 0
    assert not pane.foot.back.isEnabled()
    qtbot.mouseClick(pane.foot.on, Qt.MouseButton.LeftButton)
    assert pane.selection.step == 1
    pane.selection.set_step("best")
    assert pane.foot.scrubber.accessibleDescription() == "step 64, best"


def test_a_training_elsewhere_appears_and_moves(pane: LibraryPane, qtbot: QtBot, two_models: Home) -> None:
    folder: RunFolder = write_run(two_models, "bear")
    with RunWriter(folder) as writer:
        writer.append_event("resumed", step=100)
        qtbot.waitUntil(lambda: pane.model.row_of("bear/serial_1").isValid())
        writer.append_metric({"step": 110, "val_loss": 1.25, "progress": 0.5, "steps_expected": 220})
        qtbot.waitUntil(lambda: shown(pane, "bear/serial_1") == (True, 1.25))
    qtbot.waitUntil(lambda: shown(pane, "bear/serial_1") == (False, 1.25))


def shown(pane: LibraryPane, run: str) -> tuple[bool, float | None]:
    row = pane.model.row(pane.model.row_of(run))
    return (row.live, row.val_loss)


def test_what_trains_here_is_selected_live(pane: LibraryPane, qtbot: QtBot) -> None:
    pane.show_training(TrainingState("training", "fox/serial_2", 200, 0.6))
    click(pane, qtbot, pane.model.row_of("fox/serial_2").row())
    assert pane.selection.ref == "fox/serial_2@live"
    qtbot.waitUntil(lambda: bool(pane.foot.scrubber.stops))
    qtbot.keyClick(pane.foot.scrubber, Qt.Key.Key_End)
    assert pane.foot.scrubber.accessibleDescription() == "step 200, now"


def test_finding_by_typing(pane: LibraryPane, qtbot: QtBot) -> None:
    qtbot.mouseClick(pane.search, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(pane.find_field, "owl")
    assert pane.model.rowCount() == 2
    qtbot.keyClick(pane.find_field, Qt.Key.Key_Escape)
    assert pane.model.rowCount() == 5


def test_asked_again_it_finds_something_else(pane: LibraryPane, qtbot: QtBot) -> None:
    pane.begin_find()
    qtbot.keyClicks(pane.find_field, "owl")
    pane.list.setFocus()
    pane.begin_find()
    assert pane.find_field.isVisible()
    assert pane.find_field.hasFocus()
    qtbot.keyClicks(pane.find_field, "fox")
    assert pane.find_field.text() == "fox"


def test_a_star_is_kept_on_disk(pane: LibraryPane, qtbot: QtBot, two_models: Home) -> None:
    with qtbot.waitSignal(pane.listed):
        pane.reader.set_star("owl/serial_1", True)
    assert folder_of(two_models, "owl/serial_1").star
    qtbot.waitUntil(lambda: pane.model.row(pane.model.row_of("owl/serial_1")).summary.star)


def test_an_empty_home_says_what_will_stand_here(dressed: QApplication, qtbot: QtBot, home: Home) -> None:
    pane = LibraryPane(home, Selection())
    qtbot.addWidget(pane)
    with qtbot.waitSignal(pane.listed):
        pane.show()
    assert pane.empty.isVisible()
    pane.close_down()

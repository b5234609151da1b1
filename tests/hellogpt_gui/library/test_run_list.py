"""Rows: a heading for each model, its runs below it."""

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.paths import Home
from core.runs import list_runs
from hellogpt_gui.engine.training_state import TrainingState
from hellogpt_gui.library.run_list import GroupRow, RunListModel, RunRow


@pytest.fixture
def model(qapp: QApplication, two_models: Home) -> RunListModel:
    model = RunListModel()
    model.tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    model.show(tuple(list_runs(two_models)))
    return model


def names(model: RunListModel) -> list[str]:
    rows = [model.row(model.index(number)) for number in range(model.rowCount())]
    return [row.model if isinstance(row, GroupRow) else row.summary.name for row in rows if row is not None]


def test_runs_stand_under_their_model_newest_first(model: RunListModel) -> None:
    assert sorted(names(model)) == sorted(["owl", "owl/serial_1", "fox", "fox/serial_2", "fox/serial_1"])
    assert names(model).index("fox") + 1 == names(model).index("fox/serial_2")
    heading = model.row(model.index(names(model).index("fox")))
    assert heading == GroupRow("fox", 2, True)


def test_folding_hides_runs_and_finding_opens_them(model: RunListModel) -> None:
    model.fold("fox", True)
    assert "fox/serial_1" not in names(model)
    model.set_filter("fox SERIAL_1")
    assert names(model) == ["fox", "fox/serial_1"]
    model.set_filter("modern")
    assert names(model) == ["owl", "owl/serial_1"]
    model.set_filter("")
    assert "fox/serial_1" not in names(model)


def test_a_row_keeps_its_identity_when_others_come_and_go(model: RunListModel) -> None:
    kept = QPersistentModelIndex(model.row_of("fox/serial_1"))
    model.fold("owl", True)
    assert kept.isValid()
    row = model.row(kept)
    assert isinstance(row, RunRow)
    assert row.summary.name == "fox/serial_1"


def test_what_trains_here_moves_with_its_events(model: RunListModel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(model.dataChanged):
        model.show_training(TrainingState("training", "fox/serial_2", 200, 0.6, 1000.0, 5.0, 1.5))
    row = model.row(model.row_of("fox/serial_2"))
    assert isinstance(row, RunRow)
    assert (row.live, row.val_loss, row.progress) == (True, 1.5, 0.6)
    words = model.data(model.row_of("fox/serial_2"), Qt.ItemDataRole.AccessibleTextRole)
    assert "training, 60 %" in str(words)
    assert "1.50" in str(words)


def test_nothing_is_said_when_nothing_changed(model: RunListModel, two_models: Home, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(model.dataChanged), qtbot.assertNotEmitted(model.layoutChanged):
        model.show(tuple(list_runs(two_models)))

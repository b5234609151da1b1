"""The sheet that brings a model in, on the real engine, by clicks and keys."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.control import RunControl
from core.paths import Home
from core.protocol import Export
from core.runs import list_runs
from hellogpt_gui.engine import EngineClient
from hellogpt_gui.exchange.import_sheet import ImportSheet

from ..conftest import LONG

pytestmark = [pytest.mark.usefixtures("dressed"), pytest.mark.integration]


@pytest.fixture
def folder(tales_home: Home, tmp_path: Path) -> Path:
    """A Hugging Face folder."""
    from core.engine import Engine

    list(Engine(tales_home).run(Export("tales", "hf", str(tmp_path / "Tales of Old")), RunControl()))
    return tmp_path / "Tales of Old"


@pytest.fixture
def sheet(qtbot: QtBot, dressed: QApplication, home: Home) -> Iterator[ImportSheet]:
    client = EngineClient(home)
    client.start()
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    made = ImportSheet(client, window)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    made.open()
    yield made
    client.close()


def test_a_folder_becomes_a_run(qtbot: QtBot, sheet: ImportSheet, folder: Path, home: Home) -> None:
    assert not sheet.go.isEnabled()
    qtbot.keyClicks(sheet.place, str(folder))
    assert sheet.name.text() == "tales-of-old"
    with qtbot.waitSignal(sheet.imported, timeout=LONG) as said:
        qtbot.mouseClick(sheet.go, Qt.MouseButton.LeftButton)
    assert said.args == ["tales-of-old/serial_1"]
    assert [(run.name, run.state) for run in list_runs(home)] == [("tales-of-old/serial_1", "imported")]
    assert sheet.said.property("role") == "good"


def test_a_name_of_ones_own_stays(qtbot: QtBot, sheet: ImportSheet, folder: Path) -> None:
    qtbot.keyClicks(sheet.name, "mine")
    qtbot.keyClicks(sheet.place, str(folder))
    assert sheet.name.text() == "mine"


def test_what_goes_wrong_is_said_in_the_sheet(qtbot: QtBot, sheet: ImportSheet, tmp_path: Path, home: Home) -> None:
    qtbot.keyClicks(sheet.place, str(tmp_path / "nowhere"))
    qtbot.mouseClick(sheet.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "nowhere" in sheet.said.text(), timeout=LONG)
    assert sheet.said.property("role") == "bad"
    assert sheet.go.isEnabled()
    assert list_runs(home) == []

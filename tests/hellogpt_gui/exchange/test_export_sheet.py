"""The sheet that lets a model leave, on the real engine, by clicks and keys."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.config import FORMS
from core.protocol import Failed
from hellogpt_gui.engine import EngineClient
from hellogpt_gui.exchange.export_sheet import ExportSheet

from ..conftest import LONG

pytestmark = [pytest.mark.usefixtures("dressed"), pytest.mark.integration]


@pytest.fixture
def sheet(qtbot: QtBot, dressed: QApplication, tales: EngineClient) -> Iterator[ExportSheet]:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    made = ExportSheet(tales, "tales/serial_1", window)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    made.open()
    yield made
    window.close()


def write(qtbot: QtBot, sheet: ExportSheet, path: Path) -> None:
    sheet.place.field.clear()
    qtbot.keyClicks(sheet.place.field, str(path))


@pytest.mark.parametrize("name", FORMS)
def test_each_form_is_written_and_says_what_opens_it(
    qtbot: QtBot, sheet: ExportSheet, tmp_path: Path, name: str
) -> None:
    qtbot.mouseClick(sheet.cards[name], Qt.MouseButton.LeftButton)
    write(qtbot, sheet, tmp_path / "out")
    assert str(tmp_path / "out") in sheet.command.words.text()
    qtbot.mouseClick(sheet.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: sheet.said.text().startswith("Written: "), timeout=LONG)
    assert (tmp_path / "out").exists()
    assert not sheet.go.isVisible()
    qtbot.mouseClick(sheet.command.copy_button, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == sheet.command.words.text()
    qtbot.mouseClick(sheet.close_button, Qt.MouseButton.LeftButton)
    assert not sheet.isVisible()


def test_the_suggested_place_fits_the_form_until_one_is_written(qtbot: QtBot, sheet: ExportSheet) -> None:
    assert sheet.place.path.endswith("tales-serial_1-hf")
    assert not sheet.numbers.isVisible()
    qtbot.keyClick(sheet.cards["hf"], Qt.Key.Key_Right)
    qtbot.keyClick(sheet.cards["gguf"], Qt.Key.Key_Space)
    assert sheet.place.path.endswith("tales-serial_1.gguf")
    assert sheet.numbers.isVisible()
    write(qtbot, sheet, Path("/somewhere/mine"))
    qtbot.mouseClick(sheet.cards["zip"], Qt.MouseButton.LeftButton)
    assert sheet.place.path == "/somewhere/mine"


def test_what_goes_wrong_is_said_in_the_sheet_and_can_be_put_right(
    qtbot: QtBot, sheet: ExportSheet, tmp_path: Path
) -> None:
    (tmp_path / "there").mkdir()
    write(qtbot, sheet, tmp_path / "there")
    qtbot.mouseClick(sheet.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "nothing is overwritten" in sheet.said.text(), timeout=LONG)
    assert sheet.said.property("role") == "bad"
    write(qtbot, sheet, tmp_path / "elsewhere")
    qtbot.mouseClick(sheet.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: sheet.said.text().startswith("Written: "), timeout=LONG)


def test_closed_while_it_writes_it_stops_and_leaves_nothing(
    qtbot: QtBot, sheet: ExportSheet, tales: EngineClient, tmp_path: Path
) -> None:
    qtbot.mouseClick(sheet.cards["zip"], Qt.MouseButton.LeftButton)
    write(qtbot, sheet, tmp_path / "out.zip")
    qtbot.mouseClick(sheet.go, Qt.MouseButton.LeftButton)
    job = sheet._asker._job
    assert job is not None
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    assert job.control.stopping
    qtbot.waitUntil(lambda: not tales.busy, timeout=LONG)
    assert isinstance(job.outcome, Failed)
    assert job.outcome.exit_code == 3
    assert list(tmp_path.iterdir()) == []


def test_a_card_says_what_it_is(sheet: ExportSheet) -> None:
    card = sheet.cards["gguf"]
    assert card.accessibleName() == "GGUF file, opens in llama.cpp, Ollama, LM Studio"
    chosen, other = sheet.cards["hf"].grab().toImage(), card.grab().toImage()
    card.setChecked(True)
    assert sheet.cards["hf"].grab().toImage() != chosen
    assert card.grab().toImage() != other

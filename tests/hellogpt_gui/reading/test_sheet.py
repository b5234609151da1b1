"""The sheet that reads a text, on the real engine, by clicks and keys."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from hellogpt_gui.engine import EngineClient
from hellogpt_gui.reading.sheet import ReadingSheet

from ..conftest import LONG

pytestmark = [pytest.mark.usefixtures("dressed"), pytest.mark.integration]
TEXT = "The fox met the owl at the river 12."


@pytest.fixture
def sheet(qtbot: QtBot, dressed: QApplication, tales: EngineClient) -> Iterator[ReadingSheet]:
    window = QWidget()
    window.resize(1000, 700)
    qtbot.addWidget(window)
    window.show()
    made = ReadingSheet(tales, "tales/serial_1@latest", window)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    made.open()
    yield made
    made.done(0)
    window.close()


def paste(qtbot: QtBot, sheet: ReadingSheet, text: str) -> None:
    QApplication.clipboard().setText(text)
    sheet.field.setFocus()
    qtbot.keyClick(sheet.field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def wait_until_read(qtbot: QtBot, sheet: ReadingSheet) -> str:
    """What the sheet shows, once all of it is there."""
    qtbot.waitUntil(lambda: sheet._job is None and not sheet._waiting, timeout=LONG)
    return "".join(token.text for token in sheet.text.passages[0].tokens)


def read(qtbot: QtBot, sheet: ReadingSheet, text: str) -> str:
    paste(qtbot, sheet, text)
    qtbot.mouseClick(sheet.go, Qt.MouseButton.LeftButton)
    return wait_until_read(qtbot, sheet)


def test_a_pasted_text_is_shown_token_by_token_with_its_perplexity(qtbot: QtBot, sheet: ReadingSheet) -> None:
    assert not sheet.go.isEnabled()
    assert read(qtbot, sheet, TEXT) == TEXT
    perplexity, bits, tokens = (figure.text for figure in sheet.figures.figures)
    assert float(perplexity.value) > 1
    assert float(bits.value) > 0
    assert tokens.note == f"{len(TEXT)} bytes"
    assert "foretold from what stands before it" in sheet.said.text()
    assert not sheet.go.isVisible()


def test_arrows_open_what_the_model_expected(qtbot: QtBot, sheet: ReadingSheet) -> None:
    read(qtbot, sheet, TEXT)
    assert sheet.text.hasFocus()
    qtbot.keyClick(sheet.text, Qt.Key.Key_Home)
    qtbot.waitUntil(sheet.popover.isVisible)
    assert "entropy" in sheet.popover.accessibleName()
    qtbot.keyClick(sheet.text, Qt.Key.Key_Escape)
    assert not sheet.popover.isVisible()
    assert sheet.isVisible()


def test_another_text_after_the_first(qtbot: QtBot, sheet: ReadingSheet) -> None:
    read(qtbot, sheet, TEXT)
    qtbot.mouseClick(sheet.another, Qt.MouseButton.LeftButton)
    assert sheet.field.toPlainText() == TEXT
    sheet.field.clear()
    assert read(qtbot, sheet, "The mole.") == "The mole."


def test_a_file_that_falls_on_it_is_read(qtbot: QtBot, sheet: ReadingSheet, tmp_path: Path) -> None:
    path = tmp_path / "tale.txt"
    path.write_text(TEXT, encoding="utf-8")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    how = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(sheet.zone, QDragEnterEvent(QPointF(9, 9).toPoint(), *how))
    QApplication.sendEvent(sheet.zone, QDropEvent(QPointF(9, 9), *how))
    assert wait_until_read(qtbot, sheet) == TEXT


def test_a_megabyte_is_not_laid_out_but_read_at_once_and_can_be_stopped(qtbot: QtBot, sheet: ReadingSheet) -> None:
    paste(qtbot, sheet, "The fox met the owl. " * 50_000)
    assert sheet.field.toPlainText() == ""
    assert not sheet.another.isVisible()
    qtbot.waitUntil(lambda: len(sheet.text.passages[0].tokens) > 100, timeout=LONG)
    qtbot.mouseClick(sheet.close_button, Qt.MouseButton.LeftButton)
    wait_until_read(qtbot, sheet)
    assert sheet.isVisible()
    assert "Stopped before the end" in sheet.said.text()


@pytest.mark.parametrize("text", ["a\x00b", "שלום مرحبا", "e\u0301a\u0308\u0323", "\U0001f98a"])
def test_odd_characters_are_read(qtbot: QtBot, sheet: ReadingSheet, text: str) -> None:
    sheet.read_text(text)
    assert len(wait_until_read(qtbot, sheet)) >= len(text)
    assert not sheet.grab().isNull()


def test_half_of_a_pair_is_read_as_a_sign_and_that_is_said(qtbot: QtBot, sheet: ReadingSheet) -> None:
    sheet.read_text("fox \ud800 owl")
    assert wait_until_read(qtbot, sheet).startswith("fox ")
    assert "lone surrogates" in sheet.said.text()


def test_what_cannot_be_read_is_said_and_the_field_comes_back(
    qtbot: QtBot, sheet: ReadingSheet, tmp_path: Path
) -> None:
    sheet.read_file(str(tmp_path / "nowhere.txt"))
    qtbot.waitUntil(lambda: "nowhere.txt" in sheet.said.text(), timeout=LONG)
    assert sheet.field.isVisible()


def test_closing_ends_what_is_being_read(qtbot: QtBot, sheet: ReadingSheet) -> None:
    sheet.read_text("The fox met the owl. " * 50_000)
    job = sheet._job
    assert job is not None
    sheet.reject()
    qtbot.waitUntil(lambda: not job.running, timeout=LONG)
    assert not sheet.isVisible()

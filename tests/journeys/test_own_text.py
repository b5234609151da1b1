"""A newcomer with texts of their own, by clicks only: from a dropped folder to a report that can be handed in."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from core.paths import Home
from hellogpt_gui.train_tab.change_sheet import ChangeSheet
from hellogpt_gui.train_tab.files_sheet import FilesSheet
from hellogpt_gui.train_tab.inside_sheet import InsideSheet
from tests.journeys.window_sitting import LONG, SETTINGS, Sitting, drop

pytestmark = [pytest.mark.usefixtures("dressed"), pytest.mark.integration]
HEAD = "The garden book, written down for those who come after"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Chapters as web pages, each under the same running head, and a file that cannot be read."""
    folder = tmp_path / "garden"
    folder.mkdir()
    plants = ("beans", "leeks", "mint", "roses", "plums")
    for chapter, month in enumerate(("March", "April", "May", "June"), 1):
        lines = [f"<p>{HEAD}</p>"]
        for day in range(1, 90):
            lines.append(f"<p>On day {day} of {month} the {plants[day % 5]} had {day * chapter % 17} leaves.</p>")
            if day % 12 == 0:
                lines.append(f"<p>{HEAD}</p>")
        (folder / f"chapter-{chapter}.html").write_text(f"<html><body>{''.join(lines)}</body></html>", encoding="utf-8")
    (folder / "scan.pdf").write_bytes(b"%PDF-1.4 and nothing more")
    return folder


def test_from_a_dropped_folder_to_a_report(qtbot: QtBot, home: Home, book: Path, tmp_path: Path) -> None:
    sitting = Sitting(qtbot, home)
    window, tab = sitting.window, sitting.window.train_tab
    qtbot.waitUntil(lambda: tab.draft.looked is not None, timeout=LONG)
    drop(window, book)
    qtbot.waitUntil(lambda: tab.draft.looked is not None and tab.draft.looked.label == "garden", timeout=LONG)
    take_the_running_head_out(qtbot, sitting)
    look_inside(qtbot, sitting)
    give_settings(qtbot, sitting)
    train_and_change_their_mind(qtbot, sitting)
    page = write_report(qtbot, sitting, tmp_path / "report.html")
    assert "garden/serial_1" in page
    assert "chapter-1.html" in page
    assert "<svg" in page
    assert "http://" not in page.replace("http://www.w3.org/", "")
    assert [message for message in sitting.said if message.kind == "error"] == []
    sitting.close()


def take_the_running_head_out(qtbot: QtBot, sitting: Sitting) -> None:
    tab = sitting.window.train_tab
    before = tab.draft.looked.characters
    qtbot.mouseClick(tab.setup.text.rows, Qt.MouseButton.LeftButton)
    (sheet,) = sitting.window.findChildren(FilesSheet)
    assert "scan.pdf" in [look.name for look in sheet.looked.looks if look.problem]
    box = sheet.offers["repeated-lines"]
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=box.rect().center())
    qtbot.waitUntil(lambda: sheet.go.isEnabled() and sheet.looked.characters < before, timeout=LONG)
    qtbot.mouseClick(sheet.go, Qt.MouseButton.LeftButton)
    assert tab.draft.looked.characters < before


def look_inside(qtbot: QtBot, sitting: Sitting) -> None:
    tab = sitting.window.train_tab
    qtbot.mouseClick(tab.setup.text.inside, Qt.MouseButton.LeftButton)
    (sheet,) = sitting.window.findChildren(InsideSheet)
    qtbot.waitUntil(lambda: sheet.found is not None, timeout=LONG)
    assert HEAD.split()[-1] not in [word.label for word in sheet.found.common_words]
    qtbot.mouseClick(sheet.close_button, Qt.MouseButton.LeftButton)


def give_settings(qtbot: QtBot, sitting: Sitting) -> None:
    tab = sitting.window.train_tab
    qtbot.mouseClick(tab.setup.settings, Qt.MouseButton.LeftButton)
    for name, value in {**SETTINGS, "steps": "1500"}.items():
        editor = tab.setup.form.fields[name].editor
        assert isinstance(editor, QLineEdit)
        editor.selectAll()
        qtbot.keyClicks(editor, value)
        qtbot.keyClick(editor, Qt.Key.Key_Return)


def train_and_change_their_mind(qtbot: QtBot, sitting: Sitting) -> None:
    """A longer budget than is wanted, shortened while it trains; it ends by itself."""
    tab = sitting.window.train_tab
    qtbot.mouseClick(tab.setup.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: tab.session.state.step > 20, timeout=LONG)
    qtbot.mouseClick(tab.page.head.change_button, Qt.MouseButton.LeftButton)
    (sheet,) = sitting.window.findChildren(ChangeSheet)
    editor = sheet.fields["steps"].editor
    editor.selectAll()
    qtbot.keyClicks(editor, "400")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    with qtbot.waitSignal(tab.session.ended, timeout=LONG) as ended:
        qtbot.mouseClick(sheet.go, Qt.MouseButton.LeftButton)
    assert ended.args[0].stopped_by == "budget"
    qtbot.waitUntil(tab.page.head.report_button.isVisible, timeout=LONG)


def write_report(qtbot: QtBot, sitting: Sitting, path: Path) -> str:
    window = sitting.window
    qtbot.mouseClick(window.train_tab.page.head.report_button, Qt.MouseButton.LeftButton)
    dialog = window.desk.dialog
    assert isinstance(dialog, QFileDialog)
    dialog.selectFile(str(path))
    dialog.accept()
    qtbot.waitUntil(path.exists, timeout=LONG)
    return path.read_text(encoding="utf-8")

"""The sheet of a text's files, by clicks and keys, on the real engine."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QStyle, QStyleOptionViewItem, QWidget
from pytestqt.qtbot import QtBot

from core.paths import Home
from core.protocol import LookAtText, TextChoice, TextDone, TextLook
from hellogpt_gui.engine import EngineClient
from hellogpt_gui.train_tab.files_sheet import FilesSheet

from ..conftest import LONG, Opened

pytestmark = [pytest.mark.usefixtures("dressed"), pytest.mark.integration]
PROSE = "\n\n".join(
    f"The fox number {n} went home to the owl in the old wood by the river, and it was {n}." for n in range(60)
)
LICENCE = "Licence.\n*** START OF THE PROJECT GUTENBERG EBOOK FOX ***\n"
Open = Callable[[], FilesSheet]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "texts"
    made.mkdir()
    (made / "a.txt").write_text(LICENCE + PROSE, encoding="utf-8")
    (made / "b.txt").write_text(LICENCE + PROSE.replace("owl", "mole"), encoding="utf-8")
    (made / "c.csv").write_text("id,title,story\n1,Hare,The hare ran home to its hole.\n", encoding="utf-8")
    (made / "d.txt").write_bytes("Лиса идёт домой, и это было не так давно, но она всё помнит.\n".encode("koi8-r"))
    (made / "e.pdf").write_bytes(b"%PDF-1.7 cut off")
    return made


@pytest.fixture
def sheet(qtbot: QtBot, dressed: QApplication, home: Home, folder: Path) -> Iterator[FilesSheet]:
    client = EngineClient(home)
    client.start()
    window = QWidget()
    window.resize(1280, 800)
    qtbot.addWidget(window)
    window.show()
    job = client.submit(LookAtText((str(folder),)))
    qtbot.waitUntil(lambda: job.outcome is not None, timeout=LONG)
    assert isinstance(job.outcome, TextDone)
    made = FilesSheet(client, (str(folder),), job.outcome, window)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    made.open()
    yield made
    client.close()


def look(sheet: FilesSheet, name: str) -> TextLook:
    return next(one for one in sheet.looked.looks if one.name == name)


def wait(qtbot: QtBot, sheet: FilesSheet) -> None:
    qtbot.waitUntil(sheet.go.isEnabled, timeout=LONG)


def choose_row(qtbot: QtBot, sheet: FilesSheet, name: str) -> None:
    row = [one.name for one in sheet.looked.looks].index(name)
    place = sheet.table.visualRect(sheet.rows.index(row, 1)).center()
    qtbot.mouseClick(sheet.table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def click_box(qtbot: QtBot, box: QCheckBox) -> None:
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))


def pick(qtbot: QtBot, box: QComboBox, words: str) -> None:
    box.showPopup()
    view = box.view()
    index = view.model().index(box.findText(words), 0)
    view.scrollTo(index)
    qtbot.mouseMove(view.viewport(), view.visualRect(index).center())
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())


def shown(sheet: FilesSheet, name: str) -> list[str]:
    row = [one.name for one in sheet.looked.looks].index(name)
    return [sheet.rows.index(row, column).data() for column in range(sheet.rows.columnCount())]


def test_each_file_has_a_row_with_what_was_found(sheet: FilesSheet) -> None:
    assert shown(sheet, "a.txt")[:3] == ["a.txt", "Text", "UTF-8"]
    assert shown(sheet, "a.txt")[4:] == ["English", "licence"]
    assert shown(sheet, "c.csv")[1] == "Table"
    assert "left out: cannot be read as a PDF" in shown(sheet, "e.pdf")[5]
    assert sheet.facts.text().startswith("4 of 5 files")
    assert sheet.panel.page.accessibleDescription().startswith("Licence.")


def test_a_file_is_switched_off_with_a_click_and_with_space(qtbot: QtBot, sheet: FilesSheet, folder: Path) -> None:
    option = QStyleOptionViewItem()
    option.initFrom(sheet.table)
    index = sheet.rows.index(0, 0)
    sheet.table.itemDelegate().initStyleOption(option, index)
    option.rect = sheet.table.visualRect(index)
    box = sheet.table.style().subElementRect(QStyle.SubElement.SE_ItemViewItemCheckIndicator, option, sheet.table)
    qtbot.mouseClick(sheet.table.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    wait(qtbot, sheet)
    assert shown(sheet, "a.txt")[5] == "not read"
    assert sheet.panel.page.accessibleDescription() == ""
    assert sheet.chosen == (TextChoice(str(folder / "a.txt"), on=False),)
    sheet.table.setFocus()
    qtbot.keyClick(sheet.table, Qt.Key.Key_Space)
    wait(qtbot, sheet)
    assert sheet.chosen == ()
    assert look(sheet, "a.txt").characters > 0


def test_what_was_found_goes_for_one_file_and_for_all(qtbot: QtBot, sheet: FilesSheet, folder: Path) -> None:
    click_box(qtbot, sheet.panel.offers["boilerplate"])
    wait(qtbot, sheet)
    assert sheet.panel.page.accessibleDescription().startswith("The fox number 0")
    assert shown(sheet, "a.txt")[5] == "licence (removed)"
    assert not sheet.offers["boilerplate"].isChecked()
    click_box(qtbot, sheet.offers["boilerplate"])
    wait(qtbot, sheet)
    assert sheet.chosen == tuple(TextChoice(str(folder / name), remove=("boilerplate",)) for name in ("a.txt", "b.txt"))
    with qtbot.waitSignal(sheet.used) as said:
        qtbot.mouseClick(sheet.go, Qt.MouseButton.LeftButton)
    assert said.args == [sheet.chosen, sheet.looked]
    assert not sheet.isVisible()


def test_another_column_and_another_encoding_are_read_at_once(qtbot: QtBot, sheet: FilesSheet) -> None:
    choose_row(qtbot, sheet, "c.csv")
    assert (sheet.panel.columns.currentText(), sheet.panel.page.accessibleDescription()) == (
        "story",
        "The hare ran home to its hole.",
    )
    pick(qtbot, sheet.panel.columns, "title")
    wait(qtbot, sheet)
    assert sheet.panel.page.accessibleDescription() == "Hare"
    choose_row(qtbot, sheet, "d.txt")
    pick(qtbot, sheet.panel.encodings, "cp1251")
    wait(qtbot, sheet)
    assert "Лиса" not in sheet.panel.page.accessibleDescription()
    pick(qtbot, sheet.panel.encodings, "koi8-r")
    wait(qtbot, sheet)
    assert sheet.panel.page.accessibleDescription() == "Лиса идёт домой, и это было не так давно, но она всё помнит."
    assert look(sheet, "d.txt").language == "Russian"


def test_when_nothing_is_left_the_sheet_says_so_and_cannot_be_applied(qtbot: QtBot, sheet: FilesSheet) -> None:
    for row in range(sheet.rows.rowCount()):
        sheet.table.selectRow(row)
        qtbot.keyClick(sheet.table, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "Every text is switched off" in sheet.said.text(), timeout=LONG)
    assert not sheet.go.isEnabled()
    sheet.table.selectRow(0)
    qtbot.keyClick(sheet.table, Qt.Key.Key_Space)
    wait(qtbot, sheet)


# ---- in the window ----


def test_what_is_chosen_is_what_is_trained_estimated_and_looked_into(
    qtbot: QtBot, opened: Opened, folder: Path, copy: Callable[..., None]
) -> None:
    tab = opened.window.train_tab
    tab.use_texts([str(folder)])
    qtbot.waitUntil(lambda: tab.setup.text.rows.text() == "Files: 2 things found", timeout=LONG)
    whole = tab.draft.looked.size
    qtbot.mouseClick(tab.setup.text.rows, Qt.MouseButton.LeftButton)
    (sheet,) = opened.window.findChildren(FilesSheet)
    click_box(qtbot, sheet.offers["boilerplate"])
    wait(qtbot, sheet)
    qtbot.mouseClick(sheet.go, Qt.MouseButton.LeftButton)
    chosen = tuple(TextChoice(str(folder / name), remove=("boilerplate",)) for name in ("a.txt", "b.txt"))
    assert tab.draft.command().choices == tab.draft.estimate().choices == tab.draft.basis().choices == chosen
    assert tab.draft.looked.size == whole - 2 * len(LICENCE)
    assert tab.setup.text.rows.text() == "Files"
    tab.use_texts([str(folder / "a.txt")])
    assert tab.draft.command().choices == ()


@pytest.fixture
def copy(dressed: QApplication) -> Iterator[Callable[..., None]]:
    """Puts words or files on the clipboard, which is empty again at the end: Qt must not find them when it ends."""
    clipboard = QGuiApplication.clipboard()

    def copied(text: str = "", *paths: Path) -> None:
        data = QMimeData()
        data.setText(text)
        if paths:
            data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        clipboard.setMimeData(data)

    yield copied
    clipboard.clear()


def test_what_was_copied_is_taken_words_as_a_file_and_files_as_they_are(
    qtbot: QtBot, opened: Opened, folder: Path, copy: Callable[..., None]
) -> None:
    tab, home = opened.window.train_tab, opened.window.train_tab._home
    qtbot.waitUntil(lambda: tab.draft.looked is not None, timeout=LONG)
    copy(PROSE)
    tab.setup.setFocus()
    qtbot.keyClick(tab.setup, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    kept = home.data / "the-fox-number-0-went.txt"
    qtbot.waitUntil(lambda: tab.draft.texts == (str(kept),), timeout=LONG)
    assert kept.read_text(encoding="utf-8") == PROSE + "\n"
    copy("", folder / "a.txt", folder / "b.txt")
    qtbot.mouseClick(tab.setup.text.paste, Qt.MouseButton.LeftButton)
    assert tab.draft.texts == (str(kept), str(folder / "a.txt"), str(folder / "b.txt"))
    copy(" ")
    qtbot.mouseClick(tab.setup.text.paste, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: any("no text to keep" in message.message for message in opened.said), timeout=LONG)


def test_a_built_in_text_is_chosen_from_the_menu(qtbot: QtBot, opened: Opened) -> None:
    tab = opened.window.train_tab
    menu = tab.setup.text.built_in.menu()
    (action,) = [one for one in menu.actions() if one.text() == "Python documentation"]
    menu.popup(QPoint(0, 0))
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
    qtbot.waitUntil(
        lambda: tab.draft.looked is not None and tab.draft.looked.label == "Python documentation", timeout=LONG
    )
    assert tab.draft.command().texts == ("python-docs",)

"""The sheet that fetches a text, by clicks and keys, on the real engine and a server on this computer."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.paths import Home
from core.protocol import GetDone
from hellogpt_gui.engine import EngineClient
from hellogpt_gui.train_tab.get_sheet import GetSheet
from tests.loopback import Library

from ..conftest import LONG, Opened

pytestmark = [pytest.mark.usefixtures("dressed"), pytest.mark.integration]
TALE = b"".join(b"%d. The fox met the owl at the river.\n" % number for number in range(20_000))


@pytest.fixture
def sheet(qtbot: QtBot, dressed: QApplication, home: Home, library: Library) -> Iterator[GetSheet]:
    client = EngineClient(home)
    client.start()
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    made = GetSheet(client, window)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    made.open()
    yield made
    client.close()


def test_a_book_is_found_fetched_and_handed_on(qtbot: QtBot, sheet: GetSheet, library: Library, home: Home) -> None:
    library.put("/ebooks/11.txt.utf-8", TALE)
    assert not sheet.go.isEnabled()
    qtbot.keyClicks(sheet.search, "alice won")
    assert sheet.wanted == "11"
    with qtbot.waitSignal(sheet.got, timeout=LONG) as said:
        qtbot.keyClick(sheet.search, Qt.Key.Key_Return)
    path = home.data / "alices-adventures-in-wonderland.txt"
    assert said.args == [GetDone(str(path), len(TALE), "Alice's Adventures in Wonderland")]
    assert path.read_bytes() == TALE
    assert not sheet.isVisible()


def test_the_choice_is_one_of_book_and_address(qtbot: QtBot, sheet: GetSheet) -> None:
    assert sheet.books.rows.rowCount() >= 40
    qtbot.mouseClick(sheet.books.viewport(), Qt.MouseButton.LeftButton,
                     pos=sheet.books.visualRect(sheet.books.rows.index(2)).center())  # fmt: skip
    assert sheet.wanted == "16"
    qtbot.keyClicks(sheet.address, "https://example.com/a.txt")
    assert sheet.wanted == "https://example.com/a.txt"
    assert sheet.books.current is None
    qtbot.keyClicks(sheet.search, "64317")
    assert (sheet.wanted, sheet.address.text()) == ("64317", "")


def test_words_that_no_book_has_are_said(qtbot: QtBot, sheet: GetSheet) -> None:
    qtbot.keyClicks(sheet.search, "no such book")
    assert sheet.nothing.isVisible()
    assert sheet.books.rows.rowCount() == 0
    assert not sheet.go.isEnabled()
    sheet.search.clear()
    assert not sheet.nothing.isVisible()
    assert sheet.books.rows.rowCount() >= 40


def test_what_goes_wrong_is_said_in_the_sheet(qtbot: QtBot, sheet: GetSheet, library: Library) -> None:
    qtbot.keyClicks(sheet.address, f"{library.place}/gone.txt")
    qtbot.mouseClick(sheet.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "There is nothing at" in sheet.said.text(), timeout=LONG)
    assert sheet.said.property("role") == "bad"
    assert sheet.go.isEnabled()
    assert sheet.search.isEnabled()


def test_it_can_be_stopped_and_gone_on_with(qtbot: QtBot, sheet: GetSheet, library: Library, home: Home) -> None:
    address = library.put("/tale.txt", TALE, waits_at=400_000)
    qtbot.keyClicks(sheet.address, address)
    qtbot.mouseClick(sheet.go, Qt.MouseButton.LeftButton)
    part = home.data / "tale.txt.part"
    qtbot.waitUntil(lambda: part.is_file() and part.stat().st_size == 400_000, timeout=LONG)
    qtbot.waitUntil(lambda: sheet.amount.text().endswith(" of 809 kB"), timeout=LONG)
    assert sheet.line.isVisible()
    assert not sheet.address.isEnabled()
    assert sheet.close_button.text() == "Stop"
    qtbot.mouseClick(sheet.close_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "goes on from there" in sheet.said.text(), timeout=LONG)
    assert sheet.close_button.text() == "Cancel"
    assert not sheet.line.isVisible()
    library.go_on.set()
    with qtbot.waitSignal(sheet.got, timeout=LONG):
        qtbot.mouseClick(sheet.go, Qt.MouseButton.LeftButton)
    assert library.asked[-1][1]["Range"] == "bytes=400000-"
    assert (home.data / "tale.txt").read_bytes() == TALE


def test_esc_ends_what_is_fetched(qtbot: QtBot, sheet: GetSheet, library: Library, home: Home) -> None:
    qtbot.keyClicks(sheet.address, library.put("/tale.txt", TALE, waits_at=400_000))
    qtbot.mouseClick(sheet.go, Qt.MouseButton.LeftButton)
    assert library.waiting.wait(LONG / 1000)
    job = sheet._job
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    qtbot.waitUntil(lambda: not job.running, timeout=LONG)
    assert not (home.data / "tale.txt").exists()


def test_from_the_menu_to_the_chosen_text(qtbot: QtBot, opened: Opened, library: Library) -> None:
    library.put("/ebooks/22367.txt.utf-8", b"Als Gregor Samsa eines Morgens erwachte. " * 500)
    opened.window.actions_by_id["get-text"].trigger()
    sheet = opened.window.findChild(GetSheet)
    qtbot.keyClicks(sheet.search, "verwandlung")
    qtbot.mouseClick(sheet.go, Qt.MouseButton.LeftButton)
    draft = opened.window.train_tab.draft
    qtbot.waitUntil(lambda: draft.looked is not None and draft.looked.label == "die-verwandlung", timeout=LONG)
    assert opened.window.train_tab.setup.text.card.title.text() == "die-verwandlung"

"""The sheet that looks into a text, on the real engine, by clicks and keys."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.config import build_config
from core.paths import Home
from core.protocol import LookInside
from hellogpt_gui.engine import EngineClient
from hellogpt_gui.train_tab.inside_pages import MergesPage, TokensPage, WordsPage, ZipfPage
from hellogpt_gui.train_tab.inside_sheet import PAGES, InsideSheet

from ..conftest import LONG, Opened

pytestmark = [pytest.mark.usefixtures("dressed"), pytest.mark.integration]
Look = Callable[..., InsideSheet]


@pytest.fixture
def tale(tmp_path: Path) -> Path:
    path = tmp_path / "tale.txt"
    lines = [f"The {a} met the {b} at the river {k}." for k in range(60) for a, b in (("fox", "owl"), ("hare", "mole"))]
    path.write_text("\n\n".join(lines), encoding="utf-8", newline="\n")
    return path


@pytest.fixture
def look(qtbot: QtBot, dressed: QApplication, home: Home, tale: Path) -> Iterator[Look]:
    """Opens the sheet, and waits until it has counted."""
    client = EngineClient(home)
    client.start()
    window = QWidget()
    qtbot.addWidget(window)
    window.show()

    def opened(text: str = str(tale), **settings: object) -> InsideSheet:
        config = build_config("tiny", {"vocab_size": 300, **settings})  # type: ignore[dict-item]
        sheet = InsideSheet(client, LookInside(config, (text,)), "tale", window)
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        sheet.open()
        qtbot.waitUntil(lambda: sheet.found is not None or sheet.said.isVisible(), timeout=LONG)
        return sheet

    yield opened
    client.close()


def turn_to(qtbot: QtBot, sheet: InsideSheet, name: str) -> None:
    segment = sheet.choice._group.button(list(PAGES).index(name))
    qtbot.mouseClick(segment, Qt.MouseButton.LeftButton)


def test_its_pages_show_what_was_counted(qtbot: QtBot, look: Look) -> None:
    sheet = look()
    words, zipf, tokens, merges = sheet.pages
    assert isinstance(words, WordsPage)
    assert words.isVisible()
    assert words.words.rows[0].token == "the"
    assert words.words.rows[0].value == "360"
    assert words.letters.rows[0].token == "·"
    turn_to(qtbot, sheet, "Zipf's law")
    assert isinstance(zipf, ZipfPage)
    assert zipf.plot is not None
    assert zipf.plot.accessibleDescription().startswith("the 360, ")
    turn_to(qtbot, sheet, "Tokens")
    assert isinstance(tokens, TokensPage)
    assert tokens.isVisible()
    assert tokens.common.rows
    assert tokens.rare.rows[0].value.endswith("×")
    assert [row.token for row in tokens.by_tokens.rows][-1] == "6 or more"
    turn_to(qtbot, sheet, "Merges")
    assert isinstance(merges, MergesPage)
    assert merges.list.rows.rowCount() == 300 - 260


def test_merges_are_stepped_through_by_button_and_key(qtbot: QtBot, look: Look) -> None:
    sheet = look()
    turn_to(qtbot, sheet, "Merges")
    page = sheet.pages[-1]
    assert isinstance(page, MergesPage)
    first = sheet.found.merges[0]
    assert page.title.text() == f"{first.left} + {first.right} → {first.made}"
    assert not page.back.isEnabled()
    seen = [len(page.flow.tokens)]
    qtbot.mouseClick(page.on, Qt.MouseButton.LeftButton)
    assert page.fact.text().startswith("Merge 2 of 40, used ")
    for _ in range(3):
        qtbot.keyClick(page.list, Qt.Key.Key_Down)
        seen.append(len(page.flow.tokens))
    assert page.list.current == 5
    qtbot.keyClick(page.list, Qt.Key.Key_End)
    assert not page.on.isEnabled()
    assert page.flow.tokens == sheet.found.sample[-1].tokens
    seen.append(len(page.flow.tokens))
    assert seen == sorted(seen, reverse=True)
    assert seen[0] > seen[-1]
    qtbot.mouseClick(page.back, Qt.MouseButton.LeftButton)
    assert page.list.current == 39


def test_characters_are_not_merged(qtbot: QtBot, look: Look) -> None:
    sheet = look(tokenizer="char", vocab_size=0)
    turn_to(qtbot, sheet, "Merges")
    page = sheet.pages[-1]
    assert isinstance(page, MergesPage)
    assert "merges nothing" in page.sentence.text()
    assert not page.list.isVisible()


def test_what_goes_wrong_is_said_in_the_sheet(look: Look) -> None:
    sheet = look("nowhere.txt")
    assert "There is no file or folder" in sheet.said.text()
    assert not sheet.stack.isVisible()


def test_from_the_set_up(qtbot: QtBot, opened: Opened, tale: Path) -> None:
    tab = opened.window.train_tab
    tab.use_texts([str(tale)])
    qtbot.waitUntil(lambda: tab.draft.looked is not None and tab.draft.looked.label == "tale", timeout=LONG)
    qtbot.mouseClick(tab.setup.text.inside, Qt.MouseButton.LeftButton)
    sheet = opened.window.findChild(InsideSheet)
    qtbot.waitUntil(lambda: sheet.found is not None, timeout=LONG)
    assert sheet.windowTitle() == "Inside tale"
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()

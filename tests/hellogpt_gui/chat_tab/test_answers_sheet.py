"""Eight answers on the real engine: they grow side by side, and one is taken by click or key."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from core.config import SamplingConfig
from core.protocol import Sample
from hellogpt_gui.chat_tab.answer_card import AnswerCard
from hellogpt_gui.chat_tab.answers_sheet import AnswersSheet
from hellogpt_gui.engine.client import EngineClient

from ..conftest import LONG

pytestmark = [pytest.mark.usefixtures("dressed"), pytest.mark.integration]


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.resize(1280, 800)
    qtbot.addWidget(made)
    return made


def sheet_for(client: EngineClient, window: QWidget, tokens: int, run: str = "tales/serial_1") -> AnswersSheet:
    rules = SamplingConfig(max_new_tokens=tokens, temperature=1.5, seed=7)
    made = AnswersSheet(client, Sample(run, "The fox", rules, 8, growing=True), window)
    made.open()
    return made


@pytest.fixture
def taken() -> list[AnswerCard]:
    return []


@pytest.fixture
def sheet(tales: EngineClient, window: QWidget, taken: list[AnswerCard]) -> AnswersSheet:
    made = sheet_for(tales, window, 12)
    made.chosen.connect(lambda card, step: taken.append(card) if step == 60 else None)
    return made


def ended(sheet: AnswersSheet) -> bool:
    return all(card.stopped_by for card in sheet.cards) and not sheet._job.running


def test_eight_grow_and_the_clicked_one_is_taken(qtbot: QtBot, sheet: AnswersSheet, taken: list[AnswerCard]) -> None:
    assert [card.seed for card in sheet.cards] == list(range(7, 15))
    qtbot.waitUntil(lambda: ended(sheet), timeout=LONG)
    assert all(0 < len(card.tokens) <= 12 for card in sheet.cards)
    assert len({card.words for card in sheet.cards}) > 4
    assert all(0 < token.probability <= 1 and token.alternatives for card in sheet.cards for token in card.tokens)
    assert sheet.said.text().endswith("all together")
    qtbot.mouseClick(sheet.cards[2], Qt.MouseButton.LeftButton)
    assert [card.number for card in taken] == [3]
    assert not sheet.isVisible()


def test_keys_move_and_take(qtbot: QtBot, sheet: AnswersSheet, taken: list[AnswerCard]) -> None:
    qtbot.waitUntil(lambda: ended(sheet), timeout=LONG)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Return):
        qtbot.keyClick(sheet.focusWidget(), key)
    assert [card.number for card in taken] == [6]


def test_a_number_takes_its_card(qtbot: QtBot, sheet: AnswersSheet, taken: list[AnswerCard]) -> None:
    qtbot.waitUntil(lambda: bool(sheet.cards[7].tokens), timeout=LONG)
    qtbot.keyClick(sheet, Qt.Key.Key_8)
    qtbot.waitUntil(lambda: bool(taken), timeout=LONG)
    assert [card.number for card in taken] == [8]


def test_stop_keeps_what_has_been_written(qtbot: QtBot, tales: EngineClient, window: QWidget) -> None:
    sheet = sheet_for(tales, window, 100_000)
    qtbot.waitUntil(lambda: all(len(card.tokens) > 3 for card in sheet.cards), timeout=LONG)
    before = sheet.cards[0].grab().toImage()
    qtbot.mouseClick(sheet.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: ended(sheet), timeout=LONG)
    assert {card.stopped_by for card in sheet.cards} <= {"user", "end_of_text"}
    assert sheet.cards[0].grab().toImage() != before
    sheet.reject()


def test_what_went_wrong_is_said(qtbot: QtBot, tales: EngineClient, window: QWidget) -> None:
    sheet = sheet_for(tales, window, 5, "nobody/serial_1")
    qtbot.waitUntil(lambda: not sheet._job.running, timeout=LONG)
    assert "nobody/serial_1" in sheet.said.text()
    qtbot.mouseClick(sheet.cards[0], Qt.MouseButton.LeftButton)
    assert sheet.isVisible()
    sheet.reject()

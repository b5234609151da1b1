"""F1 finds what is known about the thing under the pointer, or what it lies in."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

import resources
from core.config import SamplingConfig, Setting, settings_of, train_settings
from core.paths import Home
from hellogpt_gui.chat_tab import ChatTab
from hellogpt_gui.help import Explainer, explain_setting, topics, words_about
from hellogpt_gui.run_table.sheet import RunTable
from hellogpt_gui.widgets.help_card import HelpCard
from hellogpt_gui.widgets.sheet import Sheet

from .conftest import LONG, Opened

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[QWidget]:
    """A window about chat; in it a panel about sampling with two fields, one of which explains itself."""
    before = QCursor.pos()
    made = QWidget()
    qtbot.addWidget(made)
    made.setProperty("help", "chat")
    made.panel = QWidget()
    made.panel.setProperty("help", "sampling")
    made.plain, made.own, made.outside = QLineEdit(), QLineEdit(), QLabel("Outside")
    made.own.setWhatsThis("My **own** words.")
    column = QVBoxLayout(made)
    column.addWidget(made.outside)
    column.addWidget(made.panel)
    inner = QVBoxLayout(made.panel)
    inner.addWidget(made.plain)
    inner.addWidget(made.own)
    made.resize(400, 300)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    yield made
    QCursor.setPos(before)


def test_a_widget_is_explained_by_its_own_words_or_by_what_it_lies_in(window: QWidget) -> None:
    assert words_about(window.own) == "My **own** words."
    assert words_about(window.plain) == resources.read("help/sampling.md")
    assert words_about(window.outside) == resources.read("help/chat.md")


def test_what_nobody_explains_is_explained_by_the_window(qtbot: QtBot) -> None:
    stranger = QWidget()
    qtbot.addWidget(stranger)
    assert words_about(stranger) == words_about(None) == resources.read("help/window.md")


@pytest.mark.parametrize("topic", sorted(topics()))
def test_each_topic_is_one_paragraph_that_begins_with_its_subject(topic: str) -> None:
    words = resources.read(f"help/{topic}.md")
    assert words.startswith("**")
    assert words.strip().count("\n") == 0


@pytest.mark.parametrize("setting", settings_of(SamplingConfig), ids=lambda setting: setting.name)
def test_every_sampling_rule_has_a_paragraph_of_its_own(qtbot: QtBot, setting: Setting) -> None:
    control = QWidget()
    qtbot.addWidget(control)
    explain_setting(control, setting)
    assert words_about(control).startswith(f"**{setting.label}.** ")
    assert len(words_about(control)) > len(setting.help)


@pytest.mark.integration
def test_whatever_stands_in_chat_is_explained(
    qtbot: QtBot, open_window: Callable[[Home], Opened], own_tales: Home
) -> None:
    """By a paragraph that begins with its subject, not only by that of the tab around it."""
    window = open_window(own_tales).window
    window.selection.select("tales/serial_1")
    window.show_tab("chat")
    chat = window.pages.tab("chat")
    assert isinstance(chat, ChatTab)
    qtbot.keyClicks(chat.composer.field, "The fox")
    qtbot.keyClick(chat.composer.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(chat.talk.path) and not chat.talk.busy, timeout=LONG)
    about = {
        chat.composer.field: "Where you write", chat.text.viewport(): "The text, token by token",
        chat.panel.chart: "Next token", chat.panel.seed_field: "Seed", chat.head.form.segment(0): "Continue or chat",
        chat.text.widgets.foot_of(0): "Under an answer", window.palette_card.field: "Search actions",
    }  # fmt: skip
    rules, more = chat.panel.rules, chat.panel.more
    for control in (*rules.sliders.values(), *more.sliders.values(), *more.lists.values()):
        about[control.field] = control.declared.label
    for widget, subject in about.items():
        assert words_about(widget).startswith(f"**{subject}.**")
    for around in chat.findChildren(QWidget):
        assert words_about(around) != resources.read("help/window.md")


def test_any_other_setting_is_explained_by_its_declaration(qtbot: QtBot) -> None:
    control = QWidget()
    qtbot.addWidget(control)
    declared = train_settings()["dropout"]
    explain_setting(control, declared)
    assert words_about(control) == f"**{declared.label}.** {declared.help}"


def test_the_card_explains_what_is_under_the_pointer(window: QWidget) -> None:
    explainer = Explainer(window)
    window.plain.setFocus()
    point = window.own.mapToGlobal(QPoint(20, 10))
    QCursor.setPos(point)
    explainer.explain()
    assert explainer.card.words.text() == "My **own** words."
    assert not explainer.card.geometry().contains(point)
    explainer.card.close()


def test_with_the_pointer_elsewhere_it_explains_what_has_the_focus(window: QWidget) -> None:
    explainer = Explainer(window)
    window.plain.setFocus()
    QCursor.setPos(window.mapToGlobal(QPoint(700, 700)))
    explainer.explain()
    assert explainer.card.words.text() == resources.read("help/sampling.md")
    explainer.card.close()


def test_a_pointer_that_rests_while_the_keyboard_moves_does_not_matter(window: QWidget) -> None:
    explainer = Explainer(window)
    QCursor.setPos(window.own.mapToGlobal(QPoint(20, 10)))
    window.own.setFocus()
    window.plain.setFocus()
    explainer.explain()
    assert explainer.card.words.text() == resources.read("help/sampling.md")
    explainer.card.close()


def test_f1_explains_a_sheet_too(qtbot: QtBot, window: QWidget) -> None:
    sheet = Sheet("Title", "Sentence.", "Go", window)
    sheet.setProperty("help", "get")
    sheet.open()
    sheet.activateWindow()
    qtbot.waitUntil(sheet.isActiveWindow)
    qtbot.keyClick(sheet, Qt.Key.Key_F1)
    card = sheet.findChild(HelpCard)
    qtbot.waitUntil(card.isVisible)
    assert card.accessibleName().startswith("Get a text")
    card.close()
    sheet.close()


def test_f1_explains_in_a_window_beside_the_main_one(qtbot: QtBot) -> None:
    sheet = RunTable()
    qtbot.addWidget(sheet)
    sheet.show()
    sheet.activateWindow()
    qtbot.waitUntil(sheet.isActiveWindow)
    sheet.table.setFocus()
    qtbot.keyClick(sheet.table, Qt.Key.Key_F1)
    assert sheet.explainer.card.isVisible()
    sheet.explainer.card.close()

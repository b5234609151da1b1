"""F1 finds what is known about the thing under the pointer, or what it lies in."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

import resources
from hellogpt_gui.help import explain, words_about
from hellogpt_gui.widgets.help_card import HelpCard

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


def test_the_card_explains_what_is_under_the_pointer(window: QWidget) -> None:
    card = HelpCard(window)
    point = window.own.mapToGlobal(QPoint(20, 10))
    QCursor.setPos(point)
    explain(window, card)
    assert card.words.text() == "My **own** words."
    assert not card.geometry().contains(point)
    card.close()


def test_with_the_pointer_elsewhere_it_explains_what_has_the_focus(window: QWidget) -> None:
    card = HelpCard(window)
    QCursor.setPos(window.mapToGlobal(QPoint(700, 700)))
    window.plain.setFocus()
    explain(window, card)
    assert card.words.text() == resources.read("help/sampling.md")
    card.close()

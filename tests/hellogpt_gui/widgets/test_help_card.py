"""A paragraph beside the pointer: whole, on the screen, gone with any key or click."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

import resources
from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.help_card import WIDTH, HelpCard

pytestmark = pytest.mark.usefixtures("dressed")

TOPICS = ("window", "train", "chat", "inspect", "library", "scrubber", "status-bar", "attention", "next-token")


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def card(window: QWidget) -> HelpCard:
    return HelpCard(window)


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("zoom", [1.0, 1.5])
def test_a_paragraph_is_shown_whole(card: HelpCard, topic: str, zoom: float) -> None:
    while theme.zoom < zoom:
        theme.zoom_in()
    card.show_at(resources.read(f"help/{topic}.md"), QPoint(100, 100))
    assert card.isVisible()
    assert card.width() == theme.px(WIDTH)
    assert card.words.height() >= card.words.heightForWidth(card.words.width())
    assert card.rect().contains(card.words.geometry())
    card.close()


def test_a_short_one_after_a_long_one_is_short(card: HelpCard) -> None:
    card.show_at("One sentence. " * 30, QPoint(100, 100))
    tall = card.height()
    card.show_at("One sentence.", QPoint(100, 100))
    assert card.height() < tall / 2


@pytest.mark.parametrize("corner", ["topLeft", "topRight", "bottomLeft", "bottomRight"])
def test_it_stays_on_the_screen_and_off_the_pointer(card: HelpCard, corner: str) -> None:
    room = card.screen().availableGeometry()
    point = getattr(room, corner)()
    card.show_at("One sentence. " * 12, point)
    assert room.contains(card.geometry())
    assert not card.geometry().contains(point)


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_F1, Qt.Key.Key_A])
def test_any_key_closes_it(qtbot: QtBot, card: HelpCard, key: Qt.Key) -> None:
    card.show_at("One sentence.", QPoint(100, 100))
    qtbot.keyClick(card, key)
    assert not card.isVisible()


def test_a_click_beside_it_closes_it(qtbot: QtBot, card: HelpCard) -> None:
    card.show_at("One sentence.", QPoint(100, 100))
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton, pos=QPoint(-20, -20))
    assert not card.isVisible()


def test_a_screen_reader_hears_the_paragraph(card: HelpCard) -> None:
    card.show_at("The **loss** is a number.", QPoint(100, 100))
    assert card.accessibleName() == "The loss is a number."

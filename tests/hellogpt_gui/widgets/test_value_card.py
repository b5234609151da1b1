"""The card over a plot: as large as its words, said aloud, never in the mouse's way."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.value_card import CardRow, ValueCard

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(400, 300)
    return made


@pytest.fixture
def card(host: QWidget) -> ValueCard:
    made = ValueCard(host)
    made.show_rows(
        "Step 512", [CardRow("train", "2.31", theme.color("train")), CardRow("val", "2.44", theme.color("val"))]
    )
    return made


def test_what_is_seen_is_also_said(card: ValueCard) -> None:
    assert card.accessibleName() == "Step 512, train 2.31, val 2.44"


def test_it_is_as_large_as_its_words(card: ValueCard) -> None:
    small = card.size()
    card.show_rows("Step 512", [CardRow("a much longer label than before", "2.310", theme.color("train"))] * 3)
    assert card.width() > small.width()
    assert card.height() == small.height() + theme.px(20)
    card.show_rows("A title that is wider than every row below it, by far", [])
    assert card.width() > theme.px(300)


def test_each_row_has_the_dot_of_its_curve(card: ValueCard) -> None:
    picture = card.grab().toImage()
    colours = [picture.pixelColor(theme.px(15), theme.px(38) + index * theme.px(20)) for index in range(2)]
    assert colours == [theme.color("train"), theme.color("val")]


def test_the_mouse_goes_through_it(qtbot: QtBot, host: QWidget, card: ValueCard) -> None:
    below = QPushButton("Below", host)
    below.setGeometry(0, 0, 400, 300)
    card.raise_()
    host.show()
    qtbot.waitExposed(host)
    assert card.isVisible()
    assert host.childAt(QPoint(20, 20)) is below


def test_it_follows_scheme_and_zoom(card: ValueCard, follows_the_look: Callable[[QWidget], None]) -> None:
    follows_the_look(card)


def test_another_zoom_makes_it_fit_again(card: ValueCard) -> None:
    while theme.zoom < 1.5:
        theme.zoom_in()
    assert card.size() == card.sizeHint()
    assert card.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

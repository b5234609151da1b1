"""Cards in a group: chosen by click and by keys, never two at once; sentences stay in two lines."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.preset_card import Diagram, PresetCard, two_lines

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def cards(qtbot: QtBot, host: QWidget) -> list[PresetCard]:
    row, group = QHBoxLayout(host), QButtonGroup(host)
    made = [PresetCard(name, "One sentence.") for name in ("One", "Two", "Three")]
    for card in made:
        card.set_diagram(Diagram(4, 128))
        row.addWidget(card)
        group.addButton(card)
    made[0].setChecked(True)
    host.resize(600, 180)
    host.show()
    qtbot.waitExposed(host)
    return made


def test_a_click_chooses_one_and_only_one(qtbot: QtBot, cards: list[PresetCard]) -> None:
    qtbot.mouseClick(cards[2], Qt.MouseButton.LeftButton)
    assert [card.isChecked() for card in cards] == [False, False, True]


def test_arrows_move_the_choice(qtbot: QtBot, cards: list[PresetCard]) -> None:
    cards[0].setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(cards[0], Qt.Key.Key_Right)
    assert [card.isChecked() for card in cards] == [False, True, False]
    qtbot.keyClick(cards[1], Qt.Key.Key_Left)
    assert cards[0].isChecked()


def test_what_is_seen_is_also_said(cards: list[PresetCard]) -> None:
    cards[0].set_count("1.3 M", "parameters")
    assert cards[0].accessibleName() == "One"
    assert cards[0].accessibleDescription() == "1.3 M parameters. One sentence."


def test_a_deep_network_stays_on_its_card(cards: list[PresetCard]) -> None:
    cards[0].set_diagram(Diagram(96, 4096, widening=8, halves=True))
    picture = cards[0].grab().toImage()
    below_diagram = picture.pixelColor(20, 66)
    assert below_diagram == picture.pixelColor(20, 70)


@pytest.mark.parametrize("width", [40, 90, 140, 400])
def test_a_sentence_takes_two_lines_at_most(width: int) -> None:
    metrics = QFontMetrics(theme.font(12))
    lines = two_lines("Small, built as today: RoPE, SwiGLU, RMSNorm and a little more.", metrics, width)
    assert 1 <= len(lines) <= 2
    assert all(metrics.horizontalAdvance(line) <= width for line in lines)

"""A prompt as chips: one is chosen by click, keys and wheel; it is scrolled into sight and said."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.token_strip import TokenStrip

pytestmark = pytest.mark.usefixtures("dressed")

TOKENS = ("The", "·fox", "·met", "·the")
NEXT = (("·owl", 0.6), ("·hare", 0.3))


@pytest.fixture
def strip(qtbot: QtBot) -> TokenStrip:
    made = TokenStrip("The prompt, token by token")
    qtbot.addWidget(made)
    made.resize(500, made.height())
    made.show_tokens(TOKENS, 3, NEXT)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_a_click_chooses_a_token_and_says_it_once(qtbot: QtBot, strip: TokenStrip) -> None:
    at = strip.box_of(1).center().toPoint()
    with qtbot.waitSignal(strip.picked) as said:
        qtbot.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert said.args == [1]
    assert strip.at == 1
    with qtbot.assertNotEmitted(strip.picked):
        qtbot.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=at)
        qtbot.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(490, 15))


def test_keys_move_the_choice_and_stop_at_the_ends(qtbot: QtBot, strip: TokenStrip) -> None:
    said: list[int] = []
    strip.picked.connect(said.append)
    keys = (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Home, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_End)
    for key in keys:
        qtbot.keyClick(strip, key)
    assert said == [2, 0, 1, 3]


def test_what_is_seen_is_also_said(qtbot: QtBot, strip: TokenStrip) -> None:
    assert strip.accessibleName() == "The prompt, token by token"
    assert strip.accessibleDescription() == "The·fox·met·the, chosen: ·the, 3"
    qtbot.keyClick(strip, Qt.Key.Key_Home)
    assert strip.accessibleDescription() == "The·fox·met·the, chosen: The, 0"


def test_chips_do_not_touch_and_are_as_wide_as_their_words(strip: TokenStrip) -> None:
    boxes = [strip.box_of(index) for index in range(4)]
    assert all(left.right() < right.left() for left, right in pairwise(boxes))
    strip.show_tokens(("a", "Constantinople"), 0, ())
    assert strip.box_of(1).width() > 3 * strip.box_of(0).width()


def test_the_chosen_token_is_scrolled_into_sight(qtbot: QtBot, strip: TokenStrip) -> None:
    strip.show_tokens([f"·word{k}" for k in range(128)], 127, NEXT)
    bar = strip.horizontalScrollBar()
    assert bar.value() == bar.maximum() > 0
    qtbot.keyClick(strip, Qt.Key.Key_Home)
    assert strip.box_of(0).left() >= 0
    for _ in range(12):
        qtbot.keyClick(strip, Qt.Key.Key_Right)
        box = strip.box_of(strip.at)
        assert box.left() >= 0
        assert box.right() <= strip.viewport().width()


def test_another_answer_to_the_same_prompt_does_not_scroll(strip: TokenStrip) -> None:
    many = [f"·word{k}" for k in range(128)]
    strip.show_tokens(many, 127, NEXT)
    strip.horizontalScrollBar().setValue(50)
    strip.show_tokens(many, 127, (("·fox", 0.9),))
    assert strip.horizontalScrollBar().value() == 50


def test_the_wheel_scrolls_sideways(dressed: QApplication, strip: TokenStrip) -> None:
    strip.show_tokens([f"·word{k}" for k in range(128)], 0, ())
    wheel = QWheelEvent(
        QPointF(20, 15), strip.mapToGlobal(QPointF(20, 15)), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    dressed.sendEvent(strip.viewport(), wheel)
    assert strip.horizontalScrollBar().value() == 120


def test_hovering_a_chip_is_seen(qtbot: QtBot, strip: TokenStrip) -> None:
    box = strip.box_of(1)
    corner = QPoint(round(box.center().x()), round(box.top()) + 3)
    qtbot.mouseMove(strip.viewport(), box.center().toPoint())
    assert strip.viewport().grab().toImage().pixelColor(corner) == theme.color("fill-hover")
    qtbot.mouseMove(strip.viewport(), QPoint(490, 15))
    assert strip.viewport().grab().toImage().pixelColor(corner) == theme.color("fill")


@pytest.mark.parametrize("zoom", [1.0, 1.5])
@pytest.mark.parametrize("count", [1, 12])
def test_where_there_is_room_nothing_is_cut(
    qtbot: QtBot, zoom: float, count: int, nothing_is_cut: Callable[[QWidget], bool]
) -> None:
    while theme.zoom < zoom:
        theme.zoom_in()
    strip = TokenStrip("Prompt")
    qtbot.addWidget(strip)
    strip.show_tokens(["·Constantinople"] * count, count - 1, NEXT)
    strip.resize(round(strip._lefts[-1] + strip._width_of_next()) + 10, strip.height())
    strip.show()
    qtbot.waitExposed(strip)
    assert strip.horizontalScrollBar().maximum() == 0
    assert nothing_is_cut(strip.viewport())


def test_it_follows_scheme_and_zoom(strip: TokenStrip, follows_the_look: Callable[[QWidget], None]) -> None:
    follows_the_look(strip)
    assert strip.height() == strip.sizeHint().height()


def test_an_empty_prompt_has_nothing_chosen(qtbot: QtBot, strip: TokenStrip) -> None:
    strip.show_tokens((), -1, ())
    with qtbot.assertNotEmitted(strip.picked):
        qtbot.keyClick(strip, Qt.Key.Key_Home)
    assert strip.accessibleDescription() == ""
    assert not strip.viewport().grab().isNull()

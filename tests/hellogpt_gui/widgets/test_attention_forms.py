"""Arcs over the text and the tinted text: the asking token is chosen by click and keys; what is seen is also said."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hellogpt_gui.widgets.attention_arcs import AttentionArcs
from hellogpt_gui.widgets.attention_text import AttentionText
from hellogpt_gui.widgets.value_scale import ValueScale

pytestmark = pytest.mark.usefixtures("dressed")

TOKENS = ("The", "·fox", "·met", "·the", "·owl")
Form = AttentionArcs | AttentionText


def causal(count: int) -> np.ndarray:
    weights = np.tril(np.ones((count, count))) + 3 * np.eye(count, k=-1)
    return weights / weights.sum(axis=1, keepdims=True)


@pytest.fixture(params=[AttentionArcs, AttentionText])
def form(qtbot: QtBot, request: pytest.FixtureRequest) -> Form:
    made: Form = request.param("Attention")
    qtbot.addWidget(made)
    made.resize(480, 360)
    made.show_pattern(TOKENS, causal(5), 4)
    made.show()
    qtbot.waitExposed(made)
    return made


def place(form: Form, token: int) -> QPoint:
    there = form.place(token) if isinstance(form, AttentionArcs) else form.box_of(token).center()
    return there.toPoint()


def test_a_click_chooses_the_token_that_asks(qtbot: QtBot, form: Form) -> None:
    with qtbot.waitSignal(form.picked) as said:
        qtbot.mouseClick(form, Qt.MouseButton.LeftButton, pos=place(form, 2))
    assert said.args == [2]
    with qtbot.assertNotEmitted(form.picked):
        qtbot.mouseClick(form, Qt.MouseButton.LeftButton, pos=place(form, 4))


def test_keys_move_it_and_stop_at_the_ends(qtbot: QtBot, form: Form) -> None:
    said: list[int] = []
    form.picked.connect(said.append)
    form.picked.connect(lambda at: form.show_pattern(TOKENS, causal(5), at))
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_End, Qt.Key.Key_Right):
        qtbot.keyClick(form, key)
    assert said == [0, 1, 4]


def test_what_is_seen_is_also_said(form: Form) -> None:
    assert form.accessibleDescription().startswith("owl looks at the 0.50, ")
    form.show_pattern(TOKENS, causal(5), 1)
    assert form.accessibleDescription().startswith("fox looks at The 0.80, ")


def test_other_weights_and_signs_are_another_picture(form: Form) -> None:
    before = form.grab().toImage()
    pattern = np.tril(np.arange(-12.0, 13.0).reshape(5, 5))
    form.show_pattern(TOKENS, pattern, 4, ValueScale.of(pattern, signed=True))
    assert form.grab().toImage() != before


def test_it_follows_scheme_and_zoom(form: Form, follows_the_look: Callable[[QWidget], None]) -> None:
    follows_the_look(form)


@pytest.mark.parametrize("count", [1, 2, 128])
def test_any_length_is_drawn_whole(form: Form, count: int, nothing_is_cut: Callable[[QWidget], bool]) -> None:
    form.show_pattern(["·Constantinople-on-sea"] * count, causal(count), count - 1)
    least = form.minimumSizeHint()
    form.resize(least.width(), max(least.height(), form.heightForWidth(least.width())))
    assert nothing_is_cut(form)

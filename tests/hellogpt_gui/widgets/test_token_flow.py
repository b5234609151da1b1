"""Chips that run on from line to line."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hellogpt_gui.widgets.token_flow import TokenFlow

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture
def flow(qtbot: QtBot) -> TokenFlow:
    made = TokenFlow("Words")
    qtbot.addWidget(made)
    made.resize(200, 200)
    made.show_tokens(["The", "·fox", "·met", "·the", "·owl", "·at", "·the", "·river"], [1])
    made.show()
    return made


def test_it_takes_as_many_lines_as_it_needs(flow: TokenFlow) -> None:
    narrow, wide = flow.heightForWidth(120), flow.heightForWidth(2000)
    assert narrow > 2 * wide
    assert all(box.right() <= 200 for box in flow._boxes)


def test_a_newline_ends_a_line(flow: TokenFlow) -> None:
    flow.show_tokens(["The", "⏎", "·fox"])
    first, newline, second = flow._boxes
    assert first.top() == newline.top() < second.top()
    assert second.left() == first.left()


def test_what_is_marked_looks_otherwise(flow: TokenFlow) -> None:
    marked = flow.grab().toImage()
    flow.show_tokens(flow.tokens)
    assert flow.grab().toImage() != marked
    assert flow.accessibleDescription() == "The ·fox ·met ·the ·owl ·at ·the ·river"


def test_it_follows_the_look(flow: TokenFlow, follows_the_look: Callable[[QWidget], None]) -> None:
    follows_the_look(flow)

"""The map of the embeddings by clicks and keys."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from hellogpt_gui.inspect_tab import InspectTab
from hellogpt_gui.inspect_tab.embeddings_view import EmbeddingsView

from .conftest import settle

pytestmark = [pytest.mark.usefixtures("dressed"), pytest.mark.integration]


def test_a_dot_a_key_a_neighbour_and_a_word_choose_the_token_of_all_views(
    qtbot: QtBot, tab: InspectTab, shown: Callable[..., EmbeddingsView]
) -> None:
    view = shown("embeddings")
    result = tab._answer.result
    assert result.token == tab._answer.token_ids[-1]
    assert view.title.text() == f"“{tab._answer.tokens[-1]}”"
    other = int(np.nanargmax(view.map.places()[:, 0]))
    qtbot.mouseClick(view.map, Qt.MouseButton.LeftButton, pos=view.map.place_of(other).toPoint())
    settle(qtbot, tab)
    assert tab._answer.result.token == tab.question().looking.token
    chosen = tab._answer.result.token
    assert chosen != result.token
    qtbot.keyClick(view.map, Qt.Key.Key_Left)
    settle(qtbot, tab)
    assert view.map.place_of(tab._answer.result.token).x() < view.map.place_of(chosen).x()
    nearest = tab._answer.result.neighbours[0].id
    qtbot.mouseClick(view.near, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    settle(qtbot, tab)
    assert tab._answer.result.token == nearest
    qtbot.keyClicks(view.finder, "met")
    qtbot.keyClick(view.finder, Qt.Key.Key_Return)
    settle(qtbot, tab)
    assert "met" in view.title.text()


def test_zoom_keeps_what_is_under_the_pointer_and_home_shows_all(
    qtbot: QtBot, tab: InspectTab, shown: Callable[..., EmbeddingsView]
) -> None:
    view = shown("embeddings")
    token = tab._answer.result.token
    before = view.map.places()
    qtbot.keyClick(view.map, Qt.Key.Key_Plus)
    after = view.map.places()
    assert after[token] == pytest.approx(before[token], abs=1)
    assert abs(after - after[token]).max(initial=0, where=after == after) > abs(before - before[token]).max(
        initial=0, where=before == before
    )
    tab._selection.set_step(0)
    settle(qtbot, tab)
    assert view.map._zoom > 1, "another step keeps the zoom"
    qtbot.keyClick(view.map, Qt.Key.Key_Home)
    assert view.map._zoom == 1


def test_places_have_a_picture_of_their_own_with_a_card(
    qtbot: QtBot, tab: InspectTab, shown: Callable[..., EmbeddingsView]
) -> None:
    view = shown("embeddings")
    assert not view.projections.isVisible() or len(tab._answer.result.projections) == 2
    qtbot.mouseClick(view.pictures.segment(1), Qt.MouseButton.LeftButton)
    assert view.places.isVisible()
    qtbot.keyClick(view.places, Qt.Key.Key_Down)
    qtbot.keyClick(view.places, Qt.Key.Key_Right)
    value = f"{tab._answer.result.places.rows[1, 1]:.2f}"
    assert view.places.accessibleDescription() == f"Place 1, Place 1: {value}"
    assert not view.finder.isEnabled()

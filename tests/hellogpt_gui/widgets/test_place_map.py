"""The map of layers by places: what is marked is said, names that have room, and colours around nothing."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.place_map import PlaceMap

pytestmark = pytest.mark.usefixtures("dressed")
CELLS = np.array([[0.0, 1.0, -1.0], [0.25, np.nan, 3.0]])


@pytest.fixture
def places(qtbot: QtBot) -> PlaceMap:
    made = PlaceMap("What comes along")
    made.show_cells(CELLS, ("The", "fox ↔ owl", "sat"), (1,))
    qtbot.addWidget(made)
    made.resize(420, 240)
    made.show()
    return made


def test_keys_move_the_mark_which_is_said(qtbot: QtBot, places: PlaceMap) -> None:
    said: list[tuple[int, int]] = []
    places.pointed.connect(lambda layer, place: said.append((layer, place)))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_Home):
        qtbot.keyClick(places, key)
    assert said == [(0, 0), (0, 1), (1, 1), (1, 2), (1, 0)]
    assert places.accessibleDescription() == "Layer 1, The, place 0: 0.25"
    qtbot.keyClick(places, Qt.Key.Key_Right)
    assert places.accessibleDescription().endswith("not known yet")


def test_the_pointer_marks_a_cell_and_leaves_it(qtbot: QtBot, places: PlaceMap) -> None:
    with qtbot.waitSignal(places.pointed) as said:
        qtbot.mouseMove(places, places.box_of(1, 2).center().toPoint())
    assert said.args == [1, 2]
    places.clearFocus()
    with qtbot.waitSignal(places.pointed) as said:
        places.leaveEvent(None)
    assert said.args == [-1, -1]


def test_a_cell_is_coloured_by_its_sign(places: PlaceMap) -> None:
    picture = places.grab().toImage()

    def corner(layer: int, place: int) -> str:
        box = places.box_of(layer, place)
        ratio = picture.devicePixelRatio()
        return picture.pixelColor(int((box.left() + 3) * ratio), int((box.top() + 3) * ratio)).name()

    assert [corner(0, place) for place in range(3)] == [
        theme.color(name).name() for name in ("surface", "for", "against")
    ]
    assert corner(1, 2) == corner(0, 1), "beyond 1 it is no stronger"
    assert corner(1, 1) == theme.color("soft").name()


def test_names_without_room_are_left_out_bold_ones_last(places: PlaceMap) -> None:
    assert sorted(places._named(40.0)) == [0, 1, 2]
    assert places._named(5.0) == [1]
    wide = PlaceMap("many")
    wide.show_cells(np.zeros((12, 900)), [f"token {place}" for place in range(900)], (450,))
    assert 450 in wide._named(8.0)
    assert wide.minimumSizeHint().width() > 900 * 8
    wide.deleteLater()

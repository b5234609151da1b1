"""The diagram of a network: where its boxes stand, and how one goes through them."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hellogpt_gui.widgets.network_diagram import NetworkDiagram
from hellogpt_gui.widgets.network_layout import Box, Group, Network, Node, Part, lay_out

pytestmark = pytest.mark.usefixtures("dressed")


def box(key: str) -> Box:
    return Box(key, key, "2×3", QImage(4, 4, QImage.Format.Format_RGB32), f"about {key}")


def network(dropout: str = "") -> Network:
    attention = Part(((box("n1"),), (box("q"), box("k"), box("v")), (box("o"),)), Node("mid", "1.0"), dropout)
    thinking = Part(((box("n2"),), (box("up"),), (box("down"),)), Node("post", "2.0"), dropout)
    return Network(
        box("token"), Part(((box("place"),),), Node("start", "0.5"), dropout),
        (Group("Layer 0", "1 k", (attention, thinking)), Group("Layer 1", "1 k", folded=Node("l1", "3.0"))),
        Part(((box("final"),), (box("head"),)), None), ("fox  40 %", "owl  2 %"),
    )  # fmt: skip


def shown(qtbot: QtBot, drawn: Network) -> NetworkDiagram:
    made = NetworkDiagram("network")
    qtbot.addWidget(made)
    made.show_network(drawn, "token", 0.5)
    made.resize(440, 700)
    made.show()
    return made


def test_the_walk_goes_down_the_stream_and_along_each_part(qtbot: QtBot) -> None:
    made = shown(qtbot, network())
    walk = ("token", "place", "start", "n1", "q", "k", "v", "o", "mid", "n2", "up", "down", "post", "l1")
    assert made.keys == [*walk, "final", "head"]
    places = [made.box_of(key) for key in made.keys]
    assert all(not place.isEmpty() for place in places)
    assert not any(a.intersects(b) for n, a in enumerate(places) for b in places[:n])
    nodes = [made.box_of(key).center() for key in ("start", "mid", "post", "l1")]
    assert len({node.x() for node in nodes}) == 1
    assert [node.y() for node in nodes] == sorted(node.y() for node in nodes)
    assert made.box_of("o").left() == made.box_of("down").left(), "rows end below one another"
    assert lay_out(network("dropout"), 440, 1.0).high > lay_out(network(), 440, 1.0).high


def test_keys_and_clicks_choose(qtbot: QtBot) -> None:
    made = shown(qtbot, network("dropout 0.1"))
    said: list[str] = []
    made.picked.connect(said.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_End, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Home):
        qtbot.keyClick(made, key)
    assert said == ["place", "head", "final", "token"]
    said.clear()
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton, pos=made.box_of("down").center().toPoint())
    assert made.accessibleDescription() == "about down"
    qtbot.keyClick(made, Qt.Key.Key_Up)
    folded = QPoint(300, int(made.box_of("l1").center().y()))
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton, pos=folded)
    qtbot.keyClick(made, Qt.Key.Key_Down)
    assert said[0] == "down"
    assert said[2:] == ["l1", "final"]
    made.walk(-1)
    assert made.chosen == "l1"
    assert not made.grab().isNull()


def test_it_follows_the_look(qtbot: QtBot, follows_the_look: Callable[[QWidget], None]) -> None:
    follows_the_look(shown(qtbot, network("dropout")))

"""Every declared view has its widget, its help and its place on the rail."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

import resources
from core.config import VIEWS
from hellogpt_gui.inspect_tab.rail import NAME_ROLE, Rail
from hellogpt_gui.inspect_tab.views import VIEW_WIDGETS

pytestmark = pytest.mark.usefixtures("dressed")


def test_widgets_are_those_that_are_declared() -> None:
    assert VIEW_WIDGETS.keys() == VIEWS.keys()


@pytest.mark.parametrize("name", VIEWS)
def test_every_view_is_explained(name: str) -> None:
    words = resources.read(f"help/{name}.md")
    assert "*Try*" in words
    assert "*It does not prove*" in words


def test_the_rail_has_headings_that_cannot_be_chosen(qtbot: QtBot) -> None:
    rail = Rail()
    qtbot.addWidget(rail)
    names = [rail.model().index(row, 0).data(NAME_ROLE) for row in range(rail.model().rowCount())]
    assert [name for name in names if name] == list(VIEWS)
    heading = rail.model().index(0, 0)
    assert heading.data() == "Forward"
    assert not heading.flags() & Qt.ItemFlag.ItemIsSelectable


def test_choosing_says_so_only_when_the_person_does_it(qtbot: QtBot) -> None:
    rail = Rail()
    qtbot.addWidget(rail)
    said: list[str] = []
    rail.chosen.connect(said.append)
    rail.choose("attention")
    assert said == []
    qtbot.keyClick(rail, Qt.Key.Key_Down)
    assert said == ["next-token"]
    qtbot.keyClick(rail, Qt.Key.Key_Home)
    assert said[1:] == [next(iter(VIEWS))]

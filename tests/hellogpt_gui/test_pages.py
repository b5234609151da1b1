"""The three tabs are made when they are first needed, once, and end with the window."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import resources
from core.paths import Home
from hellogpt_gui.engine.client import EngineClient
from hellogpt_gui.library.selection import Selection
from hellogpt_gui.notify import Notifier
from hellogpt_gui.pages import LABELS, NAMES, Pages


@pytest.fixture
def pages(dressed: QApplication, qtbot: QtBot, home: Home) -> Iterator[Pages]:
    """Pages on an engine that is never started."""
    client = EngineClient(home)
    made = Pages(client, Selection(), home, Notifier())
    qtbot.addWidget(made)
    made.resize(1000, 700)
    yield made
    made.close_down()
    client.close()


def test_at_first_none_is_made_and_train_is_in_front(pages: Pages, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(pages.made):
        pages.show()
        qtbot.waitExposed(pages)
    assert pages.front == "train"


def test_one_is_made_when_it_is_brought_to_the_front(pages: Pages, qtbot: QtBot) -> None:
    with qtbot.waitSignal(pages.made) as said:
        pages.bring("inspect")
    assert said.args == ["inspect"]
    assert pages.front == "inspect"
    pages.show()
    assert pages.tab("inspect").isVisible()
    with qtbot.assertNotEmitted(pages.made):
        pages.bring("inspect")


def test_the_others_follow_one_by_one(pages: Pages) -> None:
    made: list[str] = []
    pages.made.connect(made.append)
    pages.bring("chat")
    answers = [pages.make_next() for _ in range(3)]
    assert made == ["chat", "train", "inspect"]
    assert answers == [True, False, False]
    assert pages.front == "chat"


def test_every_page_has_a_name_a_label_and_its_help(pages: Pages) -> None:
    assert len(NAMES) == len(LABELS) == pages.count()
    for index, name in enumerate(NAMES):
        assert pages.widget(index).property("help") == name
        assert resources.read(f"help/{name}.md").strip()

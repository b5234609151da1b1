"""The newest message stands at the end of the page, and takes no room while there is none."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from core.protocol import Failed
from hellogpt_gui.message_place import MessagePlace
from hellogpt_gui.notify import Notifier
from hellogpt_gui.theme import theme


@pytest.fixture
def page(dressed: QApplication, qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.notifier, made.above = Notifier(), QWidget()
    made.place = MessagePlace(made.notifier)
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(made.above, 1)
    column.addWidget(made.place)
    made.resize(900, 400)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_without_a_message_the_page_has_all_the_room(page: QWidget) -> None:
    assert page.above.height() == 400


def test_a_fault_is_shown_with_its_hint_and_its_details_to_copy(page: QWidget) -> None:
    page.notifier.show_failed(Failed("The disk is full.", "Make room.", 1, "Traceback"))
    bar = page.place.bar
    assert (bar.sentence.text(), bar.hint.text()) == ("The disk is full.", "Make room.")
    bar.copy.click()
    assert "Traceback" in QApplication.clipboard().text()
    assert "HelloGPT" in QApplication.clipboard().text()


def test_it_stands_apart_from_the_edges_and_gives_the_room_back(qtbot: QtBot, page: QWidget) -> None:
    page.notifier.show("The disk is full.", "Make room.")
    bar = page.place.bar
    qtbot.waitUntil(lambda: bar.x() == theme.px(16))
    assert page.above.height() < 400
    assert bar.geometry().right() == 900 - theme.px(16) - 1
    qtbot.mouseClick(bar.close_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.above.height() == 400)


def test_the_newest_message_takes_the_place_of_the_one_before(page: QWidget) -> None:
    done: list[str] = []
    page.notifier.show("First.", action_text="Do it", action=lambda: done.append("first"))
    page.notifier.show("Second.", kind="warn", action_text="Do that", action=lambda: done.append("second"))
    bar = page.place.bar
    assert (bar.sentence.text(), bar.button.text()) == ("Second.", "Do that")
    bar.button.click()
    assert done == ["second"]


def test_its_margin_grows_with_the_zoom(qtbot: QtBot, page: QWidget) -> None:
    page.notifier.show("The disk is full.")
    while theme.zoom < 1.5:
        theme.zoom_in()
    qtbot.waitUntil(lambda: page.place.bar.x() == theme.px(16))

"""One sentence that blocks nothing: its button does it, errors stay until closed, the rest leaves by itself."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.message_bar import LOOKS, STAYS_MS, MessageBar

pytestmark = pytest.mark.usefixtures("dressed")

LONG = "The text tales.txt in /home/somebody/texts cannot be read, because it is no text at all but a picture. " * 2


@pytest.fixture
def bar(qtbot: QtBot) -> MessageBar:
    page = QWidget()
    qtbot.addWidget(page)
    made = MessageBar()
    column = QVBoxLayout(page)
    column.addStretch(1)
    column.addWidget(made)
    page.resize(700, 300)
    page.show()
    qtbot.waitExposed(page)
    made.page = page
    return made


def test_it_is_hidden_until_something_is_said(bar: MessageBar) -> None:
    assert not bar.isVisible()
    bar.show_message("The disk is full.", "Make room.")
    assert bar.isVisible()
    assert (bar.sentence.text(), bar.hint.text()) == ("The disk is full.", "Make room.")


def test_its_button_does_it_once_and_the_message_goes(qtbot: QtBot, bar: MessageBar) -> None:
    done: list[str] = []
    bar.show_message("No text.", action_text="Choose a text", action=lambda: done.append("chosen"))
    assert bar.button.text() == "Choose a text"
    with qtbot.waitSignal(bar.closed):
        qtbot.mouseClick(bar.button, Qt.MouseButton.LeftButton)
    assert done == ["chosen"]
    assert not bar.isVisible()


def test_an_action_may_say_the_next_thing(qtbot: QtBot, bar: MessageBar) -> None:
    bar.show_message("First.", action_text="On", action=lambda: bar.show_message("Second."))
    qtbot.mouseClick(bar.button, Qt.MouseButton.LeftButton)
    assert bar.isVisible()
    assert bar.sentence.text() == "Second."
    assert not bar.button.isVisible()


def test_what_it_lacks_is_not_shown(bar: MessageBar) -> None:
    bar.show_message("The disk is full.", "Make room.", to_copy="all of it", action_text="On", action=bar.dismiss)
    assert all(part.isVisible() for part in (bar.hint, bar.button, bar.copy))
    bar.show_message("Saved.", kind="good", to_copy="all of it")
    assert not any(part.isVisible() for part in (bar.hint, bar.button, bar.copy))
    assert bar.close_button.isVisible()


def test_the_details_can_be_copied(qtbot: QtBot, bar: MessageBar) -> None:
    bar.show_message("The disk is full.", to_copy="The disk is full.\n\nHelloGPT 1.0")
    qtbot.mouseClick(bar.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "The disk is full.\n\nHelloGPT 1.0"
    assert bar.copy.text() == "Copied"
    bar.show_message("Another fault.", to_copy="other")
    assert bar.copy.text() == "Copy details"


def test_it_can_be_closed_by_click_and_says_so_once(qtbot: QtBot, bar: MessageBar) -> None:
    bar.show_message("The disk is full.")
    said: list[None] = []
    bar.closed.connect(lambda: said.append(None))
    qtbot.mouseClick(bar.close_button, Qt.MouseButton.LeftButton)
    bar.dismiss()
    assert len(said) == 1


@pytest.mark.parametrize("kind", LOOKS)
def test_only_what_needs_no_answer_leaves_by_itself(bar: MessageBar, kind: str) -> None:
    bar.show_message("Something.", kind=kind)
    assert bar._leave.isActive() == (kind in ("info", "good"))
    assert bar._leave.interval() == STAYS_MS
    bar.show_message("A fault.")
    assert not bar._leave.isActive()


def test_when_its_time_is_over_it_goes(qtbot: QtBot, bar: MessageBar) -> None:
    bar._leave.setInterval(1)
    with qtbot.waitSignal(bar.closed):
        bar.show_message("Saved.", kind="good")
    assert not bar.isVisible()


def test_kinds_differ_in_their_icon(bar: MessageBar) -> None:
    icons = []
    for kind in LOOKS:
        bar.show_message("Something.", kind=kind)
        icons.append(bar._icon.pixmap().toImage())
    assert all(icons[a] != icons[b] for a in range(4) for b in range(a))


def test_a_screen_reader_hears_sentence_and_hint(bar: MessageBar) -> None:
    bar.show_message("The disk is full.", "Make room.")
    assert bar.accessibleName() == "The disk is full. Make room."
    bar.show_message("Saved.", kind="good")
    assert bar.accessibleName() == "Saved."


@pytest.mark.parametrize("zoom", [1.0, 1.5])
def test_a_long_sentence_is_shown_whole(qtbot: QtBot, bar: MessageBar, zoom: float) -> None:
    while theme.zoom < zoom:
        theme.zoom_in()
    bar.page.resize(theme.px(700), theme.px(300))
    bar.show_message(LONG, LONG, to_copy="x", action_text="Choose a text", action=bar.dismiss)
    qtbot.waitUntil(lambda: bar.sentence.height() >= bar.sentence.heightForWidth(bar.sentence.width()))
    assert bar.hint.height() >= bar.hint.heightForWidth(bar.hint.width())
    assert bar.rect().contains(bar.hint.geometry())
    assert not bar.sentence.geometry().intersects(bar.hint.geometry())


def test_it_fades_in_and_nothing_stays_in_the_way(qtbot: QtBot, bar: MessageBar) -> None:
    bar.show_message("The disk is full.")
    qtbot.waitUntil(lambda: bar.graphicsEffect() is None)
    bar.show_message("Another fault.")
    assert bar.graphicsEffect() is None, "what replaces a message stands at once"


def test_it_follows_scheme_and_zoom(qtbot: QtBot, bar: MessageBar, follows_the_look: Callable[[QWidget], None]) -> None:
    bar.show_message("The disk is full.", "Make room.")
    qtbot.waitUntil(lambda: bar.graphicsEffect() is None)
    follows_the_look(bar)

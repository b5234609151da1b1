"""Type a few letters, Enter does it; the focus comes back, and nothing is done that cannot be done now."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.command_palette import PLACE, CommandPalette, words_of

pytestmark = pytest.mark.usefixtures("dressed")

WORDS = ("&New model…", "Zoom &in", "Zoom &out", "&Quit", "Open the &data folder")


class Window(QWidget):
    """A window with a field, five actions, of which one is off, and the palette."""

    def __init__(self) -> None:
        super().__init__()
        self.before, self.after = QLineEdit(), QLineEdit()
        column = QVBoxLayout(self)
        column.addWidget(self.before)
        column.addWidget(self.after)
        self.actions_here = [QAction(words, self) for words in WORDS]
        self.actions_here[1].setShortcut(QKeySequence("Ctrl++"))
        self.actions_here[0].setEnabled(False)
        self.resize(900, 600)
        self.palette_card = CommandPalette(self)

    def open(self) -> CommandPalette:
        self.palette_card.open_above(lambda: self.actions_here)
        return self.palette_card


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    made = Window()
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    made.before.setFocus()
    return made


def rows(palette: CommandPalette) -> list[str]:
    return [palette.list.item(row).text() for row in range(palette.list.count())]


def test_it_opens_with_every_action_the_possible_ones_first(window: Window) -> None:
    palette = window.open()
    assert palette.field.hasFocus()
    assert rows(palette) == ["Zoom in", "Zoom out", "Quit", "Open the data folder", "New model"]


def test_typed_words_in_any_order_find_an_action_and_enter_does_it(qtbot: QtBot, window: Window) -> None:
    palette = window.open()
    qtbot.keyClicks(palette.field, "out ZOOM")
    assert rows(palette) == ["Zoom out"]
    with qtbot.waitSignal(window.actions_here[2].triggered):
        qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert not palette.isVisible()
    assert window.before.hasFocus()


def test_letters_left_out_between_find_it_too_and_the_closest_stands_first(qtbot: QtBot, window: Window) -> None:
    palette = window.open()
    qtbot.keyClicks(palette.field, "zou")
    assert rows(palette) == ["Zoom out"]
    palette.field.clear()
    qtbot.keyClicks(palette.field, "o")
    assert rows(palette)[:3] == ["Zoom out", "Open the data folder", "Zoom in"]


def test_what_was_done_lately_stands_first_next_time(qtbot: QtBot, window: Window) -> None:
    palette = window.open()
    for words in ("quit", "zoom out"):
        qtbot.keyClicks(palette.field, words)
        qtbot.keyClick(palette.field, Qt.Key.Key_Return)
        window.open()
    assert rows(palette) == ["Zoom out", "Quit", "Zoom in", "Open the data folder", "New model"]
    assert palette.recent == ["Zoom out", "Quit"]
    qtbot.keyClicks(palette.field, "zoom")
    assert rows(palette) == ["Zoom out", "Zoom in"]


def test_where_an_action_is_at_home_stands_in_place_of_its_keys(window: Window) -> None:
    window.actions_here[1].setShortcuts([])
    window.actions_here[1].setProperty(PLACE, "Chat")
    assert window.open().field.accessibleDescription() == "Zoom in, Chat"


def test_it_is_as_high_as_its_rows_and_no_row_is_cut(qtbot: QtBot, window: Window) -> None:
    palette = window.open()
    tall = palette.height()
    assert palette.list.verticalScrollBar().maximum() == 0
    qtbot.keyClicks(palette.field, "zoom")
    assert palette.height() == tall - 3 * theme.px(34)
    last = palette.list.visualItemRect(palette.list.item(1))
    qtbot.waitUntil(lambda: palette.list.viewport().rect().contains(last))
    palette.field.clear()
    assert palette.height() == tall


def test_arrows_move_and_stop_at_the_ends(qtbot: QtBot, window: Window) -> None:
    palette = window.open()
    seen = []
    keys = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_Down, Qt.Key.Key_PageUp)
    for key in keys:
        qtbot.keyClick(palette.field, key)
        seen.append(palette.list.currentRow())
    assert seen == [0, 1, 4, 4, 0]
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    with qtbot.waitSignal(window.actions_here[2].triggered):
        qtbot.keyClick(palette.field, Qt.Key.Key_Return)


def test_a_click_does_an_action(qtbot: QtBot, window: Window) -> None:
    palette = window.open()
    box = palette.list.visualItemRect(palette.list.item(2))
    with qtbot.waitSignal(window.actions_here[3].triggered):
        qtbot.mouseClick(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    assert not palette.isVisible()


def test_what_cannot_be_done_now_is_shown_and_not_done(qtbot: QtBot, window: Window) -> None:
    palette = window.open()
    qtbot.keyClicks(palette.field, "new")
    with qtbot.assertNotEmitted(window.actions_here[0].triggered):
        qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.isVisible()
    assert palette.field.accessibleDescription() == "New model, not now"


def test_words_that_nothing_has_are_said_to_be_so(qtbot: QtBot, window: Window) -> None:
    palette = window.open()
    qtbot.keyClicks(palette.field, "dance")
    assert rows(palette) == ["No action has these words"]
    assert palette.field.accessibleDescription() == "No action has these words"
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.isVisible()
    assert not palette.grab().isNull()


def test_the_chosen_row_is_said_with_its_keys(qtbot: QtBot, window: Window) -> None:
    palette = window.open()
    assert palette.field.accessibleDescription() == "Zoom in, Ctrl++"
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    assert palette.field.accessibleDescription() == "Zoom out"


def close_by_escape(qtbot: QtBot, window: Window) -> None:
    qtbot.keyClick(window.palette_card.field, Qt.Key.Key_Escape)


def close_by_opening_again(qtbot: QtBot, window: Window) -> None:
    window.open()


@pytest.mark.parametrize("close", [close_by_escape, close_by_opening_again])
def test_closed_it_gives_the_focus_back(qtbot: QtBot, window: Window, close: Callable[[QtBot, Window], None]) -> None:
    palette = window.open()
    with qtbot.waitSignal(palette.done):
        close(qtbot, window)
    assert not palette.isVisible()
    assert window.before.hasFocus()


def test_a_click_elsewhere_closes_it_and_keeps_the_focus_there(qtbot: QtBot, window: Window) -> None:
    other = QLineEdit()
    window.layout().addWidget(other)
    qtbot.waitUntil(other.isVisible)
    palette = window.open()
    other.setFocus(Qt.FocusReason.MouseFocusReason)
    assert not palette.isVisible()
    assert other.hasFocus()


def test_it_closes_after_the_widget_before_it_has_gone(qtbot: QtBot, window: Window) -> None:
    palette = window.open()
    window.before.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    assert not palette.isVisible()


def test_it_stays_inside_a_window_that_shrinks_and_a_zoom_that_grows(qtbot: QtBot, window: Window) -> None:
    palette = window.open()
    before = palette.width()
    while theme.zoom < 1.5:
        theme.zoom_in()
    assert palette.width() > before
    assert palette.list.sizeHintForRow(0) == theme.px(34)
    window.resize(500, 400)
    qtbot.waitUntil(lambda: window.rect().contains(palette.geometry()))
    theme.set_scheme("dark")
    assert not palette.grab().isNull()


def test_a_row_is_drawn_with_its_keys(qtbot: QtBot, window: Window) -> None:
    palette = window.open()
    picture = palette.list.viewport().grab().toImage()

    def ink_at_the_right(row: int) -> int:
        box = palette.list.visualItemRect(palette.list.item(row))
        background = picture.pixel(box.right() - 8, box.center().y() + 14)
        area = [
            (x, y) for x in range(box.right() - 70, box.right() - 12) for y in range(box.top() + 4, box.bottom() - 4)
        ]
        return sum(picture.pixel(x, y) != background for x, y in area)

    assert ink_at_the_right(0) > 0
    assert ink_at_the_right(1) == 0


def test_words_are_plain() -> None:
    assert words_of(QAction("&New model…")) == "New model"
    assert words_of(QAction("Salt && pepper")) == "Salt & pepper"

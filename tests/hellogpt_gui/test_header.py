"""The row at the top: menus over the library, tabs where the page begins, the field that opens the palette."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hellogpt_gui.actions import Actions
from hellogpt_gui.header import PAGE_MARGIN, Header
from hellogpt_gui.main_window import SMALLEST
from hellogpt_gui.pages import LABELS
from hellogpt_gui.theme import ZOOMS, theme

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture
def header(qtbot: QtBot) -> Header:
    host = QWidget()
    qtbot.addWidget(host)
    made = Header(LABELS, "Ctrl K")
    made.host = host  # a parent that nobody holds goes, and its children with it
    Actions(host).fill(made.menus)
    column = QVBoxLayout(host)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(made)
    column.addStretch(1)
    host.resize(1280, 200)
    made.align_to(264)
    host.show()
    qtbot.waitExposed(host)
    host.activateWindow()
    return made


def middle_of(header: Header, index: int) -> QPoint:
    return header.tabs.tabRect(index).center()


def test_a_click_on_a_tab_says_it(qtbot: QtBot, header: Header) -> None:
    with qtbot.waitSignal(header.tab_chosen) as said:
        qtbot.mouseClick(header.tabs, Qt.MouseButton.LeftButton, pos=middle_of(header, 2))
    assert said.args == [2]


def test_arrows_go_from_tab_to_tab(qtbot: QtBot, header: Header) -> None:
    said: list[int] = []
    header.tab_chosen.connect(said.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        qtbot.keyClick(header.tabs, key)
    assert said == [1, 2, 1]


def test_shown_from_elsewhere_it_says_nothing(qtbot: QtBot, header: Header) -> None:
    with qtbot.assertNotEmitted(header.tab_chosen):
        header.show_tab(2)
    assert header.tabs.currentIndex() == 2


def test_by_keyboard_the_tab_in_front_wears_a_ring(qtbot: QtBot, header: Header) -> None:
    plain = header.tabs.grab().toImage()
    header.search.setFocus()
    qtbot.keyClick(header.search, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert header.tabs.hasFocus()
    assert header.tabs.grab().toImage() != plain
    header.search.setFocus()
    qtbot.mouseClick(header.tabs, Qt.MouseButton.LeftButton, pos=middle_of(header, 0))
    assert header.tabs.grab().toImage() == plain


def left(header: Header, widget: QWidget) -> int:
    return widget.mapTo(header, QPoint(0, 0)).x()


def test_tabs_begin_where_the_page_begins(qtbot: QtBot, header: Header) -> None:
    assert left(header, header.tabs) == 264 + PAGE_MARGIN
    header.align_to(0)
    qtbot.waitUntil(lambda: left(header, header.tabs) < 264)
    assert left(header, header.tabs) >= left(header, header.menus) + header.menus.sizeHint().width()


def test_the_field_opens_the_palette_and_says_its_keys(qtbot: QtBot, header: Header) -> None:
    with qtbot.waitSignal(header.search.clicked):
        qtbot.mouseClick(header.search, Qt.MouseButton.LeftButton)
    assert header.search.accessibleName() == "Search actions"
    with_keys = header.search.grab().toImage()
    header.search._keys = ""
    assert header.search.grab().toImage() != with_keys


@pytest.mark.parametrize("zoom", ZOOMS)
def test_in_the_smallest_window_nothing_is_cut_or_covered(qtbot: QtBot, header: Header, zoom: float) -> None:
    while theme.zoom > zoom:
        theme.zoom_out()
    while theme.zoom < zoom:
        theme.zoom_in()
    header.align_to(0)
    smallest = theme.px(SMALLEST[0])

    def shrunk() -> bool:
        header.window().resize(smallest, 200)
        return header.width() == smallest

    qtbot.waitUntil(shrunk)
    assert header.menus.width() >= header.menus.sizeHint().width()
    assert header.minimumSizeHint().width() <= header.width()
    assert left(header, header.menus) + header.menus.width() <= left(header, header.tabs)
    assert left(header, header.tabs) + header.tabs.width() <= left(header, header.search)
    assert left(header, header.search) + header.search.width() <= header.width()
    for index in range(3):
        rect = header.tabs.tabRect(index)
        assert header.tabs.fontMetrics().horizontalAdvance(header.tabs.tabText(index)) < rect.width()
        assert header.tabs.rect().contains(rect)


def test_it_follows_scheme_and_zoom(dressed: QApplication, header: Header) -> None:
    light, before = header.grab().toImage(), header.height()
    theme.set_scheme("dark")
    assert header.grab().toImage() != light
    while theme.zoom < 1.5:
        theme.zoom_in()
    assert header.height() == theme.px(44) + 1 > before

"""Library and page: side by side where both fit, one over the other where they do not; the width is the person's."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QPushButton, QSplitter, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hellogpt_gui.body import BOTH_FIT, Body, Veil
from hellogpt_gui.library.pane import NARROWEST, WIDEST, WIDTH
from hellogpt_gui.theme import theme

pytestmark = pytest.mark.usefixtures("dressed")


class Frame(QWidget):
    """A window of a body alone, with a field in the library and one on the page."""

    def __init__(self, width: int = 0, is_open: bool = True) -> None:
        super().__init__()
        self.library, self.page = QFrame(), QWidget()
        self.find, self.add, self.prompt = QLineEdit(), QPushButton("New"), QLineEdit()
        inside = QVBoxLayout(self.library)
        for field in (self.find, self.add):
            inside.addWidget(field)
        QVBoxLayout(self.page).addWidget(self.prompt)
        self.library.setFocusProxy(self.find)
        self.library.setMinimumWidth(NARROWEST)
        self.library.setMaximumWidth(WIDEST)
        self.body = Body(self.library, self.page, width, is_open)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.body)

    def show_at(self, qtbot: QtBot, width: int) -> "Frame":
        self.resize(width, 600)
        self.show()
        qtbot.waitExposed(self)
        self.activateWindow()
        self.prompt.setFocus()
        return self


@pytest.fixture
def frames(qtbot: QtBot) -> Iterator[list[Frame]]:
    yield (made := [])
    for frame in made:
        frame.close()
        frame.deleteLater()


@pytest.fixture
def wide(qtbot: QtBot, frames: list[Frame]) -> Frame:
    frames.append(Frame())
    return frames[-1].show_at(qtbot, 1400)


@pytest.fixture
def narrow(qtbot: QtBot, frames: list[Frame]) -> Frame:
    frames.append(Frame())
    return frames[-1].show_at(qtbot, BOTH_FIT - 1)


def left_of(frame: Frame) -> int:
    """px that the library takes from the page."""
    return frame.page.mapTo(frame, QPoint(0, 0)).x()


def test_where_both_fit_they_stand_side_by_side(wide: Frame) -> None:
    assert wide.library.isVisible()
    assert wide.library.width() == WIDTH
    assert left_of(wide) == WIDTH + 1
    assert wide.page.width() == 1400 - WIDTH - 1


def test_folded_the_page_has_all_the_room(qtbot: QtBot, wide: Frame) -> None:
    opened: list[bool] = []
    edges: list[int] = []
    wide.body.open_changed.connect(opened.append)
    wide.body.edge_moved.connect(edges.append)
    wide.body.set_open(False)
    assert (opened, edges) == ([False], [0])
    assert not wide.library.isVisible()
    qtbot.waitUntil(lambda: wide.page.width() == 1400)
    assert not wide.body.wanted_open
    wide.body.set_open(True)
    assert wide.library.width() == WIDTH


def test_a_width_pulled_by_hand_is_kept_within_its_bounds(qtbot: QtBot, wide: Frame) -> None:
    splitter = wide.body.findChild(QSplitter, "Body")
    handle = splitter.handle(1)
    with qtbot.waitSignal(wide.body.edge_moved) as said:
        drag(qtbot, handle, 40)
    assert said.args == [wide.library.width()]
    assert wide.body.library_width == wide.library.width() == pytest.approx(WIDTH + 40, abs=3)
    drag(qtbot, handle, 500)
    assert wide.body.library_width == WIDEST
    wide.resize(1300, 600)
    assert wide.library.width() == WIDEST


def drag(qtbot: QtBot, handle: QWidget, by: int) -> None:
    start = QPoint(0, 100)
    qtbot.mousePress(handle, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(handle, start + QPoint(by, 0))
    qtbot.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=start)


def test_a_width_is_remembered_in_px_at_100_per_cent(qtbot: QtBot, frames: list[Frame]) -> None:
    frames.append(Frame(width=300))
    frame = frames[-1].show_at(qtbot, 2400)
    frame.library.setMaximumWidth(1000)
    assert frame.library.width() == 300
    while theme.zoom < 1.5:
        theme.zoom_in()
    assert frame.library.width() == 450
    assert frame.body.library_width == 300


def test_closed_last_time_it_begins_closed(qtbot: QtBot, frames: list[Frame]) -> None:
    frames.append(Frame(is_open=False))
    frame = frames[-1].show_at(qtbot, 1400)
    assert not frame.library.isVisible()
    assert not frame.body.library_open


def test_too_narrow_for_both_it_gives_way(narrow: Frame) -> None:
    assert not narrow.library.isVisible()
    assert narrow.page.width() == narrow.width()
    assert not narrow.body.library_open
    assert narrow.body.wanted_open, "in a wider window it stands there again"


def test_zoomed_a_window_is_narrower(wide: Frame) -> None:
    while theme.zoom < 1.5:
        theme.zoom_in()
    assert not wide.library.isVisible()
    theme.zoom_reset()
    assert wide.library.isVisible()


def test_asked_for_it_lies_over_the_page(narrow: Frame) -> None:
    narrow.body.set_open(True)
    assert narrow.library.isVisible()
    assert narrow.page.width() == narrow.width()
    assert narrow.childAt(QPoint(100, 300)) in (narrow.library, narrow.find)
    assert narrow.library.property("floating")


def test_over_the_page_it_has_the_keyboard_and_gives_it_back(qtbot: QtBot, narrow: Frame) -> None:
    narrow.body.set_open(True)
    assert narrow.find.hasFocus()
    with qtbot.waitSignal(narrow.body.open_changed) as said:
        qtbot.keyClick(narrow.find, Qt.Key.Key_Escape)
    assert said.args == [False]
    assert not narrow.library.isVisible()
    assert narrow.prompt.hasFocus()


def focus_after(qtbot: QtBot, key: Qt.Key, times: int) -> list[QWidget | None]:
    """Who has the keyboard after each press."""
    had = []
    for _ in range(times):
        qtbot.keyClick(QApplication.focusWidget(), key)
        had.append(QApplication.focusWidget())
    return had


def test_over_the_page_tab_goes_round_in_it(qtbot: QtBot, narrow: Frame) -> None:
    narrow.body.set_open(True)
    assert focus_after(qtbot, Qt.Key.Key_Tab, 4) == [narrow.add, narrow.find] * 2
    assert focus_after(qtbot, Qt.Key.Key_Backtab, 3) == [narrow.add, narrow.find, narrow.add]
    narrow.add.setEnabled(False)
    narrow.find.setFocus()
    assert focus_after(qtbot, Qt.Key.Key_Tab, 2) == [narrow.find] * 2


def test_beside_the_page_tab_goes_on_to_it(qtbot: QtBot, wide: Frame) -> None:
    wide.find.setFocus()
    assert set(focus_after(qtbot, Qt.Key.Key_Tab, 6)) >= {wide.add, wide.prompt}


def test_escape_on_the_page_folds_it_too(qtbot: QtBot, narrow: Frame) -> None:
    narrow.body.set_open(True)
    narrow.prompt.setFocus()
    qtbot.keyClick(narrow.prompt, Qt.Key.Key_Escape)
    assert not narrow.body.library_open
    assert QApplication.focusWidget() is narrow.prompt


def test_a_click_beside_it_folds_it_and_reaches_nothing(qtbot: QtBot, narrow: Frame) -> None:
    narrow.body.set_open(True)
    veil = narrow.childAt(QPoint(900, 300))
    assert isinstance(veil, Veil)
    qtbot.mouseClick(veil, Qt.MouseButton.LeftButton, pos=QPoint(900, 300))
    assert not narrow.library.isVisible()
    assert narrow.childAt(QPoint(900, 300)) is not veil


def test_escape_in_a_wide_window_is_for_others(qtbot: QtBot, wide: Frame) -> None:
    qtbot.keyClick(wide.find, Qt.Key.Key_Escape)
    assert wide.body.library_open


def test_there_and_back_between_wide_and_narrow(qtbot: QtBot, wide: Frame) -> None:
    said: list[bool] = []
    wide.body.open_changed.connect(said.append)
    wide.resize(1000, 600)
    assert not wide.library.isVisible()
    wide.body.set_open(True)
    wide.resize(1400, 600)
    assert wide.library.isVisible()
    assert left_of(wide) == WIDTH + 1
    wide.resize(1000, 600)
    assert not wide.library.isVisible(), "what lay over the page has not been asked for again"
    assert said == [False, True, True, False]

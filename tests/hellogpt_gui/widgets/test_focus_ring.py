"""The ring stands where the keyboard is, only when the keyboard brought it there, and outlives what it stood round."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QScrollArea, QSplitter, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.focus_ring import FocusRing, Ring


@pytest.fixture
def ring(dressed: QApplication) -> Iterator[FocusRing]:
    made = FocusRing(dressed)
    yield made
    dressed.focusChanged.disconnect(made._moved)
    theme.changed.disconnect(made._place)
    made.deleteLater()


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """Two buttons and a field below each other."""
    made = QWidget()
    qtbot.addWidget(made)
    column = QVBoxLayout(made)
    made.one, made.field, made.two = QPushButton("One"), QLineEdit(), QPushButton("Two")
    for widget in (made.one, made.field, made.two):
        column.addWidget(widget)
    made.resize(300, 200)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    made.one.setFocus()
    return made


def seen(window: QWidget) -> list[QRect]:
    """Where a ring is seen, in the window."""
    rings = [ring for ring in window.findChildren(Ring) if ring.isVisible()]
    return [QRect(ring.mapTo(window, QPoint(0, 0)), ring.size()) for ring in rings]


def tab(qtbot: QtBot) -> None:
    where = QApplication.focusWidget()
    assert where is not None
    qtbot.keyClick(where, Qt.Key.Key_Tab)


def test_tab_brings_it_round_a_button(qtbot: QtBot, ring: FocusRing, window: QWidget) -> None:
    window.field.setFocus()
    tab(qtbot)
    assert ring.around is window.two
    assert seen(window) == [window.two.geometry().adjusted(-4, -4, 4, 4)]


def test_a_click_brings_none(qtbot: QtBot, ring: FocusRing, window: QWidget) -> None:
    qtbot.mouseClick(window.two, Qt.MouseButton.LeftButton)
    assert window.two.hasFocus()
    assert ring.around is None
    assert seen(window) == []


def test_a_field_marks_itself(qtbot: QtBot, ring: FocusRing, window: QWidget) -> None:
    tab(qtbot)
    assert window.field.hasFocus()
    assert ring.around is None


def test_what_paints_its_own_focus_gets_none(qtbot: QtBot, ring: FocusRing, window: QWidget) -> None:
    window.two.setProperty("ownFocus", True)
    window.field.setFocus()
    tab(qtbot)
    assert window.two.hasFocus()
    assert seen(window) == []


def test_it_follows_moves_and_hides_with_its_widget(qtbot: QtBot, ring: FocusRing, window: QWidget) -> None:
    window.field.setFocus()
    tab(qtbot)
    window.resize(400, 300)
    qtbot.waitUntil(lambda: seen(window) == [window.two.geometry().adjusted(-4, -4, 4, 4)])
    while theme.zoom < 1.5:
        theme.zoom_in()
    outside = 2 * theme.px(2)
    qtbot.waitUntil(lambda: seen(window) == [window.two.geometry().adjusted(-outside, -outside, outside, outside)])
    window.two.hide()
    assert seen(window) == []


def test_it_is_never_a_pane_of_a_splitter(qtbot: QtBot, ring: FocusRing, window: QWidget) -> None:
    splitter = QSplitter()
    button = QPushButton("In the splitter")
    splitter.addWidget(button)
    window.layout().addWidget(splitter)
    qtbot.waitUntil(button.isVisible)
    window.two.setFocus()
    tab(qtbot)
    assert ring.around is button
    assert splitter.count() == 1
    assert len(seen(window)) == 1


def test_it_scrolls_with_its_widget(qtbot: QtBot, ring: FocusRing, window: QWidget) -> None:
    inner, area = QWidget(), QScrollArea()
    column = QVBoxLayout(inner)
    button = QPushButton("Inside")
    column.addWidget(button)
    column.addSpacing(900)
    area.setWidget(inner)
    window.layout().addWidget(area)
    qtbot.waitUntil(button.isVisible)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    window.two.setFocus()
    tab(qtbot)
    assert ring.around is button
    before = seen(window)[0].top()
    area.verticalScrollBar().setValue(20)
    assert seen(window)[0].top() == before - 20


def test_it_outlives_what_it_stood_in(qtbot: QtBot, ring: FocusRing, window: QWidget) -> None:
    panel = QWidget()
    column, button = QVBoxLayout(panel), QPushButton("On a panel")
    column.addWidget(button)
    window.layout().addWidget(panel)
    qtbot.waitUntil(button.isVisible)
    window.two.setFocus()
    tab(qtbot)
    assert ring.around is button
    assert panel.findChildren(Ring)
    panel.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert ring.around is not button
    window.field.setFocus()
    tab(qtbot)
    assert ring.around is window.two
    assert len(seen(window)) == 1

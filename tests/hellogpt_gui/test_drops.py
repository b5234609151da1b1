"""Files dropped anywhere in the window are the window's, also over a field; words stay the field's."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hellogpt_gui.drops import RUN, TEXT, Drops
from hellogpt_gui.widgets.drop_zone import DropZone

ACTION, LEFT, PLAIN = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


class Window(QWidget):
    """A field, a drop zone and bare ground, with what each of them was given."""

    def __init__(self) -> None:
        super().__init__()
        self.field, self.zone, self.ground = QLineEdit(), DropZone("Or drop your own text"), QWidget()
        column = QVBoxLayout(self)
        for widget in (self.field, self.zone, self.ground):
            column.addWidget(widget)
        self.to_window: list[list[str]] = []
        self.to_zone: list[list[str]] = []
        self.drops = Drops(self)
        self.drops.dropped.connect(self.to_window.append)
        self.zone.dropped.connect(self.to_zone.append)
        self.resize(500, 400)

    def drop(self, over: QWidget, data: QMimeData) -> bool:
        """Drag onto a widget and let go, as the window system tells it. Returns whether the drop was taken."""
        where = over.mapTo(self, over.rect().center())
        handle, send = self.windowHandle(), QApplication.sendEvent
        enter = QDragEnterEvent(QPoint(2, 2), ACTION, data, LEFT, PLAIN)
        send(handle, enter)
        move = QDragMoveEvent(where, ACTION, data, LEFT, PLAIN)
        send(handle, move)
        if not move.isAccepted():
            send(handle, QDragLeaveEvent())
            return False
        drop = QDropEvent(QPointF(where), ACTION, data, LEFT, PLAIN)
        send(handle, drop)
        return drop.isAccepted()


@pytest.fixture
def window(dressed: QApplication, qtbot: QtBot) -> Iterator[Window]:
    made = Window()
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.drops.watch()
    yield made
    made.close()


@pytest.fixture
def files() -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/texts/fox.txt"), QUrl.fromLocalFile("/texts/owls")])
    return data


PATHS = ["/texts/fox.txt", "/texts/owls"]


def test_files_over_bare_ground_are_the_windows(window: Window, files: QMimeData) -> None:
    assert window.drop(window.ground, files)
    assert window.to_window == [PATHS]


def test_files_over_a_field_are_the_windows_and_leave_no_words_there(window: Window, files: QMimeData) -> None:
    assert window.drop(window.field, files)
    assert window.to_window == [PATHS]
    assert window.field.text() == ""


def test_files_over_a_drop_zone_are_the_zones(window: Window, files: QMimeData) -> None:
    assert window.drop(window.zone, files)
    assert window.to_zone == [PATHS]
    assert window.to_window == []


def drag(window: Window, over: QWidget | None, data: QMimeData) -> None:
    """Drag onto a widget, or out of the window."""
    if over is None:
        QApplication.sendEvent(window.windowHandle(), QDragLeaveEvent())
        return
    where = over.mapTo(window, over.rect().center())
    QApplication.sendEvent(window.windowHandle(), QDragMoveEvent(where, ACTION, data, LEFT, PLAIN))


def test_while_files_are_dragged_the_window_says_what_becomes_of_them(window: Window, files: QMimeData) -> None:
    frame = window.drops.frame
    drag(window, window.ground, files)
    assert frame.isVisible()
    assert frame.geometry() == window.rect()
    assert frame.accessibleName() == TEXT
    window.resize(640, 420)
    assert frame.geometry() == window.rect()
    drag(window, None, files)
    assert not frame.isVisible()
    run = QMimeData()
    run.setUrls([QUrl.fromLocalFile("/downloads/fox.ZIP")])
    drag(window, window.field, run)
    assert frame.accessibleName() == RUN
    assert window.drop(window.ground, run)
    assert not frame.isVisible()


def test_over_a_drop_zone_the_zone_says_it_and_no_longer_once_it_is_left(window: Window, files: QMimeData) -> None:
    cold = window.zone.grab().toImage()
    drag(window, window.ground, files)
    drag(window, window.zone, files)
    assert not window.drops.frame.isVisible()
    assert window.zone.grab().toImage() != cold
    drag(window, window.ground, files)
    assert window.drops.frame.isVisible()
    assert window.zone.grab().toImage() == cold


def test_words_are_the_fields(window: Window) -> None:
    data = QMimeData()
    data.setText("Once upon a time")
    assert window.drop(window.field, data)
    assert window.field.text() == "Once upon a time"
    assert not window.drop(window.ground, data)
    assert window.to_window == []
    drag(window, window.ground, data)
    assert not window.drops.frame.isVisible()


def test_what_lies_on_no_disk_of_this_computer_is_not_taken(window: Window) -> None:
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/fox.txt")])
    assert not window.drop(window.ground, data)
    assert window.to_window == []

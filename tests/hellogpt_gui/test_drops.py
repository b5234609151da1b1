"""Files dropped anywhere in the window are the window's, also over a field; words stay the field's."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hellogpt_gui.drops import Drops
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


def test_words_are_the_fields(window: Window) -> None:
    data = QMimeData()
    data.setText("Once upon a time")
    assert window.drop(window.field, data)
    assert window.field.text() == "Once upon a time"
    assert not window.drop(window.ground, data)
    assert window.to_window == []


def test_what_lies_on_no_disk_of_this_computer_is_not_taken(window: Window) -> None:
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/fox.txt")])
    assert not window.drop(window.ground, data)
    assert window.to_window == []

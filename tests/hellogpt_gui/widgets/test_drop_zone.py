"""The drop zone takes files and folders of this computer and nothing else."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from pytestqt.qtbot import QtBot

from hellogpt_gui.widgets.drop_zone import DropZone

pytestmark = pytest.mark.usefixtures("dressed")

LEFT, COPY, KEYS = Qt.MouseButton.LeftButton, Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier


def carrying(*urls: QUrl) -> QMimeData:
    data = QMimeData()
    data.setUrls(list(urls))
    return data


def test_dropped_files_are_said(qtbot: QtBot, tmp_path: Path) -> None:
    zone = DropZone("Drop here")
    qtbot.addWidget(zone)
    data = carrying(QUrl.fromLocalFile(str(tmp_path / "a.txt")), QUrl.fromLocalFile(str(tmp_path)))
    enter = QDragEnterEvent(QPoint(5, 5), COPY, data, LEFT, KEYS)
    zone.dragEnterEvent(enter)
    assert enter.isAccepted()
    with qtbot.waitSignal(zone.dropped) as said:
        zone.dropEvent(QDropEvent(QPointF(5, 5), COPY, data, LEFT, KEYS))
    assert [Path(path) for path in said.args[0]] == [tmp_path / "a.txt", tmp_path]


def test_addresses_of_the_web_are_not_taken(qtbot: QtBot) -> None:
    zone = DropZone("Drop here")
    qtbot.addWidget(zone)
    data = carrying(QUrl("https://example.org/a.txt"))  # the event does not own it
    enter = QDragEnterEvent(QPoint(5, 5), COPY, data, LEFT, KEYS)
    enter.ignore()
    zone.dragEnterEvent(enter)
    assert not enter.isAccepted()

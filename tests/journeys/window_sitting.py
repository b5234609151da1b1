"""A person at a real window: what journeys through it share."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.paths import Home
from hellogpt_gui.engine.client import EngineClient
from hellogpt_gui.main_window import MainWindow
from hellogpt_gui.notify import Message, Notifier
from hellogpt_gui.settings import WindowSettings

LONG = 90_000  # ms; a loaded machine imports torch slowly
SETTINGS = {"d_model": "32", "n_layers": "2", "n_heads": "2", "context_length": "32", "threads": "1"}


class Sitting:
    """One sitting at the program: a window on a home, with everything the person is told."""

    def __init__(self, qtbot: QtBot, home: Home) -> None:
        self._qtbot = qtbot
        self.said: list[Message] = []
        notifier = Notifier()
        notifier.shown.connect(self.said.append)
        self.window = MainWindow(EngineClient(home), home, WindowSettings(home), notifier)
        self.window.painted.connect(self.window.start_engine)
        qtbot.addWidget(self.window, before_close_func=lambda window: window.close_and_keep())
        self.window.show()
        qtbot.waitExposed(self.window)
        qtbot.waitUntil(lambda: self.window._client.answer_to_hello is not None, timeout=LONG)

    def press(self, key: Qt.Key) -> None:
        self._qtbot.keyClick(self.window, key, Qt.KeyboardModifier.ControlModifier)

    def close(self) -> None:
        self.window.close_and_keep()
        self._qtbot.waitUntil(lambda: not self.window.isVisible(), timeout=LONG)


def drop(window: MainWindow, path: Path) -> None:
    """Let a file fall on the window, as the window system tells it."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    how = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    entered = QDragEnterEvent(QPoint(400, 300), *how)
    QApplication.sendEvent(window.windowHandle(), entered)
    assert entered.isAccepted()
    QApplication.sendEvent(window.windowHandle(), QDropEvent(QPoint(400, 300), *how))

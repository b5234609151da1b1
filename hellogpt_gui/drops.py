"""Files and folders that are dropped anywhere in the window: also over a field that would take them as words.

Only a DropZone keeps its drops to itself, for it shows where they fall.
"""

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from hellogpt_gui.widgets.drop_zone import DropZone, dropped_paths


class Drops(QObject):
    """``dropped`` brings the paths. What is dragged is seen before any widget sees it."""

    dropped = Signal(list)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        window.setAcceptDrops(True)

    def watch(self) -> None:
        """Begin, once the window is on the screen."""
        self._window.windowHandle().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QDropEvent):  # what enters and moves are kinds of it
            return False
        paths = dropped_paths(event.mimeData())
        if not paths or self._over_zone(event):
            return False
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            self.dropped.emit(paths)
        return True

    def _over_zone(self, event: QDropEvent) -> bool:
        under = self._window.childAt(event.position().toPoint())
        while under is not None and not isinstance(under, DropZone):
            under = under.parentWidget()
        return under is not None

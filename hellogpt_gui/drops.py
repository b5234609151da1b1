"""Files and folders that are dropped anywhere in the window: also over a field that would take them as words.

While they are dragged the whole window shows that it takes them. Only a DropZone keeps its drops to itself, for it
shows where they fall.
"""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal
from PySide6.QtGui import QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from hellogpt_gui.widgets.drop_frame import DropFrame
from hellogpt_gui.widgets.drop_zone import DropZone, dropped_paths

TEXT, RUN = "Let go to train on this text", "Let go to import this run"


def is_run(paths: list[str]) -> bool:
    """Whether it is a zip of a run, as far as its name tells."""
    return len(paths) == 1 and paths[0].lower().endswith(".zip")


class Drops(QObject):
    """``dropped`` brings the paths. What is dragged is seen before any widget sees it."""

    dropped = Signal(list)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._zone: DropZone | None = None
        self.frame = DropFrame(window)
        window.setAcceptDrops(True)

    def watch(self) -> None:
        """Begin, once the window is on the screen."""
        self._window.windowHandle().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DragLeave:
            self._over(None)
            self.frame.hide()
        if not isinstance(event, QDropEvent):  # what enters and moves are kinds of it
            return False
        paths = dropped_paths(event.mimeData())
        zone = self._zone_under(event) if paths else None
        self._over(zone)
        if not paths or zone is not None or event.type() == QEvent.Type.Drop:
            self.frame.hide()
        else:
            self.frame.show_words(RUN if is_run(paths) else TEXT)
        if not paths or zone is not None:
            return False
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            self.dropped.emit(paths)
        return True

    def _over(self, zone: DropZone | None) -> None:
        """Tell a zone that was left: the window's events no longer reach it."""
        if self._zone is not None and self._zone is not zone:
            QCoreApplication.sendEvent(self._zone, QDragLeaveEvent())
        self._zone = zone

    def _zone_under(self, event: QDropEvent) -> DropZone | None:
        under = self._window.childAt(event.position().toPoint())
        while under is not None and not isinstance(under, DropZone):
            under = under.parentWidget()
        return under

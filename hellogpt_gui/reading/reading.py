"""The menu's way to the sheet that reads a text."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from hellogpt_gui.actions import Actions
from hellogpt_gui.engine import EngineClient
from hellogpt_gui.library.selection import Selection
from hellogpt_gui.reading.sheet import ReadingSheet


class Reading(QObject):
    """``sheet`` is the one that is open, or the last."""

    def __init__(self, window: QWidget, actions: Actions, client: EngineClient, selection: Selection) -> None:
        super().__init__(window)
        self._window, self._action, self._client, self._selection = window, actions["read-text"], client, selection
        self.sheet: ReadingSheet | None = None
        self._action.triggered.connect(self.open)
        selection.changed.connect(self._follow)
        self._follow()

    @Slot()
    def _follow(self) -> None:
        self._action.setEnabled(self._selection.run is not None)

    @Slot()
    def open(self) -> None:
        """Ask which text the selected model shall read."""
        if self._selection.run is not None:
            self.sheet = ReadingSheet(self._client, self._selection.ref, self._window)
            self.sheet.open()

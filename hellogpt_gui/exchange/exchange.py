"""The menu's way to both sheets."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from hellogpt_gui.actions import Actions
from hellogpt_gui.engine import EngineClient
from hellogpt_gui.exchange.export_sheet import ExportSheet
from hellogpt_gui.exchange.import_sheet import ImportSheet
from hellogpt_gui.library.selection import Selection


class Exchange(QObject):
    """``imported`` brings the name of a run that came in. ``sheet`` is the one that is open, or the last."""

    imported = Signal(str)

    def __init__(self, window: QWidget, actions: Actions, client: EngineClient, selection: Selection) -> None:
        super().__init__(window)
        self._window, self._actions, self._client, self._selection = window, actions, client, selection
        self.sheet: ExportSheet | ImportSheet | None = None
        actions["import"].triggered.connect(self.bring_in)
        actions["export"].triggered.connect(self._export)
        selection.changed.connect(self._follow)
        self._follow()

    @Slot()
    def _follow(self) -> None:
        self._actions["export"].setEnabled(self._selection.run is not None)

    @Slot()
    def bring_in(self) -> None:
        """Ask what shall come in."""
        self.open_import("")

    def open_import(self, path: str) -> None:
        """Ask whether this shall come in, under which name."""
        sheet = ImportSheet(self._client, self._window, path)
        sheet.imported.connect(self.imported)
        self.sheet = sheet
        sheet.open()

    @Slot()
    def _export(self) -> None:
        if self._selection.run is not None:
            reference = self._selection.ref.removesuffix("@live").removesuffix("@latest")
            self.sheet = ExportSheet(self._client, reference, self._window)
            self.sheet.open()

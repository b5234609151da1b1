"""Asks for files or a folder without stopping the window; what was chosen comes as a signal."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget


class PathDialog(QFileDialog):
    """``chosen`` brings the paths. Opened by ``open``; it goes when it is closed."""

    chosen = Signal(list)

    def __init__(self, parent: QWidget, title: str, start: str, filters: str = "", folder: bool = False) -> None:
        super().__init__(parent, title, start, filters)
        self.setFileMode(QFileDialog.FileMode.Directory if folder else QFileDialog.FileMode.ExistingFiles)
        if folder:
            self.setOption(QFileDialog.Option.ShowDirsOnly)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.filesSelected.connect(self._say)

    @Slot("QStringList")
    def _say(self, paths: list[str]) -> None:
        self.chosen.emit(list(paths))

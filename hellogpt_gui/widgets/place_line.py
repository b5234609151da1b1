"""File and line of what is looked at: said, copied for an editor, and the file opened."""

from PySide6.QtCore import QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hellogpt_gui.units import whole
from hellogpt_gui.widgets.buttons import Button, icon_button
from hellogpt_gui.widgets.elided_label import ElidedLabel


class PlaceLine(QWidget):
    """Empty where nothing is looked at, or nobody knows where it stands."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = ElidedLabel("caption")
        self.copy_button = icon_button("copy", "Copy file and line")
        self.open_button = Button("Open the file", "link")
        self._path, self._name, self._line = "", "", 0
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (self.words, self.copy_button, self.open_button):
            row.addWidget(widget)
        row.addStretch(1)
        self.copy_button.clicked.connect(self._copy)
        self.open_button.clicked.connect(self._open)
        self.show_place("", "", 0)

    def show_place(self, name: str, path: str, line: int) -> None:
        """``line`` from 1; 0: nothing is known. A built-in text has its name for its path, and is no file."""
        self._name, self._path, self._line = name, path, line
        self.words.setText(f"{name}, line {whole(line)}" if line else "")
        self.words.setToolTip(path)
        self.copy_button.setVisible(line > 0)
        self.open_button.setVisible(line > 0 and path != name)

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(f"{self._path}:{self._line}")

    @Slot()
    def _open(self) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(self._path)):
            self.words.setText(f"This system has no program that opens {self._name}.")

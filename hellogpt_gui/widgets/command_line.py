"""What to type elsewhere, with a button that copies it."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hellogpt_gui.widgets.buttons import icon_button, label


class CommandLine(QWidget):
    """A command that can be read and copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = label("", "caption", wrap=True)
        self.copy_button = icon_button("copy", "Copy the command")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.words, 1)
        row.addWidget(self.copy_button)
        self.copy_button.clicked.connect(self._copy)

    def show_command(self, words: str) -> None:
        self.words.setText(words)

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.words.text())

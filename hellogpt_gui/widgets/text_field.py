"""A field for words that may be pasted: a long text is handed on instead of laid out, which would take too long."""

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

LONG = 50_000  # characters


class TextField(QPlainTextEdit):
    """``long_pasted``, where ``hands_on_long``, brings a pasted text that is too long to be shown; what stood in the
    field stays."""

    long_pasted = Signal(str)

    def __init__(self, name: str, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hands_on_long = False
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)

    def insertFromMimeData(self, source: QMimeData) -> None:
        if self.hands_on_long and len(source.text()) > LONG:
            self.long_pasted.emit(source.text())
        else:
            super().insertFromMimeData(source)

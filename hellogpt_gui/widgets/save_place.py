"""A line with the place where something shall lie, and a button that looks for one."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from hellogpt_gui.widgets.buttons import Button


class SavePlace(QWidget):
    """``changed``: another place is named. Whether it is free shows when something is written there."""

    changed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """``name``: what a screen reader and the dialog say."""
        super().__init__(parent)
        self._name = name
        self.field = QLineEdit()
        self.field.setAccessibleName(name)
        self.browse = Button("Browse…", icon="folder")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.field, 1)
        row.addWidget(self.browse)
        self.field.textChanged.connect(self.changed)
        self.browse.clicked.connect(self._browse)

    @property
    def path(self) -> str:
        """What is named, without spaces around it; empty for nothing."""
        return self.field.text().strip()

    def name_place(self, path: str) -> None:
        """Put a place in the line."""
        self.field.setText(path)

    @Slot()
    def _browse(self) -> None:
        dialog = QFileDialog(self, self._name, self.path)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.selectFile(self.path)
        dialog.fileSelected.connect(self.field.setText)
        dialog.open()

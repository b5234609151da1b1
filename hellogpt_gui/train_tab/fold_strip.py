"""A line of 32 px that can be opened: its name, what it says while it is folded, and what lies below."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.buttons import Button, hairline
from hellogpt_gui.widgets.elided_label import ElidedLabel

HEIGHT = 32


class FoldStrip(QWidget):
    """``opened``: whether the person wants it open. What is made of it fills ``body`` and draws in ``draw``."""

    opened = Signal(bool)

    def __init__(self, title: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fold = Button(title, "link")
        self.fold.setCheckable(True)
        self.fold.setAccessibleName(name)
        self.summary = ElidedLabel("caption")
        self.summary.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.body = QWidget()
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(theme.px(8))
        head.addWidget(self.fold)
        head.addWidget(self.summary, 1)
        self._head = QWidget()
        self._head.setLayout(head)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(hairline())
        column.addWidget(self._head)
        column.addWidget(self.body)
        self.fold.clicked.connect(self._on_fold)
        theme.changed.connect(self._restyle_head)
        self._restyle_head()

    @property
    def is_open(self) -> bool:
        return self.fold.isChecked()

    def set_open(self, opened: bool) -> None:
        self.fold.setChecked(opened)
        self.fold.set_icon("chevron-down" if opened else "chevron-right", "text-2")
        self.body.setVisible(opened)
        self.draw()

    def draw(self) -> None:
        """Show what there is."""

    def say(self, words: str) -> None:
        """What it says while it is folded; always for who listens."""
        self.fold.setAccessibleDescription(words)
        self.summary.setText("" if self.is_open else words)

    @Slot(bool)
    def _on_fold(self, opened: bool) -> None:
        self.set_open(opened)
        self.opened.emit(opened)

    @Slot()
    def _restyle_head(self) -> None:
        self._head.setFixedHeight(theme.px(HEIGHT))

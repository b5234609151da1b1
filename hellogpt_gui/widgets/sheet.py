"""A sheet over the window: a title, a sentence, a body, a line for what came of it, and two buttons."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from hellogpt_gui.help import explain_on_f1
from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.buttons import Button, label, set_variant

WIDTH = 660


class Sheet(QDialog):
    """Lies over the window; Esc closes it, F1 explains what is in it. ``width``: px at 100 %."""

    def __init__(self, title: str, sentence: str, action: str, parent: QWidget, width: int = WIDTH) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._wide = width
        self.title = label(title, "title", wrap=True)
        self.body = QVBoxLayout()
        self.said = label("", "quiet", wrap=True)
        self.said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.said.hide()
        self.go = Button(action, "primary")
        self.close_button = Button("Cancel")
        self.close_button.clicked.connect(self.reject)
        self.foot = QHBoxLayout()
        self.foot.addStretch(1)
        self.foot.addWidget(self.close_button)
        self.foot.addWidget(self.go)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.title)
        self._column.addWidget(label(sentence, "quiet", wrap=True))
        self._column.addLayout(self.body)
        self._column.addWidget(self.said)
        self._column.addLayout(self.foot)
        self._explainer = explain_on_f1(self)
        theme.changed.connect(self._dress)
        self._dress()

    def say(self, words: str, role: str = "quiet") -> None:
        """What came of it: ``role`` is quiet, good or bad."""
        set_variant(self.said, "role", role)
        self.said.setText(words)
        self.said.setVisible(bool(words))
        self.adjustSize()

    def finish(self) -> None:
        """What was asked for is done: the sheet may be closed."""
        self.close_button.setText("Close")
        self.go.hide()

    @Slot()
    def _dress(self) -> None:
        side = theme.px(24)
        self._column.setContentsMargins(side, side, side, side)
        self._column.setSpacing(theme.px(12))
        self.body.setSpacing(theme.px(8))
        self.setFixedWidth(theme.px(self._wide))

"""A turn edited in place: a field where it stood, Enter keeps, Esc gives up."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hellogpt_gui.chat_tab.composer import Field
from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.buttons import Button, label
from hellogpt_gui.widgets.held_text import HeldText
from hellogpt_gui.widgets.text_field import LONG


class TurnEditor(QWidget):
    """``kept`` brings the words; ``given_up`` says that the turn stays as it was; ``resized``: it has more lines.

    Words that are too many for a field are held above it, and stand before what is written there.
    """

    kept = Signal(str)
    given_up = Signal()
    resized = Signal()

    def __init__(self, words: str, action: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.field = Field(self)
        self.field.setAccessibleName("Edit this turn")
        self.field.setPlaceholderText("")
        self.field.hands_on_long = True
        self.held = HeldText(self)
        if len(words) > LONG:
            self.held.hold(words)
        else:
            self.field.setPlainText(words)
        self.field.entered.connect(self._keep)
        self.field.escaped.connect(self.given_up)
        self.field.textChanged.connect(self._fit)
        self.field.long_pasted.connect(self.held.hold)
        self.held.changed.connect(self.resized)
        self._high = self.field.height()
        cancel, keep = Button("Cancel", "ghost"), Button(action)
        cancel.clicked.connect(self.given_up)
        keep.clicked.connect(self._keep)
        foot = QHBoxLayout()
        foot.addWidget(label("The old one stays as a branch", "hint"), 1)
        foot.addWidget(cancel)
        foot.addWidget(keep)
        column = QVBoxLayout(self)
        side = theme.px(10)
        column.setContentsMargins(side, theme.px(6), side, theme.px(8))
        column.setSpacing(theme.px(4))
        column.addWidget(self.held)
        column.addWidget(self.field)
        column.addLayout(foot)

    def begin(self) -> None:
        """The keyboard comes here, behind the last letter."""
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.moveCursor(self.field.textCursor().MoveOperation.End)

    def sizeHint(self) -> QSize:
        held = self.held.sizeHint().height() + theme.px(4) if self.held.text else 0
        return QSize(theme.px(400), held + self.field.height() + theme.px(6 + 4 + 32 + 8))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("accent-ink"), 2))
        painter.setBrush(theme.color("raised"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.px(10), theme.px(10))

    @Slot()
    def _fit(self) -> None:
        if self.field.height() != self._high:
            self._high = self.field.height()
            self.resized.emit()

    @Slot()
    def _keep(self) -> None:
        words = self.held.text + self.field.toPlainText()
        if words.strip():
            self.kept.emit(words)
        else:
            self.given_up.emit()

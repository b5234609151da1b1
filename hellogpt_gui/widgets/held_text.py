"""A long text that was pasted, held beside a field that could not show it without stopping the window."""

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from hellogpt_gui.theme import theme
from hellogpt_gui.units import whole
from hellogpt_gui.widgets.buttons import IconLabel, icon_button, label

FIRST = 40  # characters shown of it


class HeldText(QWidget):
    """Hidden while it holds nothing; ``changed`` says that it holds another text. × lets go of it."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._text = ""
        self._words = label("", "caption")
        self.drop = icon_button("x", "Take the long text out")
        self.drop.clicked.connect(self.take)
        self._row = QHBoxLayout(self)
        self._row.addWidget(IconLabel("file"))
        self._row.addWidget(self._words, 1)
        self._row.addWidget(self.drop)
        theme.changed.connect(self._dress)
        self._dress()
        self.hide()

    @property
    def text(self) -> str:
        return self._text

    @Slot(str)
    def hold(self, text: str) -> None:
        """Hold this behind what is held already."""
        self._show(self._text + text)

    @Slot()
    def take(self) -> str:
        """Let go of it, and give it."""
        text = self._text
        self._show("")
        return text

    def _show(self, text: str) -> None:
        self._text = text
        first = " ".join(text[: 4 * FIRST].split())[:FIRST]
        self._words.setText(f"{whole(len(text))} characters: “{first}…”")
        self.setAccessibleName(f"A long text of {len(text)} characters, which begins with {first}" if text else "")
        self.setVisible(bool(text))
        self.changed.emit()

    @Slot()
    def _dress(self) -> None:
        self._row.setContentsMargins(theme.px(10), theme.px(2), theme.px(4), theme.px(2))
        self._row.setSpacing(theme.px(8))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("fill"))
        painter.drawRoundedRect(QRectF(self.rect()), theme.px(6), theme.px(6))

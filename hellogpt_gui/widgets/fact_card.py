"""One row in a box: an icon, a title with a tag, a quiet sentence, facts at the right, and × to take it away."""

from PySide6.QtCore import QRectF, QSize, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.buttons import IconLabel, icon_button, label


class FactCard(QWidget):
    """Its labels are written to directly; ``clear`` is the button at the right."""

    def __init__(self, icon: str, clear: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._icon = IconLabel(icon, "accent-ink", 18)
        self.title, self.tag = label("", "card"), label("", "caption")
        self.summary, self.facts = label("", "caption"), label("", "caption")
        self.summary.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.clear = icon_button("x", clear)
        self._head, self._column, self._row = QHBoxLayout(), QVBoxLayout(), QHBoxLayout(self)
        self._head.addWidget(self.title)
        self._head.addWidget(self.tag)
        self._head.addStretch(1)
        self._column.addLayout(self._head)
        self._column.addWidget(self.summary)
        self._row.addWidget(self._icon)
        self._row.addLayout(self._column, 1)
        self._row.addWidget(self.facts)
        self._row.addWidget(self.clear)
        theme.changed.connect(self._dress)
        self._dress()

    @Slot()
    def _dress(self) -> None:
        self._head.setSpacing(theme.px(9))
        self._column.setSpacing(theme.px(2))
        self._row.setContentsMargins(theme.px(18), theme.px(10), theme.px(14), theme.px(10))
        self._row.setSpacing(theme.px(12))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(480), theme.px(64))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("edge" if theme.dark else "line"), 1))
        painter.setBrush(theme.color("raised"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.px(8), theme.px(8))

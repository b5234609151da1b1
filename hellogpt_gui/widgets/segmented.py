"""A row of choices of which exactly one holds, drawn as a raised segment on a track.

Arrows move the choice (Qt's own way with an exclusive group), Home and End go to the ends.
"""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from hellogpt_gui.theme import theme

HEIGHT = 28
INSET = 2


class Segment(QAbstractButton):
    """One of the choices."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        wide = QFontMetrics(theme.font(12, 600)).horizontalAdvance(self.text())
        return QSize(wide + theme.px(28), theme.px(HEIGHT - 2 * INSET))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked():
            painter.setPen(theme.color("edge", 0.0 if theme.dark else 0.5))
            painter.setBrush(theme.color("segment"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.px(5), theme.px(5))
        quiet = not (self.isChecked() or self.underMouse())
        painter.setOpacity(1.0 if self.isEnabled() else 0.45)
        painter.setPen(theme.color("text-2" if quiet else "text"))
        painter.setFont(theme.font(12, 500, tabular=True))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())


class Segmented(QWidget):
    """``changed`` says the index of the choice that the person made; ``index`` is the one that holds."""

    changed = Signal(int)

    def __init__(self, choices: Sequence[str], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._row = QHBoxLayout(self)
        self._row.setSpacing(0)
        self._group = QButtonGroup(self)
        for position, choice in enumerate(choices):
            segment = Segment(choice, self)
            self._row.addWidget(segment)
            self._group.addButton(segment, position)
        self._group.idClicked.connect(self._clicked)
        theme.changed.connect(self._dress)
        self._dress()
        self.set_index(0)

    @property
    def index(self) -> int:
        return self._group.checkedId()

    def set_index(self, index: int) -> None:
        """Show another choice without saying ``changed``."""
        self._group.button(index).setChecked(True)
        for button in self._group.buttons():
            chosen = button.isChecked()
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if chosen else Qt.FocusPolicy.ClickFocus)

    def segment(self, index: int) -> QAbstractButton:
        return self._group.button(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: len(self._group.buttons()) - 1}
        end = ends.get(Qt.Key(event.key()), self.index)
        if end == self.index:
            super().keyPressEvent(event)
            return
        self._group.button(end).setFocus(Qt.FocusReason.TabFocusReason)
        self._group.button(end).click()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("fill"))
        painter.drawRoundedRect(QRectF(self.rect()), theme.px(6), theme.px(6))

    @Slot(int)
    def _clicked(self, index: int) -> None:
        self.set_index(index)
        self.changed.emit(index)

    @Slot()
    def _dress(self) -> None:
        inset = theme.px(INSET)
        self._row.setContentsMargins(inset, inset, inset, inset)
        self.setFixedHeight(theme.px(HEIGHT))
        self.updateGeometry()
        self.update()

"""What a place shows while there is nothing in it: a small line drawing, a title, a sentence, a button."""

from PySide6.QtCore import QPointF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.buttons import Button, label


class CurveDrawing(QWidget):
    """A falling curve above its axis."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._dress)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(84), theme.px(52))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide, high = self.width(), self.height()
        painter.setPen(QPen(theme.color("line"), theme.px(2)))
        painter.drawLine(QPointF(2, high - 3), QPointF(wide - 2, high - 3))
        curve = QPainterPath(QPointF(wide * 0.06, 3))
        curve.cubicTo(
            QPointF(wide * 0.22, high * 0.62), QPointF(wide * 0.42, high * 0.76), QPointF(wide * 0.94, high * 0.8)
        )
        painter.setPen(QPen(theme.color("edge"), theme.px(2), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPath(curve)

    @Slot()
    def _dress(self) -> None:
        self.updateGeometry()
        self.update()


class EmptyState(QWidget):
    """``pressed`` says that the person took the way out; without ``button`` there is none."""

    pressed = Signal()

    def __init__(self, title: str, sentence: str, button: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.addStretch(1)
        centre = Qt.AlignmentFlag.AlignHCenter
        self._column.addWidget(CurveDrawing(), 0, centre)
        self.title = label(title, "panel", wrap=True)
        self.title.setAlignment(centre)
        self._column.addWidget(self.title)
        self.sentence = label(sentence, "caption", wrap=True)
        self.sentence.setAlignment(centre)
        self._column.addWidget(self.sentence)
        self.button = Button(button) if button else None
        if self.button is not None:
            self.button.clicked.connect(self.pressed)
            self._column.addSpacing(4)
            self._column.addWidget(self.button, 0, centre)
        self._column.addStretch(1)
        theme.changed.connect(self._dress)
        self._dress()

    def show_words(self, title: str, sentence: str) -> None:
        """Say something else."""
        self.title.setText(title)
        self.sentence.setText(sentence)

    @Slot()
    def _dress(self) -> None:
        side = theme.px(24)
        self._column.setContentsMargins(side, side, side, side)
        self._column.setSpacing(theme.px(6))

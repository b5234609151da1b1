"""A frame over the whole window while files are dragged across it, with words on what becomes of them."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from hellogpt_gui.theme import theme


class DropFrame(QWidget):
    """Lets the mouse, and what it drags, through to what lies under it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._window, self._words = window, ""
        self.hide()
        window.installEventFilter(self)

    def show_words(self, words: str) -> None:
        """Lie over everything."""
        self._words = words
        self.setAccessibleName(words)
        self.setGeometry(self._window.rect())
        self.raise_()
        self.show()
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._window.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(theme.color("accent-ink"), theme.px(2))
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.setBrush(theme.color("tint", 0.6))
        inset = theme.px(8)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), theme.px(8), theme.px(8))
        painter.setFont(theme.font(16, 600))
        words = painter.fontMetrics().boundingRect(self._words)
        plate = QRectF(0, 0, words.width() + theme.px(48), theme.px(56))
        plate.moveCenter(QRectF(self.rect()).center())
        painter.setPen(QPen(theme.color("edge"), 1))
        painter.setBrush(theme.color("raised"))
        painter.drawRoundedRect(plate, theme.px(8), theme.px(8))
        painter.setPen(theme.color("text"))
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, self._words)

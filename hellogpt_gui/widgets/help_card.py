"""A card with one paragraph about the thing under the pointer."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QTextDocument
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from hellogpt_gui.theme import theme

WIDTH = 360
APART = 14  # from the pointer
EDGE = 8  # from the edge of the screen


class HelpCard(QFrame):
    """A popup: a click anywhere or any key closes it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("HelpCard")
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.MarkdownText)
        self.words.setWordWrap(True)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.words)

    def show_at(self, markdown: str, point: QPoint) -> None:
        """Show a paragraph beside a point of the screen."""
        side = theme.px(16)
        self._column.setContentsMargins(side, theme.px(12), side, theme.px(12))
        self.words.setText(markdown)
        self.setFixedWidth(theme.px(WIDTH))
        self.ensurePolished()
        border = self.width() - self.contentsRect().width()
        self.setFixedHeight(self._column.heightForWidth(theme.px(WIDTH) - border) + border)
        edge = theme.px(EDGE)
        room = self.screen().availableGeometry().adjusted(edge, edge, -edge, -edge)
        x = min(point.x() + theme.px(APART), room.right() - self.width())
        below = point.y() + theme.px(APART)
        y = below if below + self.height() <= room.bottom() else point.y() - self.height() - theme.px(APART)
        self.move(max(room.left(), x), max(room.top(), y))
        self.show()
        plain = QTextDocument()
        plain.setMarkdown(markdown)
        self.setAccessibleName(plain.toPlainText())
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.accessibleName()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.close()

"""A dashed field that takes files and folders by drop; what else it offers are buttons put into its row."""

from PySide6.QtCore import QMimeData, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.buttons import label


def dropped_paths(data: QMimeData) -> list[str]:
    """The files and folders of this computer that are being dragged, or nothing."""
    return [url.toLocalFile() for url in data.urls() if url.isLocalFile()]


class DropZone(QWidget):
    """Says ``dropped`` with the paths that fell on it."""

    dropped = Signal(list)

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._hot = False
        self._row = QHBoxLayout(self)
        self._row.setSpacing(8)
        self._row.addWidget(label(words, "quiet", wrap=True), 1)
        self.setAccessibleName(words)
        self._space()
        theme.changed.connect(self._space)

    def add(self, widget: QWidget) -> None:
        """Put a button at the right end of the row."""
        self._row.addWidget(widget)

    @Slot()
    def _space(self) -> None:
        self._row.setContentsMargins(theme.px(16), theme.px(11), theme.px(12), theme.px(11))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(480), max(theme.px(56), self._row.sizeHint().height()))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_paths(event.mimeData()):
            event.acceptProposedAction()
            self._warm(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._warm(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._warm(False)
        paths = dropped_paths(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.dropped.emit(paths)

    def _warm(self, hot: bool) -> None:
        self._hot = hot
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(theme.color("accent-ink" if self._hot else "edge"), 1.4)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.setBrush(theme.color("tint") if self._hot else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.px(8), theme.px(8))

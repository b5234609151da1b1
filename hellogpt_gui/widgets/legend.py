"""What the curves of a plot are called: a piece of each line and its name, side by side."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from hellogpt_gui.theme import theme

HIGH, PIECE, GAP, APART = 20, 18, 6, 16  # px at 100 %


class Legend(QWidget):
    """Names that find no room in the width are left away; the crosshair has them all."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[tuple[str, str, tuple[float, ...]], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._restyle)

    def show_names(self, entries: Sequence[tuple[str, str, tuple[float, ...]]]) -> None:
        """Name, colour token and dash of each curve."""
        self._entries = tuple(entries)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(120), theme.px(HIGH))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = theme.font(12)
        painter.setFont(font)
        metrics, x, middle = QFontMetrics(font), 0, self.height() / 2
        for name, color, dash in self._entries:
            wide = theme.px(PIECE) + theme.px(GAP) + metrics.horizontalAdvance(name)
            if x + wide > self.width():
                break
            pen = QPen(theme.color(color), 2)
            if dash:
                pen.setDashPattern(list(dash))
            painter.setPen(pen)
            painter.drawLine(QPointF(x, middle), QPointF(x + theme.px(PIECE), middle))
            painter.setPen(theme.color("text-2"))
            box = QRectF(x + theme.px(PIECE) + theme.px(GAP), 0, wide, self.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
            x += wide + theme.px(APART)

    @Slot()
    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

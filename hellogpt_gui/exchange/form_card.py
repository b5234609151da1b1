"""A form in which a model can leave, as a card: what it is, and the programs that open it."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from core.config import Form
from hellogpt_gui.theme import theme

HEIGHT, WIDTH = 144, 196
SIDE = 14


class FormCard(QAbstractButton):
    """Checkable; one of a group. The picture: the run, an arrow, a chip for each program."""

    def __init__(self, form: Form, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = form
        self.setText(form.label)
        self.setAccessibleName(f"{form.label}, opens in {', '.join(form.opens_in)}")
        self.setAccessibleDescription(form.help)
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._dress)

    @Slot()
    def _dress(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(WIDTH), theme.px(HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        painter.setPen(QPen(theme.color("accent-ink" if chosen else "edge"), theme.px(2) if chosen else 1))
        painter.setBrush(theme.color("tint-weak" if chosen else "fill" if self.underMouse() else "raised"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.px(8), theme.px(8))
        self._paint_way(painter)
        side = theme.px(SIDE)
        painter.setPen(theme.color("text"))
        painter.setFont(theme.font(14, 600))
        top = theme.px(66)
        title = QRectF(side, top, self.width() - 2 * side, theme.px(20))
        painter.drawText(title, Qt.AlignmentFlag.AlignLeft, self.text())
        painter.setPen(theme.color("text-2"))
        painter.setFont(theme.font(12))
        words = QRectF(side, top + theme.px(21), self.width() - 2 * side, theme.px(52))
        painter.drawText(words, Qt.TextFlag.TextWordWrap, self.form.help)

    def _paint_way(self, painter: QPainter) -> None:
        """From the run to the programs."""
        side, middle = theme.px(SIDE), theme.px(34)
        size = theme.px(20)
        painter.drawPixmap(QPointF(side, middle - size / 2), theme.pixmap("layers", "accent-ink", 20))
        painter.drawPixmap(QPointF(side + theme.px(26), middle - theme.px(8)), theme.pixmap("arrow-right", "text-2"))
        x, y = float(side + theme.px(50)), middle - theme.px(21)
        painter.setFont(theme.font(11, 500))
        metrics = QFontMetrics(painter.font())
        for program in self.form.opens_in:
            wide = metrics.horizontalAdvance(program) + theme.px(14)
            if x + wide > self.width() - side:
                x, y = float(side + theme.px(50)), y + theme.px(22)
            chip = QRectF(x, y, wide, theme.px(20))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("fill-hover"))
            painter.drawRoundedRect(chip, theme.px(6), theme.px(6))
            painter.setPen(theme.color("text"))
            painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, program)
            x += wide + theme.px(5)

"""A thin bar that fills: a QProgressBar (so that it is announced as one), painted 4 px high."""

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from hellogpt_gui.theme import theme

_WHOLE = 10_000


class ProgressLine(QProgressBar):
    """Shows a fraction 0…1; None leaves the bar empty, for an end that is not known."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(0, _WHOLE)
        self.setValue(0)
        self.setTextVisible(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._resize)

    def set_fraction(self, fraction: float | None) -> None:
        self.setValue(round(_WHOLE * min(1.0, max(0.0, fraction or 0.0))))

    @property
    def fraction(self) -> float:
        return self.value() / _WHOLE

    @Slot()
    def _resize(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(96), theme.px(4))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(24), theme.px(4))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(0, (self.height() - theme.px(4)) / 2, self.width(), theme.px(4))
        radius = whole.height() / 2
        painter.setBrush(theme.color("fill-hover"))
        painter.drawRoundedRect(whole, radius, radius)
        if self.value():
            done = QRectF(whole)
            done.setWidth(max(whole.height(), whole.width() * self.fraction))
            painter.setBrush(theme.color("accent-bar"))
            painter.drawRoundedRect(done, radius, radius)

"""A small card over a plot: a title and a few values, each with the dot of its curve."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from hellogpt_gui.theme import theme

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class CardRow:
    label: str
    value: str
    color: QColor


class ValueCard(QWidget):
    """Lets the mouse through: it never stands in the way of what it explains."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._title = ""
        self._rows: tuple[CardRow, ...] = ()
        theme.changed.connect(self._fit)

    def show_rows(self, title: str, rows: Sequence[CardRow]) -> None:
        self._title, self._rows = title, tuple(rows)
        self.setAccessibleName(", ".join([title, *(f"{row.label} {row.value}" for row in rows)]))
        self._fit()

    @Slot()
    def _fit(self) -> None:
        self.resize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        label, value = QFontMetrics(theme.font(12, 400)), QFontMetrics(theme.font(12, 600, tabular=True))
        widest = max((label.horizontalAdvance(row.label) for row in self._rows), default=0)
        numbers = max((value.horizontalAdvance(row.value) for row in self._rows), default=0)
        body = theme.px(14) + widest + theme.px(24) + numbers
        width = max(theme.px(144), body + theme.px(22), value.horizontalAdvance(self._title) + theme.px(22))
        return QSize(width, theme.px(36) + len(self._rows) * theme.px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("line"), 1))
        painter.setBrush(theme.color("raised"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.px(8), theme.px(8))
        left, width = theme.px(11), self.width() - theme.px(22)
        painter.setFont(theme.font(12, 600, tabular=True))
        painter.setPen(theme.color("text"))
        painter.drawText(QRect(left, theme.px(8), width, theme.px(18)), _LEFT, self._title)
        for index, row in enumerate(self._rows):
            line = QRect(left, theme.px(29) + index * theme.px(20), width, theme.px(18))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(row.color)
            painter.drawEllipse(QPointF(left + theme.px(4), line.center().y() + 0.5), theme.px(7) / 2, theme.px(7) / 2)
            painter.setPen(theme.color("text-2"))
            painter.setFont(theme.font(12, 400))
            painter.drawText(line.adjusted(theme.px(14), 0, 0, 0), _LEFT, row.label)
            painter.setPen(theme.color("text"))
            painter.setFont(theme.font(12, 600, tabular=True))
            painter.drawText(line, _RIGHT, row.value)

"""Tokens as chips that run on from line to line, a new one after each newline; some of them may be marked."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from hellogpt_gui.theme import theme

CHIP, GAP, PADDING, TEXT = 26, 3, 5, 14
NEWLINE = "⏎"


class TokenFlow(QWidget):
    """Shows ``tokens``; those at the indices ``marked`` stand out."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.tokens: tuple[str, ...] = ()
        self.marked: frozenset[int] = frozenset()
        self._boxes: list[QRectF] = []
        theme.changed.connect(self._dress)

    def show_tokens(self, tokens: Sequence[str], marked: Sequence[int] = ()) -> None:
        self.tokens, self.marked = tuple(tokens), frozenset(marked)
        self.setAccessibleDescription(" ".join(self.tokens))
        self._dress()

    @Slot()
    def _dress(self) -> None:
        self._boxes = self._lay_out(self.width())
        self.updateGeometry()
        self.update()

    def _lay_out(self, width: float) -> list[QRectF]:
        measure = QFontMetricsF(theme.font(TEXT)).horizontalAdvance
        widths = [measure(token) + 2 * theme.px(PADDING) for token in self.tokens]
        return in_lines(self.tokens, widths, width, theme.px(CHIP), theme.px(CHIP + 2 * GAP))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._boxes = self._lay_out(self.width())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        boxes = self._lay_out(width)
        return round(boxes[-1].bottom()) + 2 if boxes else theme.px(CHIP)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(400), self.heightForWidth(theme.px(400)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(TEXT))
        for index, (token, box) in enumerate(zip(self.tokens, self._boxes, strict=False)):
            marked = index in self.marked
            painter.setPen(QPen(theme.color("accent-ink"), theme.px(1.5)) if marked else Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("tint" if marked else "fill"))
            painter.drawRoundedRect(box, theme.px(5), theme.px(5))
            painter.setPen(theme.color("text"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, token)


def in_lines(
    tokens: Sequence[str], widths: Sequence[float], room: float, high: float, line: float, edge: float = 1.0
) -> list[QRectF]:
    """Where chips of these widths stand that run on from line to line, a new one after each newline. In px: ``high``
    is a chip, ``line`` from one line to the next, ``edge`` what stays free round them."""
    boxes: list[QRectF] = []
    x, y, ended = edge, edge, False
    for token, wide in zip(tokens, widths, strict=True):
        if x > edge and (ended or x + wide > room - edge):
            x, y = edge, y + line
        boxes.append(QRectF(x, y, wide, high))
        x += wide + theme.px(GAP)
        ended = token.endswith(NEWLINE)
    return boxes

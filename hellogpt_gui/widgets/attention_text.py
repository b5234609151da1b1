"""One attention pattern on the text itself: each token is tinted by how much the asking one looks at it."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.attention_tokens import AttentionTokens
from hellogpt_gui.widgets.token_flow import in_lines
from hellogpt_gui.widgets.value_scale import figure

CHIP, LINE, PADDING, TEXT = 28, 54, 5, 16
FULL = 0.62  # opacity of the strongest tint
TOLD_FROM = 0.18  # strength from which the number is written under the token


class AttentionText(AttentionTokens):
    """The number stands under the tokens that are looked at most."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._boxes: list[QRectF] = []

    def box_of(self, token: int) -> QRectF:
        """Where a token stands."""
        return self._boxes[token]

    # ---- layout ----

    def _place_tokens(self) -> None:
        self._boxes = self._lay_out(self.width())

    def _lay_out(self, width: float) -> list[QRectF]:
        measure = QFontMetricsF(theme.font(TEXT)).horizontalAdvance
        least = QFontMetricsF(theme.font(11, tabular=True)).horizontalAdvance("−0.00")
        widths = [max(measure(token) + 2 * theme.px(PADDING), least) for token in self._tokens]
        return in_lines(self._tokens, widths, width, theme.px(CHIP), theme.px(LINE), edge=3)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._boxes = self._lay_out(self.width())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        boxes = self._lay_out(width)
        return round(boxes[-1].top()) + theme.px(LINE) if boxes else theme.px(LINE)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(420), self.heightForWidth(theme.px(420)))

    def minimumSizeHint(self) -> QSize:
        widest = max((box.width() for box in self._boxes), default=0.0)
        return QSize(max(theme.px(240), round(widest) + 7), theme.px(LINE))

    # ---- the hand ----

    def _token_at(self, point: QPointF) -> int:
        return next((index for index, box in enumerate(self._boxes) if box.contains(point)), -1)

    # ---- painting ----

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index, (token, box) in enumerate(zip(self._tokens, self._boxes, strict=False)):
            seen = index <= self._at
            value = float(self._pattern[self._at, index]) if seen else 0.0
            strength = self._scale.strength(value)
            painter.setPen(QPen(theme.color("accent-ink"), theme.px(2)) if index == self._at else Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(self._scale.ink(value), FULL * strength))
            painter.drawRoundedRect(box, theme.px(4), theme.px(4))
            painter.setFont(theme.font(TEXT, 600 if index == self._at else 400))
            painter.setPen(theme.color("text" if seen else "text-3"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, token)
            if seen and strength >= TOLD_FROM:
                painter.setFont(theme.font(11, 400, tabular=True))
                painter.setPen(theme.color("text-2"))
                under = QRectF(box.left() - 6, box.bottom() + theme.px(1), box.width() + 12, theme.px(15))
                painter.drawText(under, Qt.AlignmentFlag.AlignCenter, figure(value))

"""The odds of the next token as bars: what the rules keep, what they cut, and where."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.protocol import Candidate, NextTokenResult
from hellogpt_gui.theme import theme
from hellogpt_gui.units import whole

BARS = 20
HEIGHT, FOOT = 94, 24


class OddsChart(QWidget):
    """The likeliest candidates, best at the left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Odds of the next token")
        self.setProperty("help", "odds-chart")
        self._candidates: tuple[Candidate, ...] = ()
        self._kept = 0
        theme.changed.connect(self.updateGeometry)

    def show_result(self, result: NextTokenResult | None) -> None:
        self._candidates = result.candidates[:BARS] if result else ()
        self._kept = result.kept if result else 0
        best = [f"{c.token} {c.probability:.0%}" for c in self._candidates if c.kept][:5]
        self.setAccessibleDescription(f"{self._stays()}: {', '.join(best)}" if result else "")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(240), theme.px(HEIGHT + FOOT))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._candidates:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        step = self.width() / BARS
        highest = max(max(c.probability, c.model_probability) for c in self._candidates)
        for number, candidate in enumerate(self._candidates):
            share = candidate.probability if candidate.kept else candidate.model_probability
            high = max(theme.px(2), theme.px(HEIGHT) * share / highest)
            bar = QRectF(number * step, theme.px(HEIGHT) - high, step - theme.px(3), high)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent-bar" if candidate.kept else "edge"))
            painter.drawRoundedRect(bar, 1.5, 1.5)
        self._paint_cut(painter, step)
        painter.setPen(theme.color("text-2"))
        painter.setFont(theme.font(11))
        foot = QRectF(0, theme.px(HEIGHT + 4), self.width(), theme.px(FOOT - 4))
        first = painter.fontMetrics().elidedText(
            self._candidates[0].token, Qt.TextElideMode.ElideRight, self.width() // 2
        )
        painter.drawText(foot, Qt.AlignmentFlag.AlignLeft, first)
        painter.drawText(foot, Qt.AlignmentFlag.AlignRight, "less likely")

    def _stays(self) -> str:
        return f"{whole(self._kept)} {'token stays' if self._kept == 1 else 'tokens stay'}"

    def _paint_cut(self, painter: QPainter, step: float) -> None:
        """A dashed line after the last token that stays, if that is in the picture, and how many there are."""
        last = max((place for place, c in enumerate(self._candidates, 1) if c.kept), default=0)
        cut = last < len(self._candidates)
        x = last * step - theme.px(2)
        if cut:
            painter.setPen(QPen(theme.color("text-3"), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, 0), QPointF(x, theme.px(HEIGHT)))
        painter.setPen(theme.color("text-2"))
        painter.setFont(theme.font(12, 400, tabular=True))
        words = self._stays()
        wide = painter.fontMetrics().horizontalAdvance(words)
        left = x + theme.px(6) if cut and x + wide < self.width() - theme.px(6) else self.width() - wide
        painter.drawText(QRectF(left, 0, wide + 2, theme.px(18)), Qt.AlignmentFlag.AlignVCenter, words)

"""The odds of the next token as bars: what the rules keep, what they cut, and where each of them cuts."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from core.protocol import Candidate, Cut, NextTokenResult
from hellogpt_gui.theme import theme
from hellogpt_gui.units import share, whole
from hellogpt_gui.widgets.sampling_form import DECLARED

BARS = 20
HEIGHT, FOOT, LINE = 94, 24, 16
MOVES = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class OddsChart(QWidget):
    """The likeliest candidates, best at the left. ``picked``: the candidate that was clicked, or Enter on it."""

    picked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Odds of the next token")
        self._candidates: tuple[Candidate, ...] = ()
        self._cuts: tuple[Cut, ...] = ()
        self._kept, self._chosen = 0, -1
        theme.changed.connect(self.updateGeometry)

    def show_result(self, result: NextTokenResult | None) -> None:
        self._candidates = result.candidates[:BARS] if result else ()
        self._cuts = result.cuts if result else ()
        self._kept = result.kept if result else 0
        self._chosen = min(self._chosen, len(self._candidates) - 1)
        self._describe()
        self.update()

    def _describe(self) -> None:
        best = [f"{c.token} {c.probability:.0%}" for c in self._candidates if c.kept][:5]
        cuts = "".join(f"; {rule_words(cut)}, {stay_words(cut.left)}" for cut in self._cuts)
        chosen = f". Chosen: {about(self._candidates[self._chosen])}" if self._chosen >= 0 else ""
        self.setAccessibleDescription(
            f"{stay_words(self._kept)}: {', '.join(best)}{cuts}{chosen}" if self._candidates else ""
        )

    def sizeHint(self) -> QSize:
        return QSize(theme.px(240), theme.px(HEIGHT + FOOT))

    # ---- pointing ---------------------------------------------------------------------------------------------------

    def candidate_at(self, x: float) -> Candidate | None:
        """The candidate whose bar stands at ``x``."""
        number = int(x * BARS / max(1, self.width()))
        return self._candidates[number] if 0 <= number < len(self._candidates) else None

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            candidate = self.candidate_at(event.pos().x())
            QToolTip.showText(event.globalPos(), about(candidate) if candidate else "", self)
            return True
        return super().event(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        candidate = self.candidate_at(event.position().x())
        if candidate is not None and self.rect().contains(event.position().toPoint()):
            self.picked.emit(candidate)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in MOVES and self._candidates:
            self._chosen = max(0, min(len(self._candidates) - 1, self._chosen + MOVES[key]))
            self._describe()
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._chosen >= 0:
            self.picked.emit(self._candidates[self._chosen])
        else:
            super().keyPressEvent(event)

    # ---- painting ---------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._candidates:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        step = self.width() / BARS
        highest = max(max(c.probability, c.model_probability) for c in self._candidates)
        for number, candidate in enumerate(self._candidates):
            share_of = candidate.probability if candidate.kept else candidate.model_probability
            high = max(theme.px(2), theme.px(HEIGHT) * share_of / highest)
            bar = QRectF(number * step, theme.px(HEIGHT) - high, step - theme.px(3), high)
            chosen = number == self._chosen and self.hasFocus()
            painter.setPen(QPen(theme.color("accent-ink"), 2) if chosen else Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent-bar" if candidate.kept else "edge"))
            painter.drawRoundedRect(bar, 1.5, 1.5)
            if candidate.cut_by == "ban":
                self._paint_cross(painter, bar)
        self._paint_cuts(painter, step)
        self._paint_foot(painter)

    def _paint_cross(self, painter: QPainter, bar: QRectF) -> None:
        """Over the bar of a banned token."""
        painter.setPen(QPen(theme.color("text-2"), 1.3))
        x, y, arm = bar.center().x(), max(theme.px(5), bar.top() - theme.px(6)), theme.px(2.5)
        painter.drawLine(QPointF(x - arm, y - arm), QPointF(x + arm, y + arm))
        painter.drawLine(QPointF(x - arm, y + arm), QPointF(x + arm, y - arm))

    def _paint_foot(self, painter: QPainter) -> None:
        painter.setPen(theme.color("text-2"))
        painter.setFont(theme.font(11))
        foot = QRectF(0, theme.px(HEIGHT + 4), self.width(), theme.px(FOOT - 4))
        first = painter.fontMetrics().elidedText(
            self._candidates[0].token, Qt.TextElideMode.ElideRight, self.width() // 2
        )
        painter.drawText(foot, Qt.AlignmentFlag.AlignLeft, first)
        painter.drawText(foot, Qt.AlignmentFlag.AlignRight, "less likely")

    def _paint_cuts(self, painter: QPainter, step: float) -> None:
        """For each rule a dashed line after the last token that it leaves, if that is in the picture, and its words."""
        if len(self._cuts) < 2:  # there is room for two lines
            words = [rule_words(cut) for cut in self._cuts] + [stay_words(self._kept)]
            self._paint_words(painter, self._line(0, step), 0, words)
            return
        for number, cut in enumerate(self._cuts):
            told = f"{rule_words(cut)} · {whole(cut.left)} {'stays' if cut.left == 1 else 'stay'}"
            self._paint_words(painter, self._line(number, step), number, [told])

    def _line(self, number: int, step: float) -> float | None:
        """Where the line of a rule stands; None where it is not in the picture, and of bans, which cut anywhere."""
        if number >= len(self._cuts) or self._cuts[number].rule == "ban":
            return None
        place = self._place(number)
        return place * step - theme.px(2) if place < len(self._candidates) else None

    def _place(self, number: int) -> int:
        """How many of the candidates shown stand before the cut of a rule: those to the last that it leaves."""
        gone = {"no text", *(cut.rule for cut in self._cuts[: number + 1])}
        return max((place for place, c in enumerate(self._candidates, 1) if c.cut_by not in gone), default=0)

    def _paint_words(self, painter: QPainter, line: float | None, row: int, words: Sequence[str]) -> None:
        """Words beside their line, or at the right; on a plate of their own where bars would shine through."""
        top, left = row * theme.px(LINE), float(self.width())
        if line is not None:
            left = line + theme.px(6)
            painter.setPen(QPen(theme.color("text-3"), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(line, top), QPointF(line, theme.px(HEIGHT)))
        painter.setFont(theme.font(12, 500, tabular=True))
        wide = max(painter.fontMetrics().horizontalAdvance(one) for one in words)
        left = min(left, self.width() - wide)
        area = QRectF(left, top, wide + 1, len(words) * theme.px(LINE))
        painter.fillRect(area.adjusted(-2, 0, 0, 0), theme.color("chrome", 0.8))
        painter.setPen(theme.color("text-2"))
        for number, one in enumerate(words):
            spot = QRectF(left, top + number * theme.px(LINE), wide + 1, theme.px(LINE))
            painter.drawText(spot, Qt.AlignmentFlag.AlignVCenter, one)


def rule_words(cut: Cut) -> str:
    """A rule with its value: top-p 0.90, banned words 2."""
    value = f"{cut.value:g}" if cut.value == int(cut.value) else f"{cut.value:.2f}"
    return f"{DECLARED[cut.rule].label.lower()} {value}"


def stay_words(left: int) -> str:
    return f"{whole(left)} {'token stays' if left == 1 else 'tokens stay'}"


def about(candidate: Candidate) -> str:
    """A token with its odds, and what became of it."""
    odds = f"{candidate.token}  {share(candidate.model_probability)}"
    if candidate.kept:
        return f"{odds}, {share(candidate.probability)} under the rules. Click to ban it."
    if candidate.cut_by == "ban":
        return f"{odds}, banned. Click to allow it again."
    by = DECLARED[candidate.cut_by].label.lower() if candidate.cut_by in DECLARED else "standing for no text"
    return f"{odds}, cut by {by}"

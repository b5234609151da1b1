"""A prompt as a row of chips, one a token, of which one is chosen; after the arrow, what could come next.

A prompt wider than the strip scrolls. Arrows move the choice, Home and End go to the ends.
"""

from collections.abc import Sequence
from itertools import accumulate

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QSizePolicy, QWidget

from hellogpt_gui.theme import theme
from hellogpt_gui.units import share

CHIP, GAP, PADDING, SIDE = 28, 6, 8, 3
FOOT = 20
TEXT = 14
BAR = 10

Odds = tuple[str, float]


class TokenStrip(QAbstractScrollArea):
    """``picked`` says the index of the token that the person chose."""

    picked = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.viewport().setMouseTracking(True)
        self._tokens: tuple[str, ...] = ()
        self._next: tuple[Odds, ...] = ()
        self._lefts: list[float] = [0.0]
        self._at = -1
        self._under = -1
        theme.changed.connect(self._dress)
        self._dress()

    @property
    def tokens(self) -> tuple[str, ...]:
        return self._tokens

    @property
    def at(self) -> int:
        """The index of the chosen token; −1 where there is none."""
        return self._at

    def show_tokens(self, tokens: Sequence[str], at: int, likeliest: Sequence[Odds]) -> None:
        """``likeliest``: what could come after the last token, best first."""
        moved = tuple(tokens) != self._tokens or at != self._at
        self._tokens, self._next, self._at = tuple(tokens), tuple(likeliest), at
        self._lay_out()
        if moved:
            self._reveal()
        chosen = f", chosen: {tokens[at]}, {at}" if 0 <= at < len(tokens) else ""
        self.setAccessibleDescription(f"{''.join(tokens)}{chosen}")

    def box_of(self, index: int) -> QRectF:
        """Where a chip stands in the viewport."""
        left = self._lefts[index] - self.horizontalScrollBar().value()
        return QRectF(left, theme.px(SIDE), self._lefts[index + 1] - self._lefts[index] - theme.px(GAP), theme.px(CHIP))

    # ---- layout -----------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        measure = QFontMetricsF(theme.font(TEXT)).horizontalAdvance
        widths = [measure(token) + 2 * theme.px(PADDING) + theme.px(GAP) for token in self._tokens]
        self._lefts = list(accumulate(widths, initial=float(theme.px(SIDE))))
        bar = self.horizontalScrollBar()
        bar.setPageStep(self.viewport().width())
        bar.setSingleStep(theme.px(40))
        bar.setRange(0, max(0, round(self._lefts[-1] + self._width_of_next()) - self.viewport().width()))
        self.viewport().update()

    def _width_of_next(self) -> float:
        words = QFontMetricsF(theme.font(13, 600))
        return sum(words.horizontalAdvance(f"{token} {share(odds)}") + theme.px(18) for token, odds in self._next) + (
            theme.px(34) if self._next else 0
        )

    def _reveal(self) -> None:
        """Scroll until the chosen chip is seen; the last one together with what could come next."""
        bar = self.horizontalScrollBar()
        if self._at == len(self._tokens) - 1:
            bar.setValue(bar.maximum())
        elif self._at >= 0:
            left, right = self._lefts[self._at], self._lefts[self._at + 1]
            if left < bar.value() or right > bar.value() + bar.pageStep():
                bar.setValue(round((left + right - bar.pageStep()) / 2))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()
        self._reveal()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(400), theme.px(2 * SIDE + CHIP + FOOT + BAR))

    @Slot()
    def _dress(self) -> None:
        self.setFixedHeight(self.sizeHint().height())
        self._lay_out()

    # ---- hand and keys ----------------------------------------------------------------------------------------------

    def _index_at(self, point: QPointF) -> int:
        if point.y() > theme.px(SIDE + CHIP + FOOT):
            return -1
        boxes = (self.box_of(index) for index in range(len(self._tokens)))
        return next((index for index, box in enumerate(boxes) if box.left() <= point.x() <= box.right()), -1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self._index_at(event.position())
        if index >= 0:
            self._pick(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._index_at(event.position()))

    def leaveEvent(self, event: object) -> None:
        self._hover(-1)

    def _hover(self, index: int) -> None:
        if index != self._under:
            self._under = index
            self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().x() or event.angleDelta().y()
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - turned)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {
            Qt.Key.Key_Left: self._at - 1, Qt.Key.Key_Right: self._at + 1,
            Qt.Key.Key_Home: 0, Qt.Key.Key_End: len(self._tokens) - 1,
        }  # fmt: skip
        index = moves.get(Qt.Key(event.key()), -1)
        if 0 <= index < len(self._tokens):
            self._pick(index)
        else:
            super().keyPressEvent(event)

    def _pick(self, index: int) -> None:
        if index != self._at:
            self.show_tokens(self._tokens, index, self._next)
            self.picked.emit(index)

    # ---- painting ---------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index, token in enumerate(self._tokens):
            box = self.box_of(index)
            if box.right() >= 0 and box.left() <= self.viewport().width():
                self._paint_chip(painter, index, token, box)
        if self._next:
            self._paint_next(painter)

    def _paint_chip(self, painter: QPainter, index: int, token: str, box: QRectF) -> None:
        chosen = index == self._at
        painter.setPen(QPen(theme.color("accent-ink"), theme.px(2)) if chosen else Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("tint" if chosen else "fill-hover" if index == self._under else "fill"))
        painter.drawRoundedRect(box, theme.px(6), theme.px(6))
        painter.setFont(theme.font(TEXT, 500 if chosen else 400))
        bare = token.lstrip("·")
        marks = token[: len(token) - len(bare)]
        x = box.left() + theme.px(PADDING)
        base = box.center().y() + (painter.fontMetrics().ascent() - painter.fontMetrics().descent()) / 2
        painter.setPen(theme.color("text-2"))
        painter.drawText(QPointF(x, base), marks)
        painter.setPen(theme.color("text"))
        painter.drawText(QPointF(x + painter.fontMetrics().horizontalAdvance(marks), base), bare)
        painter.setFont(theme.font(11, 400, tabular=True))
        painter.setPen(theme.color("text" if chosen else "text-2"))
        foot = QRectF(box.left(), box.bottom() + theme.px(4), box.width(), theme.px(FOOT - 4))
        painter.drawText(foot, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, str(index))

    def _paint_next(self, painter: QPainter) -> None:
        x = self._lefts[-1] - self.horizontalScrollBar().value() + theme.px(10)
        middle = theme.px(SIDE) + theme.px(CHIP) / 2
        painter.drawPixmap(QPointF(x, middle - theme.px(8)), theme.pixmap("arrow-right", "text-2"))
        x += theme.px(26)
        for number, (token, odds) in enumerate(self._next):
            for words, weight, colour in ((token.lstrip("·") or token, 500, "text"), (share(odds), 400, "text-2")):
                painter.setFont(theme.font(13, 600 if number == 0 and weight == 500 else weight, tabular=True))
                painter.setPen(theme.color(colour))
                metrics = painter.fontMetrics()
                painter.drawText(QPointF(x, middle + (metrics.ascent() - metrics.descent()) / 2), words)
                x += metrics.horizontalAdvance(words) + theme.px(6 if weight == 500 else 14)

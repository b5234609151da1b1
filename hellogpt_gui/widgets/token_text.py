"""A transcript of what a person wrote and what a model answered, every token of it a thing to look at.

Lines are laid out once and only the visible ones painted. The tint of a token says how sure the model was of it.
"""

import math
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.token_layout import Piece, TokenLayout

TEXT, LINE = 16, 30
COLUMN, SIDE = 680, 16
BUBBLE = 0.8
SURE_BITS, GUESS_BITS, STEPS = 0.3, 2.9, 4
HOVER_MS = 150


@dataclass(frozen=True)
class TextToken:
    """A token as it is shown. ``probability``: the model's own, 0…1."""

    text: str
    label: str
    probability: float
    facts: str = ""
    alternatives: tuple[tuple[str, float], ...] = ()


@dataclass
class Passage:
    """One turn: what the person wrote (may be empty), then the answer under its heading."""

    words: str
    heading: str
    detail: str
    tokens: list[TextToken] = field(default_factory=list)
    bubble: TokenLayout | None = None
    answer: TokenLayout | None = None
    top: int = 0
    height: int = 0


@dataclass(frozen=True)
class Place:
    """A token of the transcript."""

    passage: int
    token: int


def tint_step(probability: float) -> int:
    """0 (sure) … 4 (a guess), by the surprise −log2 p."""
    bits = -math.log2(max(probability, 1e-9))
    share = (bits - SURE_BITS) / (GUESS_BITS - SURE_BITS)
    return max(0, min(STEPS, math.ceil(share * STEPS)))


class TokenText(QAbstractScrollArea):
    """``pointed`` says the token under the pointer or the keyboard's cursor and where it stands, or None."""

    pointed = Signal(object, QRect)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        self.passages: list[Passage] = []
        self._at: Place | None = None
        self._rest = QTimer(self, singleShot=True, interval=HOVER_MS)
        self._rest.timeout.connect(self._say_pointed)
        self.verticalScrollBar().valueChanged.connect(self._leave)
        theme.changed.connect(self.lay_out)

    # ---- what is in it ----------------------------------------------------------------------------------------------

    def set_passages(self, passages: list[Passage]) -> None:
        """Show another transcript, from its end."""
        self.passages = passages
        self._at = None
        self.lay_out()
        self._follow(True)

    def add_passage(self, passage: Passage) -> None:
        self.passages.append(passage)
        self.lay_out()
        self._follow(True)

    def append(self, tokens: list[TextToken]) -> None:
        """Tokens of the last answer, as they are written. The view follows if it stood at the end."""
        passage = self.passages[-1]
        followed = self._at_end()
        assert passage.answer is not None
        for token in tokens:
            passage.tokens.append(token)
            passage.answer.append(token.text)
        self._place(len(self.passages) - 1)
        self._follow(followed)
        self._describe()
        self.viewport().update()

    @property
    def chosen(self) -> Place | None:
        """The token that the pointer or the keyboard is on."""
        return self._at

    def _describe(self) -> None:
        """What a screen reader says: the end of the last answer."""
        if self.passages:
            text = "".join(token.text for token in self.passages[-1].tokens)
            self.setAccessibleDescription(text[-300:])

    # ---- layout -----------------------------------------------------------------------------------------------------

    @Slot()
    def lay_out(self) -> None:
        """Break every line again: the width, the zoom or the transcript is another."""
        measure = QFontMetricsF(theme.font(TEXT)).horizontalAdvance
        width = self._column().width()
        for number, passage in enumerate(self.passages):
            passage.bubble = TokenLayout(width * BUBBLE - theme.px(28), measure)
            passage.bubble.append(passage.words)
            passage.answer = TokenLayout(width, measure)
            for token in passage.tokens:
                passage.answer.append(token.text)
            self._place(number)
        self._set_range()
        self.viewport().update()

    def _column(self) -> QRectF:
        """The column of text, centred."""
        width = min(theme.px(COLUMN), self.viewport().width() - 2 * theme.px(SIDE))
        return QRectF((self.viewport().width() - width) / 2, 0, max(width, 60), self.viewport().height())

    def _place(self, number: int) -> None:
        """Top and height of a passage, below the one before it."""
        passage = self.passages[number]
        before = self.passages[number - 1] if number else None
        passage.top = before.top + before.height + theme.px(16) if before else theme.px(12)
        assert passage.answer is not None
        lines = len(passage.answer.lines) if passage.tokens else 1
        passage.height = self._bubble_height(passage) + self._heading_height(passage) + lines * theme.px(LINE)
        if number == len(self.passages) - 1:
            self._set_range()

    def _bubble_height(self, passage: Passage) -> int:
        if not passage.words.strip():
            return 0
        assert passage.bubble is not None
        return len(passage.bubble.lines) * theme.px(24) + theme.px(12 + 16)

    def _heading_height(self, passage: Passage) -> int:
        return theme.px(26) if passage.heading else 0

    def _set_range(self) -> None:
        last = self.passages[-1] if self.passages else None
        height = last.top + last.height + theme.px(24) if last else 0
        bar = self.verticalScrollBar()
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(theme.px(LINE))
        bar.setRange(0, max(0, height - self.viewport().height()))

    def _at_end(self) -> bool:
        bar = self.verticalScrollBar()
        return bar.value() >= bar.maximum() - theme.px(LINE)

    def _follow(self, wanted: bool) -> None:
        if wanted:
            self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

    def resizeEvent(self, event: QResizeEvent) -> None:
        followed = self._at_end()
        self.lay_out()
        self._follow(followed)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(COLUMN + 2 * SIDE), theme.px(400))

    # ---- painting ---------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        column = self._column()
        scrolled = self.verticalScrollBar().value()
        for number, passage in enumerate(self.passages):
            top = passage.top - scrolled
            if top + passage.height >= 0 and top <= self.viewport().height():
                self._paint_bubble(painter, passage, column, top)
                self._paint_heading(painter, passage, column, top + self._bubble_height(passage))
                self._paint_answer(painter, number, column, self._text_top(passage) - scrolled)

    def _text_top(self, passage: Passage) -> int:
        return passage.top + self._bubble_height(passage) + self._heading_height(passage)

    def _paint_bubble(self, painter: QPainter, passage: Passage, column: QRectF, top: float) -> None:
        if not passage.words.strip():
            return
        layout = passage.bubble
        assert layout is not None
        wide = max(line.end for line in layout.lines) + theme.px(28)
        high = len(layout.lines) * theme.px(24) + theme.px(12)
        area = QRectF(column.right() - wide, top, wide, high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("soft"))
        painter.drawRoundedRect(area, theme.px(8), theme.px(8))
        painter.setFont(theme.font(TEXT))
        painter.setPen(theme.color("text"))
        for row, line in enumerate(layout.lines):
            box = QRectF(area.x() + theme.px(14), top + theme.px(6) + row * theme.px(24), wide, theme.px(24))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, "".join(piece.text for piece in line.pieces))

    def _paint_heading(self, painter: QPainter, passage: Passage, column: QRectF, top: float) -> None:
        if not passage.heading:
            return
        box = QRectF(column.x(), top, column.width(), theme.px(20))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(theme.font(12, 600, tabular=True))
        painter.setPen(theme.color("text-2"))
        painter.drawText(box, middle, passage.heading)
        gone = painter.fontMetrics().horizontalAdvance(passage.heading) + theme.px(10)
        painter.setFont(theme.font(12, 400, tabular=True))
        painter.drawText(box.adjusted(gone, 0, 0, 0), middle, passage.detail)
        self._paint_legend(painter, box)

    def _paint_legend(self, painter: QPainter, box: QRectF) -> None:
        """sure ▢▢▢▢▢ a guess"""
        painter.setFont(theme.font(12))
        measure = painter.fontMetrics().horizontalAdvance
        side, gap = theme.px(12), theme.px(3)
        x = box.right() - measure("a guess")
        painter.drawText(QRectF(x, box.y(), box.right() - x, box.height()), Qt.AlignmentFlag.AlignVCenter, "a guess")
        for step in range(STEPS, -1, -1):
            x -= side + gap if step < STEPS else side + theme.px(7)
            square = QRectF(x, box.center().y() - side / 2, side, side)
            painter.setPen(QPen(theme.color("line"), 1))
            painter.setBrush(self._tint(step))
            painter.drawRoundedRect(square, theme.px(3), theme.px(3))
        painter.setPen(theme.color("text-2"))
        x -= measure("sure") + theme.px(7)
        painter.drawText(QRectF(x, box.y(), measure("sure") + 2, box.height()), Qt.AlignmentFlag.AlignVCenter, "sure")

    @staticmethod
    def _tint(step: int) -> QColor:
        return theme.color("unsure", (0.38 if theme.dark else 0.46) * step / STEPS)

    def _paint_answer(self, painter: QPainter, number: int, column: QRectF, top: float) -> None:
        passage = self.passages[number]
        assert passage.answer is not None
        painter.setFont(theme.font(TEXT))
        high = theme.px(LINE)
        first = max(0, int(-top // high))
        last = min(len(passage.answer.lines), int((self.viewport().height() - top) // high) + 1)
        for row in range(first, last):
            for piece in passage.answer.lines[row].pieces:
                self._paint_piece(painter, number, passage.tokens[piece.token], piece, column.x(), top + row * high)

    def _paint_piece(
        self, painter: QPainter, number: int, token: TextToken, piece: Piece, left: float, top: float
    ) -> None:
        box = self._box(piece, left, top)
        step = tint_step(token.probability)
        if step:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._tint(step))
            painter.drawRoundedRect(box, theme.px(3), theme.px(3))
        if self._at == Place(number, piece.token):
            painter.setPen(QPen(theme.color("accent-ink"), theme.px(2)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(-1, -1, 1, 1), theme.px(3), theme.px(3))
        painter.setPen(theme.color("text"))
        ascent = painter.fontMetrics().ascent()
        line = painter.fontMetrics().height()
        painter.drawText(QPointF(left + piece.x, top + (theme.px(LINE) - line) / 2 + ascent), piece.text)

    def _box(self, piece: Piece, left: float, top: float) -> QRectF:
        """Round the letters of a token, without the space before them."""
        space = QFontMetricsF(theme.font(TEXT)).horizontalAdvance(" ")
        bare = piece.text.lstrip(" ")
        skip = space * (len(piece.text) - len(bare)) if bare else 0.0
        inset = theme.px(4)
        return QRectF(left + piece.x + skip - 1, top + inset, piece.width - skip + 2, theme.px(LINE) - 2 * inset)

    # ---- pointing ---------------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self._under(event.position()), HOVER_MS)

    def leaveEvent(self, event: object) -> None:
        self._leave()

    @Slot()
    def _leave(self) -> None:
        self._point_at(None, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Escape and self._at is not None:
            self._point_at(None, 0)
        elif step is not None and self.passages:
            self._point_at(self._neighbour(step), 0)
        else:
            super().keyPressEvent(event)

    def _neighbour(self, step: int) -> Place | None:
        places = [Place(p, t) for p, passage in enumerate(self.passages) for t in range(len(passage.tokens))]
        if not places:
            return None
        if self._at not in places:
            return places[-1]
        return places[max(0, min(len(places) - 1, places.index(self._at) + step))]

    def _under(self, point: QPointF) -> Place | None:
        column, y = self._column(), point.y() + self.verticalScrollBar().value()
        for number, passage in enumerate(self.passages):
            row = int((y - self._text_top(passage)) // theme.px(LINE))
            if passage.answer is None or not 0 <= row < len(passage.answer.lines):
                continue
            for piece in passage.answer.lines[row].pieces:
                if piece.x <= point.x() - column.x() < piece.x + piece.width:
                    return Place(number, piece.token)
        return None

    def _point_at(self, place: Place | None, after_ms: int) -> None:
        if place == self._at and (place is not None or not self._rest.isActive()):
            return
        self._at = place
        self.viewport().update()
        self.pointed.emit(None, QRect())
        self._rest.stop()
        if place is not None:
            self._rest.start(after_ms)

    @Slot()
    def _say_pointed(self) -> None:
        if self._at is None or self._at.passage >= len(self.passages):
            return
        passage = self.passages[self._at.passage]
        assert passage.answer is not None
        scrolled = self.verticalScrollBar().value()
        for row, line in enumerate(passage.answer.lines):
            for piece in line.pieces:
                if piece.token == self._at.token:
                    top = self._text_top(passage) - scrolled + row * theme.px(LINE)
                    box = self._box(piece, self._column().x(), top).toRect()
                    corner = self.viewport().mapTo(self.window(), box.topLeft())
                    self.pointed.emit(passage.tokens[piece.token], QRect(corner, box.size()))
                    return

"""A transcript of what a person wrote and what a model answered, every token of it a thing to look at.

Lines are laid out once and only the visible ones painted. Left and right move a cursor from token to token, Home and
End to the first and the last one; it is scrolled into sight and said.
"""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from hellogpt_gui.theme import theme
from hellogpt_gui.units import share
from hellogpt_gui.widgets.passage import LINE, Passage, TextToken

COLUMN, SIDE = 680, 16
HOVER_MS = 150
SAID = 300  # letters


@dataclass(frozen=True)
class Place:
    """A token of the transcript."""

    passage: int
    token: int


class TokenText(QAbstractScrollArea):
    """``pointed`` says the token under the pointer or the keyboard's cursor and where it stands, or None."""

    pointed = Signal(object, QRect)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setProperty("help", "tokens")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        self.passages: list[Passage] = []
        self._at: Place | None = None
        self._footer: QWidget | None = None
        self._rest = QTimer(self, singleShot=True, interval=HOVER_MS)
        self._rest.timeout.connect(self._say_pointed)
        self.verticalScrollBar().valueChanged.connect(self.forget_pointed)
        self.verticalScrollBar().valueChanged.connect(self._place_footer)
        theme.changed.connect(self.lay_out)

    # ---- what is in it ----------------------------------------------------------------------------------------------

    def set_passages(self, passages: list[Passage]) -> None:
        """Show another transcript, from its end."""
        self.forget_pointed()
        self.passages = passages
        self.lay_out()
        self._describe()
        self._follow(True)

    def add_passage(self, passage: Passage) -> None:
        """Begin another turn at the end."""
        self.passages.append(passage)
        passage.lay_out(self._column().width())
        self._place(len(self.passages) - 1)
        self._follow(True)

    def append(self, tokens: list[TextToken]) -> None:
        """Tokens of the last answer, as they are written. The view follows if it stood at the end."""
        followed = self._at_end()
        for token in tokens:
            self.passages[-1].append(token)
        self._set_range()
        self._follow(followed)
        self._describe()
        self.viewport().update()

    def set_footer(self, footer: QWidget) -> None:
        """A widget that stands under the last answer and scrolls with it."""
        self._footer = footer
        footer.setParent(self.viewport())
        self._place_footer()

    @property
    def chosen(self) -> Place | None:
        """The token that the pointer or the keyboard is on."""
        return self._at

    def _describe(self) -> None:
        """What a screen reader says: the token at the cursor, else the end of the last answer."""
        tokens = self.passages[-1].tokens if self.passages else []
        words = "".join(token.text for token in tokens[-SAID:])[-SAID:]
        if self._at is not None:
            token = self.passages[self._at.passage].tokens[self._at.token]
            words = ", ".join(part for part in (token.label, share(token.probability), token.facts) if part)
        self.setAccessibleDescription(words)

    # ---- layout -----------------------------------------------------------------------------------------------------

    @Slot()
    def lay_out(self) -> None:
        """Break every line again: the width, the zoom or the transcript is another."""
        for number, passage in enumerate(self.passages):
            passage.lay_out(self._column().width())
            self._place(number)
        self._set_range()
        self.viewport().update()

    def _column(self) -> QRectF:
        """The column of text, centred."""
        width = min(theme.px(COLUMN), self.viewport().width() - 2 * theme.px(SIDE))
        return QRectF((self.viewport().width() - width) / 2, 0, max(width, 60), self.viewport().height())

    def _place(self, number: int) -> None:
        """A passage stands below the one before it."""
        before = self.passages[number - 1] if number else None
        self.passages[number].top = before.top + before.height + theme.px(16) if before else theme.px(12)
        if number == len(self.passages) - 1:
            self._set_range()

    def _set_range(self) -> None:
        last = self.passages[-1] if self.passages else None
        foot = self._footer.sizeHint().height() + theme.px(8) if self._footer else 0
        height = last.top + last.height + foot + theme.px(16) if last else 0
        bar = self.verticalScrollBar()
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(theme.px(LINE))
        bar.setRange(0, max(0, height - self.viewport().height()))
        self._place_footer()

    @Slot()
    def _place_footer(self) -> None:
        if self._footer is None:
            return
        self._footer.setVisible(bool(self.passages))
        if self.passages:
            column, last = self._column(), self.passages[-1]
            top = last.top + last.height + theme.px(4) - self.verticalScrollBar().value()
            high = self._footer.sizeHint().height()
            self._footer.setGeometry(round(column.x()) - theme.px(4), top, round(column.width()) + theme.px(4), high)

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
        scrolled = self.verticalScrollBar().value()
        for number, passage in enumerate(self.passages):
            if passage.top + passage.height >= scrolled and passage.top <= scrolled + self.viewport().height():
                chosen = self._at.token if self._at and self._at.passage == number else None
                passage.paint(painter, self._column(), scrolled, chosen)

    # ---- pointing ---------------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self._under(event.position()), HOVER_MS)

    def leaveEvent(self, event: object) -> None:
        self.forget_pointed()

    @Slot()
    def forget_pointed(self) -> None:
        """No token is pointed at any more."""
        self._point_at(None, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        places = [Place(p, t) for p, passage in enumerate(self.passages) for t in range(len(passage.tokens))]
        last = len(places) - 1
        at = places.index(self._at) if self._at in places else last + 1
        moves = {
            Qt.Key.Key_Left: at - 1, Qt.Key.Key_Right: at + 1, Qt.Key.Key_Home: 0, Qt.Key.Key_End: last
        }  # fmt: skip
        if event.key() == Qt.Key.Key_Escape and self._at is not None:
            self._point_at(None, 0)
        elif places and event.key() in moves:
            place = places[max(0, min(last, moves[Qt.Key(event.key())]))]
            self._reveal(place)
            self._point_at(place, 0)
        else:
            super().keyPressEvent(event)

    def _reveal(self, place: Place) -> None:
        """Scroll until a token is seen, with a line to spare."""
        passage = self.passages[place.passage]
        box = passage.box_of(place.token)
        if box is None:
            return
        line, bar = theme.px(LINE), self.verticalScrollBar()
        top = passage.text_top + round(box.top())
        if top - line < bar.value():
            bar.setValue(top - line)
        elif top + 2 * line > bar.value() + bar.pageStep():
            bar.setValue(top + 2 * line - bar.pageStep())

    def _under(self, point: QPointF) -> Place | None:
        x, y = point.x() - self._column().x(), point.y() + self.verticalScrollBar().value()
        for number, passage in enumerate(self.passages):
            piece = passage.piece_at(x, y - passage.text_top)
            if piece is not None:
                return Place(number, piece.token)
        return None

    def _point_at(self, place: Place | None, after_ms: int) -> None:
        if place == self._at and (place is not None or not self._rest.isActive()):
            return
        self._at = place
        self._describe()
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
        box = passage.box_of(self._at.token)
        if box is not None:
            box.translate(self._column().x(), passage.text_top - self.verticalScrollBar().value())
            corner = self.viewport().mapTo(self.window(), box.toRect().topLeft())
            self.pointed.emit(passage.tokens[self._at.token], QRect(corner, box.toRect().size()))

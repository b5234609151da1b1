"""A transcript of what a person wrote and what a model answered, every token of it a thing to look at.

Lines are laid out once and only the visible ones painted. Left and right move a cursor from token to token, Home and
End to the first and the last one; it is scrolled into sight and said. Under it, up and down choose another token, Enter
takes it.
"""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from hellogpt_gui.theme import theme
from hellogpt_gui.units import share
from hellogpt_gui.widgets.passage import LINE, Passage, TextToken
from hellogpt_gui.widgets.passage_hits import Under, passage_at
from hellogpt_gui.widgets.passage_painting import Look, paint_passage
from hellogpt_gui.widgets.passage_widgets import PassageWidgets
from hellogpt_gui.widgets.tints import TINTS, Tint
from hellogpt_gui.widgets.token_cursor import Place, TokenCursor, reached

COLUMN, SIDE = 680, 8
SAID = 300  # letters
LEAVES = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)
ROWS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class TokenText(QAbstractScrollArea):
    """``pointed`` says the token under the pointer or the keyboard's cursor and where it stands, or None.

    At such a token, ``row_moved`` says that keys go up or down among the others, ``taken`` that Enter was pressed.
    ``legend_pressed``: where a menu of tints may open; ``edit_wanted`` and ``menu_wanted``: a passage, and whether its
    answer is meant; ``over_words``: the passage whose words the pointer is beside, or −1.
    """

    pointed = Signal(object, QRect)
    row_moved = Signal(int)
    taken = Signal()
    legend_pressed = Signal(QPoint)
    edit_wanted = Signal(int, bool)
    menu_wanted = Signal(int, bool, QPoint)
    over_words = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None, tints: Mapping[str, Tint] = TINTS) -> None:
        """``tints``: what its colours can say; the first of them to begin with."""
        super().__init__(parent)
        self._tints = tints
        self.setAccessibleName(name)
        self.setProperty("help", "tokens")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        self.passages: list[Passage] = []
        self._tint = next(iter(tints))
        self._legends: list[QRectF] = []
        self._over = -1
        self.widgets = PassageWidgets(self.viewport())
        self.token_cursor = TokenCursor(self)
        self.token_cursor.moved.connect(self._say_pointed)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        theme.changed.connect(self.lay_out)

    # ---- what is in it ----------------------------------------------------------------------------------------------

    def set_passages(self, passages: list[Passage], same: int = 0) -> None:
        """Show another transcript, from its end. ``same``: how many of its passages were shown before, and stay."""
        self.forget_pointed()
        self.widgets.clear(self.passages[same:])
        self.passages = passages
        for passage in passages[same:]:
            passage.lay_out(self._column().width())
        self.arrange()
        self._describe()
        self._follow(len(passages) > same)

    def add_passage(self, passage: Passage) -> None:
        """Begin another turn at the end."""
        self.passages.append(passage)
        passage.lay_out(self._column().width())
        self.arrange(len(self.passages) - 1)
        self._follow(True)

    def append(self, tokens: list[TextToken]) -> None:
        """Tokens of the last answer, as they are written. The view follows if it stood at the end."""
        followed, last = self._at_end(), self.passages[-1]
        row = max(0, len(last.answer.lines) - 2)  # a word that grows takes its beginning along to the next line
        for token in tokens:
            last.append(token)
        self._set_range()
        self._follow(followed)
        self._describe()
        top = last.text_top + last.row_top(row) - self.verticalScrollBar().value()
        self.viewport().update(self.viewport().rect().adjusted(0, max(0, top), 0, 0))

    def set_footer(self, footer: QWidget) -> None:
        """A widget that stands under the last answer and scrolls with it."""
        self.widgets.footer = footer
        self._set_range()

    def set_feet(self, foot: Callable[[int], QWidget], beside: Callable[[int], QWidget | None]) -> None:
        """Who makes what stands under the answer of a passage, and beside its words, once they are seen."""
        self.widgets.foot, self.widgets.beside = foot, beside

    @property
    def chosen(self) -> Place | None:
        """The token that the pointer or the keyboard is on."""
        return self.token_cursor.at

    @property
    def tint(self) -> str:
        """The name of the one that holds."""
        return self._tint

    def set_tint(self, name: str) -> None:
        self._tint = name
        self.viewport().update()

    def _describe(self) -> None:
        """What a screen reader says: the token at the cursor, else the end of the last answer."""
        tokens = self.passages[-1].tokens if self.passages else []
        words = "".join(token.text for token in tokens[-SAID:])[-SAID:]
        if self.chosen is not None:
            token = self.passages[self.chosen.passage].tokens[self.chosen.token]
            words = ", ".join(part for part in (token.label, share(token.probability), token.facts) if part)
        self.setAccessibleDescription(words)

    # ---- layout -----------------------------------------------------------------------------------------------------

    @Slot()
    def lay_out(self) -> None:
        """Break every line again: the width, the zoom or the transcript is another."""
        for passage in self.passages:
            passage.lay_out(self._column().width())
        self.arrange()

    def arrange(self, number: int = 0) -> None:
        """Stand passages below one another again, from one of them on: their heights are others."""
        followed = self._at_end()
        for at in range(number, len(self.passages)):
            before = self.passages[at - 1] if at else None
            self.passages[at].top = before.top + before.height + theme.px(16) if before else theme.px(12)
        self._set_range()
        self._follow(followed)
        self.viewport().update()

    def _column(self) -> QRectF:
        """The column of text, centred."""
        width = min(theme.px(COLUMN), self.viewport().width() - 2 * theme.px(SIDE))
        return QRectF((self.viewport().width() - width) / 2, 0, max(width, 60), self.viewport().height())

    def _set_range(self) -> None:
        last = self.passages[-1] if self.passages else None
        height = last.top + last.height + self.widgets.footer_height + theme.px(16) if last else 0
        bar = self.verticalScrollBar()
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(theme.px(LINE))
        bar.setRange(0, max(0, height - self.viewport().height()))
        self._place_widgets()

    def _place_widgets(self) -> None:
        self.widgets.place(self.passages, self._seen(), self._column(), self.verticalScrollBar().value())

    def _seen(self) -> range:
        """The passages of which something is seen."""
        top = self.verticalScrollBar().value()
        bottom = top + self.viewport().height()
        return range(max(0, passage_at(self.passages, top)), passage_at(self.passages, bottom) + 1)

    @property
    def _under(self) -> Under:
        """What stands where in the viewport now."""
        return Under(self.passages, self._column(), self.verticalScrollBar().value())

    def _at_end(self) -> bool:
        bar = self.verticalScrollBar()
        return bar.value() >= bar.maximum() - theme.px(LINE)

    def _follow(self, wanted: bool) -> None:
        if wanted:
            self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

    @Slot()
    def _scrolled(self) -> None:
        self.forget_pointed()
        self._place_widgets()

    def resizeEvent(self, event: QResizeEvent) -> None:
        followed = self._at_end()
        self.lay_out()
        self._follow(followed)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(COLUMN + 2 * SIDE), theme.px(400))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        again = event.rect()
        look = Look(
            self._column(), self.verticalScrollBar().value(), self._tints[self._tint], again.top(), again.bottom()
        )
        self._legends = []
        for number in self._seen():
            chosen = self.chosen.token if self.chosen and self.chosen.passage == number else None
            self._legends.append(paint_passage(painter, self.passages[number], look, chosen))

    # ---- pointing ---------------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.token_cursor.hover(self._under.token(event.position()))
        over = self._under.words(event.position().y())
        if over != self._over:
            self._over = over
            self.over_words.emit(over)
        on_legend = any(legend.contains(event.position()) for legend in self._legends)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if on_legend else Qt.CursorShape.ArrowCursor)

    def leaveEvent(self, event: object) -> None:
        self.token_cursor.hover(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        legend = next((one for one in self._legends if one.contains(event.position())), None)
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if legend is not None:
            self.legend_pressed.emit(self.viewport().mapToGlobal(legend.bottomLeft().toPoint()))
        else:
            self.token_cursor.put(self._under.token(event.position()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        number, on_answer = self._under.part(event.position())
        if number >= 0:
            self.edit_wanted.emit(number, on_answer)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        number, on_answer = self._under.part(QPointF(event.pos()))
        if by_key and self.chosen is not None:
            number, on_answer = self.chosen.passage, True
        if number >= 0:
            self.menu_wanted.emit(number, on_answer, event.globalPos())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The card goes where the keyboard goes."""
        if event.reason() in LEAVES:
            self.forget_pointed()
        super().focusOutEvent(event)

    @Slot()
    def forget_pointed(self) -> None:
        """No token is pointed at any more."""
        self.token_cursor.put(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        place = reached(self.passages, self.chosen, key)
        if place is not None:
            self.look_at(place)
        elif self.chosen is not None and key == Qt.Key.Key_Escape:
            self.forget_pointed()
        elif self.chosen is not None and key in ROWS:
            self.row_moved.emit(ROWS[key])
        elif self.chosen is not None and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.taken.emit()
        else:
            super().keyPressEvent(event)

    def look_at(self, place: Place) -> None:
        """Scroll until a token is seen, with a line to spare, and open it."""
        passage = self.passages[place.passage]
        self._ensure_seen(passage.text_top + round(passage.place_of(place.token).top()), theme.px(LINE))
        self.token_cursor.put(place)

    def ensure_seen(self, number: int) -> None:
        """Scroll until what is edited in a passage is seen."""
        passage = self.passages[number]
        if passage.editor is not None:
            top = passage.text_top if passage.edits_answer else passage.bubble_top
            self._ensure_seen(top, passage.editor.sizeHint().height())

    def _ensure_seen(self, top: int, high: int) -> None:
        line, bar = theme.px(LINE), self.verticalScrollBar()
        if top - line < bar.value():
            bar.setValue(top - line)
        elif top + high + line > bar.value() + bar.pageStep():
            bar.setValue(top + high + line - bar.pageStep())

    @Slot()
    def _say_pointed(self) -> None:
        self._describe()
        self.viewport().update()
        at, passage = self.chosen, self.passages[self.chosen.passage] if self.chosen else None
        if at is None or passage is None:
            self.pointed.emit(None, QRect())
            return
        box = passage.place_of(at.token)
        box.translate(self._column().x(), passage.text_top - self.verticalScrollBar().value())
        corner = self.viewport().mapTo(self.window(), box.toRect().topLeft())
        self.pointed.emit(passage.tokens[at.token], QRect(corner, box.toRect().size()))

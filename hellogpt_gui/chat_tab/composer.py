"""Where the person writes: a field of one to eight lines, the step that answers, how much the model sees, and Send."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from hellogpt_gui.library.selection import SelectedStep
from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.buttons import Button, label
from hellogpt_gui.widgets.held_text import HeldText
from hellogpt_gui.widgets.odds_list import paint_bar
from hellogpt_gui.widgets.text_field import LONG, TextField

LINES = 8


class Field(TextField):
    """Enter sends, Shift+Enter begins a new line, Escape stops; Up in an empty field goes back to what was said."""

    entered = Signal()
    escaped = Signal()
    up_pressed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Your text", "Write the beginning of a text", parent)
        self.setObjectName("ComposerField")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.textChanged.connect(self.fit)
        theme.changed.connect(self.fit)
        self.fit()

    @Slot()
    def fit(self) -> None:
        """As many lines as are written, up to eight."""
        font = theme.font(16)
        self.setFont(font)
        written = int(self.document().size().height())
        lines = max(1, min(LINES, written))
        shown = Qt.ScrollBarPolicy.ScrollBarAsNeeded if written > LINES else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(shown)
        self.setFixedHeight(lines * QFontMetrics(font).lineSpacing() + theme.px(12))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not shifted:
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif event.key() == Qt.Key.Key_Up and not self.toPlainText():
            self.up_pressed.emit()
        else:
            super().keyPressEvent(event)


class Meter(QWidget):
    """How many of the tokens that fit the model sees."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._seen, self._all = 0, 0
        theme.changed.connect(self.updateGeometry)
        self.hide()

    def show_counts(self, seen: int, limit: int) -> None:
        self._seen, self._all = seen, limit
        self.setVisible(limit > 0)
        self.setAccessibleName(self._words())
        self.updateGeometry()
        self.update()

    def _words(self) -> str:
        return f"{self._seen} of {self._all} tokens seen"

    def sizeHint(self) -> QSize:
        words = QFontMetrics(theme.font(13, 400, tabular=True)).horizontalAdvance(self._words())
        return QSize(words + theme.px(66), theme.px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(0, self.height() / 2 - theme.px(2), theme.px(56), theme.px(4))
        paint_bar(painter, track, self._seen / max(1, self._all), "text-2")
        painter.setFont(theme.font(13, 400, tabular=True))
        painter.setPen(theme.color("text-2"))
        painter.drawText(self.rect().adjusted(theme.px(64), 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self._words())


class Composer(QFrame):
    """``sent`` says the words; ``stopped`` that Stop was pressed; ``step_chosen`` which step shall answer.

    ``edit_last``: the person wants to change what they said last. A long text that is pasted is held above the field,
    and stands before what is written there.
    """

    sent = Signal(str)
    stopped = Signal()
    step_chosen = Signal(object)
    edit_last = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("help", "composer")
        self._busy = False
        self.field = Field(self)
        self.field.entered.connect(self.send)
        self.field.escaped.connect(self.stopped)
        self.field.up_pressed.connect(self.edit_last)
        self.field.textChanged.connect(self._dress)
        self.held = HeldText(self)
        self.field.hands_on_long = True
        self.field.long_pasted.connect(self.held.hold)
        self.held.changed.connect(self._dress)
        self.step_button = Button("latest", "ghost", "chevron-down")
        self.step_button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.step_button.setAccessibleName("The step that answers")
        self._menu = QMenu(self.step_button)
        self._menu.triggered.connect(self._step_picked)
        self.step_button.setMenu(self._menu)
        self.meter = Meter(self)
        self._key = label("Enter", "hint")
        self.button = Button("", "primary", "arrow-up")
        self.button.setAccessibleName("Send")
        self.button.clicked.connect(self._pressed)
        self._lay_out()
        theme.changed.connect(self._dress)
        self._dress()

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.addWidget(self.step_button)
        foot.addWidget(self.meter)
        foot.addStretch(1)
        foot.addWidget(self._key)
        foot.addWidget(self.button)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.held)
        self._column.addWidget(self.field)
        self._column.addLayout(foot)

    def show_steps(self, choices: list[tuple[str, SelectedStep]], chosen: str) -> None:
        """What may answer, and what does now."""
        self._menu.clear()
        for words, step in choices:
            action = QAction(words, self._menu)
            action.setData(step)
            self._menu.addAction(action)
        self.step_button.setText(chosen)

    def set_busy(self, busy: bool) -> None:
        """Send becomes Stop while the model writes."""
        self._busy = busy
        self._dress()

    @property
    def words(self) -> str:
        """What has been written, and pasted before it."""
        return self.held.text + self.field.toPlainText()

    def take(self) -> str:
        """What has been written; nothing stands there any more."""
        words = self.held.take() + self.field.toPlainText()
        self.field.clear()
        return words

    @Slot()
    def send(self) -> None:
        if not self._busy and self.isEnabled():
            self.sent.emit(self.take())

    def give_back(self, words: str) -> None:
        """Words that got no answer come back, unless something else has been written meanwhile."""
        if self.words:
            return
        if len(words) > LONG:
            self.held.hold(words)
        else:
            self.field.setPlainText(words)

    @Slot()
    def _pressed(self) -> None:
        if self._busy:
            self.stopped.emit()
        else:
            self.send()

    @Slot(QAction)
    def _step_picked(self, action: QAction) -> None:
        self.step_chosen.emit(action.data())

    @Slot()
    def _dress(self) -> None:
        side = theme.px(10)
        self._column.setContentsMargins(side, theme.px(6), side, theme.px(10))
        self._column.setSpacing(theme.px(4))
        self.button.setFixedSize(theme.px(32), theme.px(32))
        self.button.setStyleSheet(
            f"QPushButton {{ min-height: {theme.px(32)}px; padding: 0; border-radius: {theme.px(6)}px; }}"
        )
        self.button.set_icon("stop" if self._busy else "arrow-up")
        name = "Stop" if self._busy else "Send" if self.words else "Go on writing"
        self.button.setAccessibleName(name)
        self.button.setToolTip(name)
        self._key.setText("Esc" if self._busy else "Enter")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = self.field.hasFocus()
        wide = 2 if focused else 1
        painter.setPen(QPen(theme.color("accent-ink" if focused else "control"), wide))
        painter.setBrush(theme.color("raised"))
        inset = wide / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), theme.px(10), theme.px(10))

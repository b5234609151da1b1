"""One of several answers as a card that can be chosen: its seed, how long it is, and its text as it grows."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QTextLayout, QTextOption
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from core.protocol import Ended, Token
from hellogpt_gui.theme import theme
from hellogpt_gui.units import plural, printable, whole

HEAD, LINE, PADDING = 22, 20, 12
ENDS: dict[Ended, str] = {
    "length": "", "user": "stopped", "end_of_text": "ended", "stop": "stop string", "banned": "all banned"
}  # fmt: skip


class AnswerCard(QAbstractButton):
    """The number on the card is also its key."""

    def __init__(self, number: int, seed: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number, self.seed = number, seed
        self.tokens: list[Token] = []
        self.stopped_by: Ended | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(f"Answer {number}, seed {seed}")
        theme.changed.connect(self._redraw)

    @property
    def words(self) -> str:
        return "".join(token.text for token in self.tokens)

    def grow(self, tokens: tuple[Token, ...]) -> None:
        self.tokens.extend(tokens)
        self.setAccessibleDescription(self.words)
        self.update()

    def end(self, why: Ended) -> None:
        self.stopped_by = why
        self.update()

    @Slot()
    def _redraw(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(240), theme.px(HEAD + 10 * LINE + 2 * PADDING))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(160), theme.px(HEAD + 3 * LINE + 2 * PADDING))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up, Down and Enter are the sheet's affair, which knows where the other cards stand."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pointed = self.underMouse() or self.hasFocus()
        painter.setPen(QPen(theme.color("accent-ink" if pointed else "edge"), 2 if pointed else 1))
        painter.setBrush(theme.color("fill-pressed" if self.isDown() else "raised"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.px(8), theme.px(8))
        side = theme.px(PADDING)
        inside = QRectF(self.rect()).adjusted(side, side, -side, -side)
        self._paint_head(painter, inside)
        self._paint_text(painter, inside.adjusted(0, theme.px(HEAD), 0, 0))

    def _paint_head(self, painter: QPainter, inside: QRectF) -> None:
        row = QRectF(inside.left(), inside.top(), inside.width(), theme.px(LINE - 4))
        painter.setFont(theme.font(12, 600, tabular=True))
        painter.setPen(theme.color("text"))
        painter.drawText(row, Qt.AlignmentFlag.AlignLeft, str(self.number))
        painter.setFont(theme.font(12, 400, tabular=True))
        painter.setPen(theme.color("text-2"))
        ended = ENDS[self.stopped_by] if self.stopped_by else "…"
        facts = (f"seed {self.seed}", plural(len(self.tokens), "token"), ended)
        painter.drawText(row, Qt.AlignmentFlag.AlignRight, " · ".join(fact for fact in facts if fact))

    def _paint_text(self, painter: QPainter, area: QRectF) -> None:
        """As many lines as there is room for; what is left over is counted in the last."""
        words, room = printable(self.words).replace("\n", "\u2028"), int(area.height() // theme.px(LINE))
        layout = _laid_out(words, area.width())
        lines = [layout.lineAt(number) for number in range(layout.lineCount())]
        shown = len(lines) if len(lines) <= room else room - 1
        painter.setPen(theme.color("text"))
        for line in lines[:shown]:
            line.draw(painter, area.topLeft())
        if shown < len(lines):
            painter.setPen(theme.color("text-2"))
            painter.setFont(theme.font(12, 400, tabular=True))
            spot = QRectF(area.left(), area.top() + shown * theme.px(LINE), area.width(), theme.px(LINE))
            left = f"and {whole(len(words) - lines[shown].textStart())} more characters"
            painter.drawText(spot, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, left)


def _laid_out(words: str, width: float) -> QTextLayout:
    """All lines of a text at this width."""
    layout = QTextLayout(words, theme.font(13))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    number = 0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, number * theme.px(LINE)))
        number += 1
    layout.endLayout()
    return layout

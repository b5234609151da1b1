"""A list of tokens with bars and shares: what a token looks at, what could come next."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from hellogpt_gui.theme import theme

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
VALUE_WIDTH = 58
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class OddsRow:
    """``share``: length of the bar, 0…1, or None for no bar; ``before``: a thin mark where it stood before a rule, or
    None; ``extra``: a second value, at the right of the first."""

    token: str
    share: float | None
    value: str
    note: str = ""
    bold: bool = False
    kept: bool = True
    before: float | None = None
    extra: str = ""


class OddsList(QWidget):
    """Rows of 26 px. ``picked`` says the row that was clicked or moved to: arrows, Home and End.

    ``follows_pointer``: the row under the pointer is the chosen one, and is filled wherever the keyboard is.
    """

    picked = Signal(int)

    def __init__(
        self, name: str, row_height: int = 26, parent: QWidget | None = None, follows_pointer: bool = False
    ) -> None:
        super().__init__(parent)
        self._follows_pointer = follows_pointer
        self.setMouseTracking(follows_pointer)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._rows: tuple[OddsRow, ...] = ()
        self._row_height = row_height
        self._chosen = -1
        self._token_width, self._note_width, self._value_width, self._extra_width = 96, 0, VALUE_WIDTH, 0
        theme.changed.connect(self.updateGeometry)

    @property
    def rows(self) -> tuple[OddsRow, ...]:
        return self._rows

    @property
    def chosen(self) -> int:
        """The row that was picked last, or −1."""
        return self._chosen

    def show_rows(
        self,
        rows: Sequence[OddsRow],
        token_width: int = 96,
        note_width: int = 0,
        value_width: int = VALUE_WIDTH,
        extra_width: int = 0,
    ) -> None:
        """Widths are px at 100 %: of the token, of the note beside it, and of the values at the right."""
        resized = len(rows) != len(self._rows)
        self._rows = tuple(rows)
        self._token_width, self._note_width = token_width, note_width
        self._value_width, self._extra_width = value_width, extra_width
        self._chosen = min(self._chosen, len(rows) - 1)
        self._describe()
        if resized:
            self.updateGeometry()
        self.update()

    def _describe(self) -> None:
        words = "; ".join(_said(row) for row in self._rows[:8])
        chosen = f". Chosen: {_said(self._rows[self._chosen])}" if self._chosen >= 0 else ""
        self.setAccessibleDescription(words + chosen)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(260), theme.px(self._row_height) * max(1, len(self._rows)))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(180), self.sizeHint().height())

    def choose(self, row: int) -> None:
        """Choose a row without saying so; −1 is none."""
        self._chosen = max(-1, min(row, len(self._rows) - 1))
        self._describe()
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._follows_pointer:
            self.choose(int(event.position().y()) // theme.px(self._row_height))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pick(int(event.position().y()) // theme.px(self._row_height))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._rows) - 1
        moves = {
            Qt.Key.Key_Up: self._chosen - 1, Qt.Key.Key_Down: self._chosen + 1, Qt.Key.Key_Home: 0, Qt.Key.Key_End: last
        }  # fmt: skip
        row = moves.get(Qt.Key(event.key()), -1)
        if 0 <= row <= last:
            self._pick(row)
        else:
            super().keyPressEvent(event)

    def _pick(self, row: int) -> None:
        if 0 <= row < len(self._rows):
            self._chosen = row
            self._describe()
            self.update()
            self.picked.emit(row)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        high = theme.px(self._row_height)
        for number, row in enumerate(self._rows):
            area = QRectF(0, number * high, self.width(), high)
            if area.intersects(QRectF(event.rect())):
                self._paint_row(painter, area, row, number == self._chosen)

    def _paint_row(self, painter: QPainter, area: QRectF, row: OddsRow, chosen: bool) -> None:
        if chosen and (self._follows_pointer or self.hasFocus()):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("fill"))
            painter.drawRoundedRect(area, theme.px(6), theme.px(6))
        token, note = theme.px(self._token_width), theme.px(self._note_width)
        extra = theme.px(self._extra_width)
        value = theme.px(self._value_width) + extra
        painter.setFont(theme.font(13, 600 if row.bold else 500))
        painter.setPen(theme.color("text" if row.kept else "text-3"))
        words = painter.fontMetrics().elidedText(row.token, Qt.TextElideMode.ElideRight, token - theme.px(8))
        painter.drawText(area.adjusted(theme.px(4), 0, 0, 0), LEFT, words)
        if row.note:
            painter.setFont(theme.font(11, 400, tabular=True))
            painter.setPen(theme.color("text-3"))
            painter.drawText(QRectF(token, area.y(), note, area.height()), LEFT, row.note)
        track = QRectF(token + note, area.center().y() - theme.px(2), area.width() - token - note - value, theme.px(5))
        if row.share is not None:
            paint_bar(painter, track, row.share, "accent-bar" if row.kept else "edge")
        if row.before is not None:
            x = track.x() + track.width() * min(1.0, row.before)
            painter.fillRect(
                QRectF(x - 0.5, track.y() - theme.px(3), 1.5, track.height() + theme.px(6)), theme.color("text-3")
            )
        painter.setFont(theme.font(13, 500, tabular=True))
        painter.setPen(theme.color("text" if row.kept else "text-3"))
        painter.drawText(area.adjusted(0, 0, -theme.px(4) - extra, 0), RIGHT, row.value)
        if row.extra:
            painter.setPen(theme.color("text-2"))
            painter.drawText(area.adjusted(0, 0, -theme.px(4), 0), RIGHT, row.extra)


def _said(row: OddsRow) -> str:
    return f"{row.token.strip('·') or row.token} {row.value} {row.extra}".rstrip()


def paint_bar(painter: QPainter, track: QRectF, share: float, colour: str) -> None:
    """A share of a rounded track."""
    painter.setPen(Qt.PenStyle.NoPen)
    radius = track.height() / 2
    painter.setBrush(theme.color("fill-hover"))
    painter.drawRoundedRect(track, radius, radius)
    wide = track.width() * max(0.0, min(1.0, share))
    if wide > 0.5:
        painter.setBrush(theme.color(colour))
        painter.drawRoundedRect(QRectF(track.x(), track.y(), max(wide, track.height()), track.height()), radius, radius)

"""Tokens with their odds before and after something: two bars a row, the thin one before, and both figures."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from hellogpt_gui.theme import theme
from hellogpt_gui.units import share

ROW, TOKEN, FIGURE, ARROW = 30, 64, 52, 15
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class ShiftRow:
    """``before`` and ``after``: odds of 0…1."""

    token: str
    before: float
    after: float
    bold: bool = False


class ShiftList(QWidget):
    """``picked`` says the row that was clicked or moved to: arrows, Home and End."""

    picked = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._rows: tuple[ShiftRow, ...] = ()
        self._changed = True
        theme.changed.connect(self.updateGeometry)

    @property
    def rows(self) -> tuple[ShiftRow, ...]:
        return self._rows

    def show_rows(self, rows: Sequence[ShiftRow], changed: bool) -> None:
        """``changed``: there is something before to be compared with; else one bar and one figure are enough."""
        resized = len(rows) != len(self._rows)
        self._rows, self._changed = tuple(rows), changed
        self.setAccessibleDescription("; ".join(map(self._said, self._rows)))
        if resized:
            self.updateGeometry()
        self.update()

    def _said(self, row: ShiftRow) -> str:
        before = f"{share(row.before)}, now " if self._changed else ""
        return f"{row.token} {before}{share(row.after)}"

    def sizeHint(self) -> QSize:
        return QSize(theme.px(240), theme.px(ROW) * max(1, len(self._rows)))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(200), self.sizeHint().height())

    # ---- hand and keys ----------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pick(int(event.position().y()) // theme.px(ROW))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bold = next((number for number, row in enumerate(self._rows) if row.bold), 0)
        moves = {
            Qt.Key.Key_Up: bold - 1, Qt.Key.Key_Down: bold + 1, Qt.Key.Key_Home: 0, Qt.Key.Key_End: len(self._rows) - 1
        }  # fmt: skip
        row = moves.get(Qt.Key(event.key()))
        if row is None:
            super().keyPressEvent(event)
        else:
            self._pick(row)

    def _pick(self, row: int) -> None:
        if 0 <= row < len(self._rows) and not self._rows[row].bold:
            self.picked.emit(row)

    # ---- painting ---------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        longest = max((max(row.before, row.after) for row in self._rows), default=1.0) or 1.0
        for number, row in enumerate(self._rows):
            self._paint_row(painter, QRectF(0, number * theme.px(ROW), self.width(), theme.px(ROW)), row, longest)

    def _paint_row(self, painter: QPainter, area: QRectF, row: ShiftRow, longest: float) -> None:
        token, figure = theme.px(TOKEN), theme.px(FIGURE)
        painter.setFont(theme.font(13, 600 if row.bold else 500))
        painter.setPen(theme.color("text"))
        words = QFontMetrics(painter.font()).elidedText(row.token, Qt.TextElideMode.ElideRight, token - theme.px(6))
        painter.drawText(area, LEFT, words)
        figures = figure * (2 if self._changed else 1) + (theme.px(ARROW) if self._changed else 0)
        track = QRectF(token, area.y(), area.width() - token - figures - theme.px(4), area.height())
        self._paint_bars(painter, track, row, longest)
        painter.setFont(theme.font(12, 600, tabular=True))
        painter.setPen(theme.color("text"))
        painter.drawText(area, RIGHT, share(row.after))
        if self._changed:
            painter.setFont(theme.font(12, 400, tabular=True))
            painter.setPen(theme.color("text-2"))
            painter.drawText(area.adjusted(0, 0, -figure - theme.px(ARROW), 0), RIGHT, share(row.before))
            arrow = QRectF(area.right() - figure - theme.px(ARROW - 3), area.y(), theme.px(10), area.height())
            painter.drawPixmap(
                round(arrow.x()), round(arrow.center().y() - theme.px(5)), theme.pixmap("arrow-right", "text-3", 10)
            )

    def _paint_bars(self, painter: QPainter, track: QRectF, row: ShiftRow, longest: float) -> None:
        """Before above, after below; where nothing changed, one."""
        middle, wide = track.center().y(), track.width()
        bars = [(row.after, middle + (1 if self._changed else -theme.px(3)), theme.px(6), "accent-bar")]
        if self._changed:
            bars.append((row.before, middle - theme.px(5), theme.px(4), "control"))
        painter.setPen(Qt.PenStyle.NoPen)
        for odds, top, high, colour in bars:
            painter.setBrush(theme.color(colour))
            painter.drawRoundedRect(QRectF(track.x(), top, max(1.5, wide * odds / longest), high), 2, 2)

"""Passages under one another, a line each, so that the token they are about stands at the same place in all.

Behind each token a tint, as strong as its share of the strongest. Long lines are cut at both ends. A click chooses a
line, and so do up, down, Home and End.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from hellogpt_gui.theme import theme

ROW, TEXT, FIGURE = 26, 13, 52  # px at 100 %
PLACE = 0.52  # of the width, where the token begins that a line is about
STRONGEST = 0.55  # opacity of the full tint


@dataclass(frozen=True)
class Line:
    """``shares``: 0…1, one for each token; ``at``: the token it is about; ``figure`` stands at the right."""

    tokens: tuple[str, ...]
    shares: tuple[float, ...]
    at: int
    figure: str


class Concordance(QWidget):
    """As high as its lines need. ``picked`` says the line that the person chose."""

    picked = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: tuple[Line, ...] = ()
        self.chosen = 0
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._restyle)

    def show_lines(self, lines: Sequence[Line]) -> None:
        if len(lines) != len(self.lines):
            self.updateGeometry()
        self.lines = tuple(lines)
        self.chosen = 0
        self.setAccessibleDescription("; ".join(f"{''.join(line.tokens)} {line.figure}" for line in lines))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(360), max(1, len(self.lines)) * theme.px(ROW))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(160), self.sizeHint().height())

    def boxes(self, line: Line, top: float) -> list[QRectF]:
        """Where each token of a line is painted; what would begin left of the widget lies there all the same."""
        measure, bold = (QFontMetricsF(theme.font(TEXT, weight)).horizontalAdvance for weight in (400, 600))
        high, room = theme.px(ROW) - 4, self.width() - theme.px(FIGURE)
        shown = [token.replace("·", " ") for token in line.tokens]
        widths = [bold(token) if place == line.at else measure(token) for place, token in enumerate(shown)]
        x = room * PLACE - sum(widths[: line.at])
        found = []
        for wide in widths:
            found.append(QRectF(x, top + 2, wide, high))
            x += wide
        return found

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pick(int(event.position().y()) // theme.px(ROW))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {
            Qt.Key.Key_Up: self.chosen - 1, Qt.Key.Key_Down: self.chosen + 1, Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: len(self.lines) - 1,
        }  # fmt: skip
        if Qt.Key(event.key()) in moves:
            self._pick(moves[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def _pick(self, line: int) -> None:
        if 0 <= line < len(self.lines):
            self.chosen = line
            self.update()
            self.picked.emit(line)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = self.width() - theme.px(FIGURE)
        for number, line in enumerate(self.lines):
            top = number * theme.px(ROW)
            if not event.rect().intersects(QRectF(0, top, self.width(), theme.px(ROW)).toRect()):
                continue
            if number == self.chosen:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.color("tint"))
                painter.drawRoundedRect(QRectF(0, top, self.width(), theme.px(ROW)), theme.px(4), theme.px(4))
            painter.save()
            painter.setClipRect(QRectF(0, top, room, theme.px(ROW)))
            for place, (token, box) in enumerate(zip(line.tokens, self.boxes(line, top), strict=True)):
                self._paint_token(painter, token, box, line.shares[place], place == line.at)
            painter.restore()
            painter.setFont(theme.font(12, 400, tabular=True))
            painter.setPen(theme.color("text-2"))
            figure = QRectF(room, top, theme.px(FIGURE), theme.px(ROW))
            painter.drawText(figure, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, line.figure)

    def _paint_token(self, painter: QPainter, token: str, box: QRectF, share: float, about: bool) -> None:
        if share > 0:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("train", STRONGEST * min(1.0, share)))
            painter.drawRoundedRect(box, theme.px(3), theme.px(3))
        painter.setFont(theme.font(TEXT, 600 if about else 400))
        painter.setPen(theme.color("text" if about else "text-2"))
        painter.drawText(box.adjusted(0, 0, theme.px(8), 0), Qt.AlignmentFlag.AlignVCenter, token.replace("·", " "))

    @Slot()
    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

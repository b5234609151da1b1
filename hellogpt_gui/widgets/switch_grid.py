"""Switches in rows, one a layer: each tile has a figure, tinted by what speaks for and against; off is crossed.

Arrows move the mark, Home and End go to the ends of its row; Space, Enter, Delete or a click switch.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from hellogpt_gui.theme import theme

NARROWEST, TILE, WIDEST, HIGH, GAP = 46, 66, 104, 40, 6  # px of a tile
ROW_LABEL, COLUMN_LABEL = 30, 22
APART = 10  # px more before a column that stands apart
UNIT = " %"  # stands in wide tiles alone
STRONGEST, STRONGEST_DARK = 0.5, 0.6  # of its colour
EDGE = 3
SWITCHES = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Delete)
Spot = tuple[int, int]


@dataclass(frozen=True)
class Switch:
    """``name``: what a screen reader says; ``text``: what stands in the tile; ``tint``: −1…1, against and for;
    ``off``: crossed out."""

    name: str
    text: str = ""
    tint: float = 0.0
    off: bool = False


class SwitchGrid(QWidget):
    """``switched`` says row and column of a switch that was pressed; ``pointed`` of the one under pointer or keys."""

    switched = Signal(int, int)
    pointed = Signal(int, int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ownFocus", True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self._rows: tuple[tuple[Switch | None, ...], ...] = ()
        self._columns: tuple[str, ...] = ()
        self._apart: frozenset[int] = frozenset()
        self.spot: Spot = (0, 0)
        self._under = False
        theme.changed.connect(self._dress)

    def show_switches(
        self, rows: Sequence[Sequence[Switch | None]], columns: Sequence[str], apart: Sequence[int] = ()
    ) -> None:
        """``columns``: their names; ``apart``: columns that stand apart from those before them."""
        resized = (len(rows), len(columns)) != (len(self._rows), len(self._columns))
        self._rows, self._columns, self._apart = tuple(map(tuple, rows)), tuple(columns), frozenset(apart)
        self.spot = (min(self.spot[0], len(rows) - 1), min(self.spot[1], len(columns) - 1))
        if resized:
            self.updateGeometry()
        self._describe()
        self.update()

    @property
    def rows(self) -> tuple[tuple[Switch | None, ...], ...]:
        return self._rows

    def mark(self, row: int, column: int) -> None:
        """Move the mark without saying so."""
        if row < len(self._rows) and column < len(self._columns) and (row, column) != self.spot:
            self.spot = (row, column)
            self._describe()
            self.update()

    def _describe(self) -> None:
        switch = self._at(self.spot)
        self.setAccessibleDescription(f"{switch.name}, {'off' if switch.off else 'on'}" if switch else "")

    def _at(self, spot: Spot) -> Switch | None:
        return self._rows[spot[0]][spot[1]] if self._rows else None

    # ---- layout -----------------------------------------------------------------------------------------------------

    @property
    def _tile(self) -> int:
        """As wide as there is room for."""
        count = max(1, len(self._columns))
        room = self.width() - self._beside
        return max(theme.px(NARROWEST), min(theme.px(WIDEST), room // count - theme.px(GAP)))

    @property
    def narrow(self) -> bool:
        """Whether the tiles have room for a figure without its unit alone."""
        return self._tile < theme.px(TILE - 10)

    @property
    def _beside(self) -> int:
        return theme.px(ROW_LABEL) + theme.px(APART) * len(self._apart) + theme.px(EDGE)

    def tile_of(self, row: int, column: int) -> QRectF:
        gap, apart = theme.px(GAP), theme.px(APART) * sum(one <= column for one in self._apart)
        left = theme.px(ROW_LABEL) + column * (self._tile + gap) + apart
        top = theme.px(COLUMN_LABEL) + row * (theme.px(HIGH) + gap)
        return QRectF(left, top, self._tile, theme.px(HIGH))

    def _size(self, tile: int) -> QSize:
        gap = theme.px(GAP)
        high = theme.px(COLUMN_LABEL) + len(self._rows) * (theme.px(HIGH) + gap) - gap + theme.px(EDGE)
        return QSize(self._beside + len(self._columns) * (theme.px(tile) + gap), high)

    def sizeHint(self) -> QSize:
        return self._size(TILE)

    def minimumSizeHint(self) -> QSize:
        return self._size(NARROWEST)

    @Slot()
    def _dress(self) -> None:
        self.updateGeometry()
        self.update()

    # ---- hand and keys ----------------------------------------------------------------------------------------------

    def _spot_at(self, point: QPointF) -> Spot | None:
        for row, switches in enumerate(self._rows):
            for column, switch in enumerate(switches):
                if switch is not None and self.tile_of(row, column).contains(point):
                    return row, column
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        spot = self._spot_at(event.position())
        if spot is not None:
            self._point(spot)
            self.switched.emit(*spot)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        spot = self._spot_at(event.position())
        self._under = spot is not None
        if spot is not None:
            self._point(spot)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._under = False
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, (row, column), last = Qt.Key(event.key()), self.spot, len(self._columns) - 1
        if key in SWITCHES and self._at(self.spot) is not None:
            self.switched.emit(row, column)
            return
        moves = {
            Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0),
            Qt.Key.Key_Home: (0, -last), Qt.Key.Key_End: (0, last),
        }  # fmt: skip
        move = moves.get(key)
        if move is None or not self._rows:
            super().keyPressEvent(event)
            return
        spot = (max(0, min(len(self._rows) - 1, row + move[0])), max(0, min(last, column + move[1])))
        if self._at(spot) is not None:
            self._point(spot)

    def _point(self, spot: Spot) -> None:
        if spot != self.spot:
            self.spot = spot
            self._describe()
            self.update()
            self.pointed.emit(*spot)

    # ---- painting ---------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(12, 400, tabular=True))
        painter.setPen(theme.color("text-2"))
        for column, name in enumerate(self._columns):
            box = self.tile_of(0, column)
            above = QRectF(box.left() - theme.px(GAP), 0, box.width() + 2 * theme.px(GAP), theme.px(COLUMN_LABEL - 2))
            painter.drawText(above, Qt.AlignmentFlag.AlignCenter, name)
        for row, switches in enumerate(self._rows):
            box = self.tile_of(row, 0)
            painter.setFont(theme.font(12, 400, tabular=True))
            painter.setPen(theme.color("text-2"))
            beside = QRectF(0, box.top(), theme.px(ROW_LABEL), box.height())
            painter.drawText(beside, Qt.AlignmentFlag.AlignVCenter, f"L{row}")
            for column, switch in enumerate(switches):
                if switch is not None:
                    self._paint_switch(painter, self.tile_of(row, column), switch, (row, column) == self.spot)

    def _paint_switch(self, painter: QPainter, box: QRectF, switch: Switch, marked: bool) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("soft") if switch.off else tinted(switch.tint))
        painter.drawRoundedRect(box, theme.px(6), theme.px(6))
        if switch.off:
            half, middle = theme.px(6), box.center()
            painter.setPen(QPen(theme.color("text-2"), theme.px(1.6), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            for up in (-half, half):
                start, end = QPointF(middle.x() - half, middle.y() - up), QPointF(middle.x() + half, middle.y() + up)
                painter.drawLine(start, end)
        elif switch.text:
            painter.setFont(theme.font(11 if self.narrow else 12, 500, tabular=True))
            painter.setPen(theme.color("text"))
            words = switch.text.removesuffix(UNIT) if self.narrow else switch.text
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
        if marked and (self._under or self.hasFocus()):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("accent-ink"), theme.px(2)))
            painter.drawRoundedRect(box.adjusted(-1, -1, 1, 1), theme.px(7), theme.px(7))


def tinted(share: float) -> QColor:
    """A tile's colour: the page's own fill, and on it for or against. The text on it stays readable."""
    fill, over = theme.color("fill"), theme.color("for" if share > 0 else "against")
    strength = min(1.0, abs(share)) * (STRONGEST_DARK if theme.dark else STRONGEST)
    pairs = zip(_parts(fill), _parts(over), strict=True)
    return QColor(*(round(one + (other - one) * strength) for one, other in pairs))


def _parts(colour: QColor) -> tuple[int, int, int]:
    return colour.red(), colour.green(), colour.blue()

"""A grid of tokens: a column for each token of a text, rows of what was read there, each cell tinted by a share.

Arrows move the chosen cell, Home and End go to the ends of its row. Names of rows stay at the left when the grid is
scrolled in an area; whoever scrolls it calls ``update``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.colour_scale import share_colour

HEAD, ROW = 24, 26
NARROWEST, WIDEST = 52, 92
LIGHT = 150  # of 255: on a lighter cell the words are dark
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class GridCell:
    """``share``: how strong it is tinted, 0…1, or None for a cell that is not known yet; ``facts``: said under the
    pointer."""

    token: str
    share: float | None
    bold: bool = False
    facts: str = ""


CellOf = Callable[[int, int], GridCell]


def _no_cell(row: int, column: int) -> GridCell:
    return GridCell("", None)


class TokenGrid(QWidget):
    """``picked`` says row and column that the person chose."""

    picked = Signal(int, int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ownFocus", True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._rows: tuple[str, ...] = ()
        self._columns: tuple[str, ...] = ()
        self._cell_of: CellOf = _no_cell
        self._chosen = (0, 0)
        self._label_width = 0.0
        theme.changed.connect(self._dress)

    def show_cells(self, rows: Sequence[str], columns: Sequence[str], cell: CellOf, chosen: tuple[int, int]) -> None:
        """``cell``: what stands in a row and column, asked of those that are seen; ``chosen``: row and column."""
        resized = (len(rows), len(columns)) != (len(self._rows), len(self._columns))
        self._rows, self._columns, self._cell_of = tuple(rows), tuple(columns), cell
        self._chosen = (min(chosen[0], len(rows) - 1), min(chosen[1], len(columns) - 1))
        self._measure()
        if resized:
            self.updateGeometry()
        self._describe()
        self.update()

    @property
    def chosen(self) -> tuple[int, int]:
        """Row and column."""
        return self._chosen

    def choose(self, row: int, column: int) -> None:
        """Mark a cell without saying so."""
        self._chosen = (row, column)
        self._describe()
        self.update()

    def cell(self, row: int, column: int) -> GridCell:
        return self._cell_of(row, column)

    def _describe(self) -> None:
        row, column = self._chosen
        cell = self.cell(row, column)
        self.setAccessibleDescription(f"{self._rows[row]}, {self._columns[column]}: {cell.token}. {cell.facts}")

    # ---- layout -----------------------------------------------------------------------------------------------------

    def _measure(self) -> None:
        metrics = QFontMetricsF(theme.font(12, 600))
        self._label_width = max((metrics.horizontalAdvance(name) for name in self._rows), default=0.0) + theme.px(14)

    @property
    def _cell_width(self) -> float:
        room = (self.width() - self._label_width) / max(1, len(self._columns))
        return max(theme.px(NARROWEST), min(theme.px(WIDEST), room))

    def cell_box(self, row: int, column: int) -> QRectF:
        """Where a cell is drawn."""
        wide = self._cell_width
        return QRectF(self._label_width + column * wide, theme.px(HEAD) + row * theme.px(ROW), wide, theme.px(ROW))

    def sizeHint(self) -> QSize:
        wide = self._label_width + len(self._columns) * theme.px(NARROWEST) + theme.px(3)
        return QSize(round(wide), theme.px(HEAD) + len(self._rows) * theme.px(ROW) + theme.px(3))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @Slot()
    def _dress(self) -> None:
        self._measure()
        self.updateGeometry()
        self.update()

    # ---- hand and keys ----------------------------------------------------------------------------------------------

    def _cell_at(self, point: QPointF) -> tuple[int, int] | None:
        row = int((point.y() - theme.px(HEAD)) // theme.px(ROW))
        column = int((point.x() - self._label_width) // self._cell_width)
        return (row, column) if 0 <= row < len(self._rows) and 0 <= column < len(self._columns) else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pick(self._cell_at(event.position()))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            under = self._cell_at(QPointF(event.pos()))
            words = f"{self._rows[under[0]]}: {self.cell(*under).token}\n{self.cell(*under).facts}" if under else ""
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, column = self._chosen
        last_row, last_column = len(self._rows) - 1, len(self._columns) - 1
        moves = {
            Qt.Key.Key_Up: (row - 1, column), Qt.Key.Key_Down: (row + 1, column), Qt.Key.Key_Left: (row, column - 1),
            Qt.Key.Key_Right: (row, column + 1), Qt.Key.Key_Home: (row, 0), Qt.Key.Key_End: (row, last_column),
        }  # fmt: skip
        move = moves.get(Qt.Key(event.key()))
        if move is None or not self._rows:
            super().keyPressEvent(event)
            return
        self._pick((max(0, min(last_row, move[0])), max(0, min(last_column, move[1]))))

    def _pick(self, cell: tuple[int, int] | None) -> None:
        if cell is not None and cell != self._chosen:
            self.choose(*cell)
            self.picked.emit(*cell)

    # ---- painting ---------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._rows:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        seen = QRectF(event.rect())
        wide = self._cell_width
        first = max(0, int((seen.left() - self._label_width) // wide))
        last = min(len(self._columns) - 1, int((seen.right() - self._label_width) // wide))
        for column in range(first, last + 1):
            self._paint_heading(painter, column)
            for row in range(len(self._rows)):
                box = self.cell_box(row, column)
                if box.intersects(seen):
                    self._paint_cell(painter, box, self.cell(row, column))
        self._paint_choice(painter)
        self._paint_names(painter)

    def _paint_heading(self, painter: QPainter, column: int) -> None:
        marked = column == self._chosen[1]
        painter.setFont(theme.font(12, 600 if marked else 400))
        painter.setPen(theme.color("text" if marked else "text-2"))
        box = QRectF(self.cell_box(0, column).left(), 0, self._cell_width, theme.px(HEAD))
        words = painter.fontMetrics().elidedText(
            self._columns[column], Qt.TextElideMode.ElideRight, int(box.width() - theme.px(6))
        )
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

    @staticmethod
    def _paint_cell(painter: QPainter, box: QRectF, cell: GridCell) -> None:
        inner = box.adjusted(0, 0, -1, -1)
        if cell.share is None:
            painter.fillRect(inner, theme.color("soft"))
            return
        painter.fillRect(inner, QColor.fromRgb(share_colour(cell.share)))
        painter.setPen(_ink(cell))
        painter.setFont(theme.font(12, 600 if cell.bold else 400))
        words = painter.fontMetrics().elidedText(
            cell.token, Qt.TextElideMode.ElideRight, int(inner.width() - theme.px(6))
        )
        painter.drawText(inner, Qt.AlignmentFlag.AlignCenter, words)

    def _paint_choice(self, painter: QPainter) -> None:
        row, column = self._chosen
        whole = self.cell_box(0, column).united(self.cell_box(len(self._rows) - 1, column))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color("accent-ink"), theme.px(3 if self.hasFocus() else 2)))
        painter.drawRoundedRect(whole.adjusted(-1, -1, 0, 0), theme.px(3), theme.px(3))
        painter.setPen(QPen(_ink(self.cell(row, column)), theme.px(2)))
        painter.drawRect(self.cell_box(row, column).adjusted(2, 2, -3, -3))

    def _paint_names(self, painter: QPainter) -> None:
        """They stay in sight: at the left edge of what is seen."""
        left = self.visibleRegion().boundingRect().left()
        painter.fillRect(QRectF(left, 0, self._label_width, self.height()), theme.color("surface"))
        for row, name in enumerate(self._rows):
            marked = row == self._chosen[0]
            painter.setFont(theme.font(12, 600 if marked else 400))
            painter.setPen(theme.color("text" if marked else "text-2"))
            box = QRectF(left, self.cell_box(row, 0).top(), self._label_width, theme.px(ROW))
            painter.drawText(box, LEFT, name)


def _ink(cell: GridCell) -> QColor:
    """What can be read on the cell, in both schemes: viridis is the same in them."""
    colour = QColor.fromRgb(share_colour(cell.share)) if cell.share is not None else theme.color("soft")
    light = 0.299 * colour.red() + 0.587 * colour.green() + 0.114 * colour.blue() > LIGHT
    return QColor(Qt.GlobalColor.black) if light else QColor(Qt.GlobalColor.white)

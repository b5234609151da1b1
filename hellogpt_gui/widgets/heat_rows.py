"""A heat map: a row for each head, a column for each step that was kept. One row and one column are chosen.

Up and down choose the row, left and right the column, Home and End its ends; a click chooses both. What is not measured
yet is left empty.
"""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from hellogpt_gui.theme import theme
from hellogpt_gui.units import whole
from hellogpt_gui.widgets.colour_scale import POWER, scale_image, share_colours
from hellogpt_gui.widgets.stop_axis import FOOT, StopAxis, paint_title
from hellogpt_gui.widgets.value_scale import figure

ROW, SMALL_ROW, MANY = 18, 11, 24
GAP_FROM = 6
BAR = 8
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class HeatRows(QWidget):
    """``picked`` says row and column that the person chose."""

    picked = Signal(int, int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._names: Sequence[str] = ()
        self._steps: Sequence[int] = ()
        self._values = np.zeros((0, 0))
        self._most = 1.0
        self._chosen, self._column = 0, 0
        theme.changed.connect(self._dress)

    def show_rows(self, names: Sequence[str], steps: Sequence[int], values: np.ndarray, most: float) -> None:
        """``values``: a row for each name, a column for each step; ``most``: the brightest."""
        resized = len(names) != len(self._names)
        self._names, self._steps, self._values, self._most = names, steps, values, most
        if resized:
            self.updateGeometry()
        self._describe()
        self.update()

    def choose(self, row: int, column: int) -> None:
        """Mark a row and a column without saying so."""
        self._chosen, self._column = row, column
        self._describe()
        self.update()

    def _describe(self) -> None:
        if 0 <= self._chosen < len(self._names) and 0 <= self._column < len(self._steps):
            self.setAccessibleDescription(self.words_of(self._chosen, self._column))

    def words_of(self, row: int, column: int) -> str:
        """What a cell says."""
        value = self._values[row, column]
        said = figure(float(value)) if np.isfinite(value) else "not measured yet"
        return f"{self._names[row]}, step {whole(self._steps[column])}: {said}"

    # ---- where things are ----

    @property
    def _row(self) -> int:
        return theme.px(SMALL_ROW if len(self._names) > MANY else ROW)

    @property
    def _axis(self) -> StopAxis:
        return StopAxis.across(self.width(), len(self._steps))

    def cell_box(self, row: int, column: int) -> QRectF:
        """Where a value is drawn."""
        axis = self._axis
        return QRectF(axis.left + column * axis.wide, 2 + row * self._row, axis.wide, self._row)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(420), 4 + self._row * max(1, len(self._names)) + theme.px(FOOT))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(280), self.sizeHint().height())

    def _cell_at(self, place: QPointF) -> tuple[int, int] | None:
        row, column = int(place.y() - 2) // self._row, self._axis.column_at(place.x())
        return (row, column) if column is not None and 0 <= row < len(self._names) and self._steps else None

    @Slot()
    def _dress(self) -> None:
        self.updateGeometry()
        self.update()

    # ---- hand and keys ----

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self._cell_at(event.position())
        if cell is not None:
            self._pick(*cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._steps) - 1
        row, column = self._chosen, self._column
        moves = {
            Qt.Key.Key_Up: (row - 1, column), Qt.Key.Key_Down: (row + 1, column), Qt.Key.Key_Left: (row, column - 1),
            Qt.Key.Key_Right: (row, column + 1), Qt.Key.Key_Home: (row, 0), Qt.Key.Key_End: (row, last),
        }  # fmt: skip
        row, column = moves.get(Qt.Key(event.key()), (-1, -1))
        if 0 <= row < len(self._names) and 0 <= column <= last:
            self._pick(row, column)
        else:
            super().keyPressEvent(event)

    def _pick(self, row: int, column: int) -> None:
        self.choose(row, column)
        self.picked.emit(row, column)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            cell = self._cell_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.words_of(*cell) if cell else "", self)
            return True
        return super().event(event)

    # ---- painting ----

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._values.size:
            return
        painter = QPainter(self)
        colours = share_colours(np.nan_to_num(self._values) / self._most)
        gap = 1 if self._axis.wide >= theme.px(GAP_FROM) else 0
        for row, name in enumerate(self._names):
            for column in np.isfinite(self._values[row]).nonzero()[0].tolist():
                box = self.cell_box(row, column)
                painter.fillRect(box.adjusted(0, 0, -gap, -1), QColor.fromRgba(int(colours[row, column])))
            self._paint_name(painter, row, name)
        self._paint_scale(painter)
        bottom = self.cell_box(len(self._names), 0).top()
        self._axis.paint_labels(painter, self._steps, bottom + 2, self._column)
        paint_title(painter, QPointF(2, bottom + theme.px(16)), "step")
        self._paint_marks(painter)

    def _paint_name(self, painter: QPainter, row: int, name: str) -> None:
        chosen, box = row == self._chosen, self.cell_box(row, 0)
        if self._row < theme.px(ROW) and row % 4 and not chosen:
            return
        painter.setFont(theme.font(11, 600 if chosen else 400, tabular=True))
        painter.setPen(theme.color("text" if chosen else "text-2"))
        high = max(box.height(), theme.px(14))
        painter.drawText(QRectF(0, box.center().y() - high / 2, box.left() - theme.px(8), high), RIGHT, name)

    def _paint_scale(self, painter: QPainter) -> None:
        """The colours and what they mean, bent so that small values can be told apart."""
        top, bottom = self.cell_box(0, 0).top(), self.cell_box(len(self._names), 0).top()
        left = self._axis.right + theme.px(10)
        painter.drawImage(QRectF(left, top, theme.px(BAR), bottom - top), scale_image())
        painter.setFont(theme.font(11, 400, tabular=True))
        painter.setPen(theme.color("text-2"))
        for share in (1.0, 0.2, 0.0) if bottom - top > theme.px(48) else (1.0, 0.0):
            y = min(max(bottom - share**POWER * (bottom - top), top + theme.px(5)), bottom - theme.px(5))
            box = QRectF(left + theme.px(BAR + 5), y - theme.px(8), theme.px(34), theme.px(16))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, f"{share * self._most:.2g}")

    def _paint_marks(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if 0 <= self._column < len(self._steps):
            whole_column = self.cell_box(0, self._column).united(self.cell_box(len(self._names) - 1, self._column))
            painter.setPen(QPen(theme.color("text"), theme.px(1.2)))
            painter.drawRect(whole_column.adjusted(-1, -0.5, 0, 0))
        if 0 <= self._chosen < len(self._names):
            row = self.cell_box(self._chosen, 0).united(self.cell_box(self._chosen, len(self._steps) - 1))
            painter.setPen(QPen(theme.color("accent-ink"), theme.px(3 if self.hasFocus() else 2)))
            painter.drawRoundedRect(row.adjusted(-2, -1.5, 1, 0.5), theme.px(3), theme.px(3))

"""A map of layers by places: how much of something each cell holds, around nothing; tokens stand slanted above.

Arrows move the mark; ``pointed`` says where it is.
"""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.signed_map import signed_image

NARROWEST, WIDEST, LOWEST, HIGHEST = 8, 64, 18, 60
GAP_FROM, FIGURES_FROM = 9, 38  # px of a cell from which there is a gap beside it; its number stands in it
LONGEST_LABEL, LABEL_FROM = 110, 15
ROW_LABEL, BAR_WIDTH, BAR_SPACE = 34, 8, 56
MARKS = (1.0, 0.5, 0.0, -0.5, -1.0)
ARROWS = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}


class PlaceMap(QWidget):
    """``pointed`` says layer and place under pointer or keys."""

    pointed = Signal(int, int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self._cells = np.zeros((0, 0))
        self._names: tuple[str, ...] = ()
        self._bold: frozenset[int] = frozenset()
        self.cell: tuple[int, int] | None = None
        theme.changed.connect(self._dress)

    def show_cells(self, cells: np.ndarray, names: Sequence[str], bold: Sequence[int]) -> None:
        """``cells``: L T of about 0…1, nan where nothing is known; ``names`` of the places, some of them ``bold``."""
        resized = cells.shape != self._cells.shape or tuple(names) != self._names
        self._cells, self._names, self._bold = cells, tuple(names), frozenset(bold)
        if self.cell is not None and not (self.cell[0] < cells.shape[0] and self.cell[1] < cells.shape[1]):
            self.cell = None
        if resized:
            self.updateGeometry()
        self._describe()
        self.update()

    def _describe(self) -> None:
        if self.cell is None:
            self.setAccessibleDescription("")
            return
        layer, place = self.cell
        value = self._cells[self.cell]
        figure = "not known yet" if np.isnan(value) else f"{value:.2f}"
        self.setAccessibleDescription(f"Layer {layer}, {self._names[place]}, place {place}: {figure}")

    # ---- layout -----------------------------------------------------------------------------------------------------

    @property
    def _slant(self) -> float:
        """How much room the slanted names need."""
        measure = QFontMetricsF(theme.font(12, 600)).horizontalAdvance
        longest = max((measure(name) for name in self._names), default=0.0)
        return min(longest, theme.px(LONGEST_LABEL)) * 0.75

    @property
    def field(self) -> QRectF:
        """Where the cells stand: as large as there is room for."""
        down, across = self._cells.shape
        left, top = theme.px(ROW_LABEL), self._slant + theme.px(14)
        right = max(float(theme.px(BAR_SPACE)), self._slant + theme.px(8))
        wide = (self.width() - left - right) / max(1, across)
        high = (self.height() - top - theme.px(4)) / max(1, down)
        wide = max(theme.px(NARROWEST), min(theme.px(WIDEST), int(wide)))
        high = max(theme.px(LOWEST), min(theme.px(HIGHEST), int(high)))
        return QRectF(left, round(top), wide * across, high * down)

    def box_of(self, layer: int, place: int) -> QRectF:
        field, (down, across) = self.field, self._cells.shape
        wide, high = field.width() / across, field.height() / down
        return QRectF(field.left() + place * wide, field.top() + layer * high, wide, high)

    def minimumSizeHint(self) -> QSize:
        down, across = self._cells.shape
        wide = theme.px(ROW_LABEL) + across * theme.px(NARROWEST) + max(theme.px(BAR_SPACE), int(self._slant))
        return QSize(wide, int(self._slant) + theme.px(18) + down * theme.px(LOWEST))

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint().expandedTo(QSize(theme.px(420), theme.px(240)))

    @Slot()
    def _dress(self) -> None:
        self.updateGeometry()
        self.update()

    # ---- hand and keys ----------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(self._cell_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        if not self.hasFocus():
            self._point(None)

    def _cell_at(self, point: QPointF) -> tuple[int, int] | None:
        field, (down, across) = self.field, self._cells.shape
        if not self._cells.size or not field.contains(point):
            return None
        row = int((point.y() - field.top()) / field.height() * down)
        column = int((point.x() - field.left()) / field.width() * across)
        return min(row, down - 1), min(column, across - 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, (down, across) = Qt.Key(event.key()), self._cells.shape
        ends = {Qt.Key.Key_Home: (0, -across), Qt.Key.Key_End: (0, across)}
        move = ARROWS.get(key) or ends.get(key)
        if move is None or not self._cells.size:
            super().keyPressEvent(event)
            return
        row, column = self.cell or (0, -1)
        self._point((max(0, min(down - 1, row + move[0])), max(0, min(across - 1, column + move[1]))))

    def _point(self, cell: tuple[int, int] | None) -> None:
        if cell == self.cell:
            return
        self.cell = cell
        self._describe()
        self.update()
        self.pointed.emit(*(cell or (-1, -1)))

    # ---- painting ---------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._cells.size:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.field, theme.color("line"))
        self._paint_cells(painter)
        self._paint_names(painter)
        self._paint_scale(painter)
        if self.cell is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("text"), theme.px(2)))
            painter.drawRect(self.box_of(*self.cell).adjusted(0, 0, -1, -1))

    def _paint_cells(self, painter: QPainter) -> None:
        image, wide = signed_image(self._cells), self.box_of(0, 0).width()
        down, across = self._cells.shape
        if wide < theme.px(GAP_FROM):
            painter.drawImage(self.field, image)
            return
        figures = wide >= theme.px(FIGURES_FROM)
        painter.setFont(theme.font(11, 500, tabular=True))
        for row in range(down):
            for column in range(across):
                value = self._cells[row, column]
                known = not np.isnan(value)
                box = self.box_of(row, column).adjusted(0, 0, -1, -1)
                painter.fillRect(box, image.pixelColor(column, row) if known else theme.color("soft"))
                if figures and known:
                    painter.setPen(theme.color("text") if abs(value) < 0.55 else theme.color("surface"))
                    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"{value:.2f}".replace("-", "−"))

    def _paint_names(self, painter: QPainter) -> None:
        down, across = self._cells.shape
        field = self.field
        painter.setFont(theme.font(12, 400, tabular=True))
        painter.setPen(theme.color("text-2"))
        for row in range(down):
            box = self.box_of(row, 0)
            beside = QRectF(0, box.top(), theme.px(ROW_LABEL), box.height())
            painter.drawText(beside, Qt.AlignmentFlag.AlignVCenter, f"L{row}")
        for column in self._named(field.width() / across):
            strong = column in self._bold or (self.cell is not None and column == self.cell[1])
            painter.setFont(theme.font(12, 600 if strong else 400))
            painter.setPen(theme.color("text" if strong else "text-2"))
            painter.save()
            painter.translate(self.box_of(0, column).center().x(), field.top() - theme.px(6))
            painter.rotate(-45)
            shown = painter.fontMetrics().elidedText(
                self._names[column], Qt.TextElideMode.ElideRight, theme.px(LONGEST_LABEL)
            )
            painter.drawText(QPointF(0, 0), shown)
            painter.restore()

    def _named(self, wide: float) -> list[int]:
        """The places whose names have room: the marked one, then the bold ones, then as many others as fit."""
        hovered = [self.cell[1]] if self.cell else []
        named: list[int] = []
        for column in (*hovered, *sorted(self._bold), *range(len(self._names))):
            if all(abs(column - other) * wide >= theme.px(LABEL_FROM) for other in named):
                named.append(column)
        return named

    def _paint_scale(self, painter: QPainter) -> None:
        field = self.field
        high = max(field.height(), float(theme.px(90)))
        bar = QRectF(field.right() + theme.px(14), field.top(), theme.px(BAR_WIDTH), high)
        painter.drawImage(bar, signed_image(np.linspace(1, -1, 128)[:, np.newaxis]))
        painter.setFont(theme.font(11, 400, tabular=True))
        painter.setPen(theme.color("text-2"))
        for mark in MARKS:
            y = bar.top() + bar.height() * (1 - mark) / 2
            box = QRectF(bar.right() + theme.px(6), y - theme.px(8), theme.px(30), theme.px(16))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, f"{mark:g}".replace("-", "−"))

"""The loss curve: raw and smoothed training loss, validation loss, references, and a crosshair with its values.

What is drawn is thinned to the visible range (at most 2,000 points a curve), so that a long run draws as fast as a
short one. Wheel and drag zoom and move, double-click shows the whole run again. Needs pyqtgraph: imported late.
"""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.plot_axes import Scale
from hellogpt_gui.widgets.plot_crosshair import Crosshair
from hellogpt_gui.widgets.plot_data import PlotData, drawn, round_end
from hellogpt_gui.widgets.plot_frame import PlotFrame
from hellogpt_gui.widgets.plot_marks import Marks
from hellogpt_gui.widgets.plot_references import ReferenceLines, area_of
from hellogpt_gui.widgets.value_card import CardRow


class LossPlot(QWidget):
    """``clicked``: x where a person clicked; ``stepped``: an arrow key, −1 or +1; ``zoomed``: not the whole run."""

    clicked = Signal(float)
    stepped = Signal(int)
    zoomed = Signal(bool)

    def __init__(self, x_scale: Scale, y_scale: Scale, empty_words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._empty_words = empty_words
        self._data = PlotData()
        self._scales = (x_scale, y_scale)
        self._x_title = "Step"
        self._hover: float | None = None
        self._whole = True
        self._view = PlotFrame(x_scale, y_scale, 70, self)
        self._box = self._view.box
        self._listen()
        self._make_items()
        self._view.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._view)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Loss curve")
        theme.changed.connect(self._restyle)
        self._restyle()

    def _listen(self) -> None:
        self._box.sigRangeChangedManually.connect(self._on_zoomed)
        self._box.sigRangeChanged.connect(self._on_range)
        self._view.scene().sigMouseMoved.connect(self._on_mouse)
        self._view.scene().sigMouseClicked.connect(self._on_click)
        self._view.viewport().installEventFilter(self)

    def _make_items(self) -> None:
        self._references = ReferenceLines(self._view)
        self._marks = Marks(self._view)
        self._raw = self._view.plot(antialias=False)
        self._smooth = self._view.plot(antialias=True)
        self._val = self._view.plot(antialias=True)
        self._best = pg.ScatterPlotItem(size=11)
        self._ends = pg.ScatterPlotItem(size=7)
        self._names = (pg.TextItem(anchor=(0, 0.5)), pg.TextItem(anchor=(0, 0.5)))
        for depth, item in ((21, self._ends), (22, self._best), (24, self._names[0]), (25, self._names[1])):
            item.setZValue(depth)
            self._view.addItem(item, ignoreBounds=True)
        self.crosshair = Crosshair(self._view)

    # ---- what is shown ----

    def show_data(self, data: PlotData) -> None:
        """Draw this; the range follows while the whole run is shown."""
        self._data = data
        self._view.setVisible(len(data.raw.x) > 0)
        self._references.show(data.references)
        self._marks.show(data.marks)
        if self._whole:
            self._show_whole()
        self._redraw()

    def set_scales(self, x_scale: Scale, y_scale: Scale, x_title: str) -> None:
        """Other units. Where values stand elsewhere then, new data are needed as well."""
        if x_scale is not self._scales[0] or y_scale.logarithmic != self._scales[1].logarithmic:
            self._whole = True
        self._scales, self._x_title = (x_scale, y_scale), x_title
        self._view.set_scales(x_scale, y_scale)

    def show_whole(self) -> None:
        """Back from a zoom."""
        self._whole = True
        self.zoomed.emit(False)
        self._show_whole()
        self._redraw()

    @property
    def x_range(self) -> tuple[float, float]:
        low, high = self._box.viewRange()[0]
        return float(low), float(high)

    @property
    def points_drawn(self) -> tuple[int, int, int]:
        """Points of the three curves as drawn now: raw, smoothed, validation."""
        return tuple(0 if c.xData is None else len(c.xData) for c in (self._raw, self._smooth, self._val))  # type: ignore[return-value]

    def _show_whole(self) -> None:
        begin, end = self._whole_width()
        values = [value for _, value in self._data.references]
        for whole in (self._data.smooth, self._data.val):
            curve = whole.outline or whole
            values += [float(np.nanmin(curve.y)), float(np.nanmax(curve.y))] if len(curve.y) else []
        low, high = (min(values), max(values)) if values else (0.0, 10.0)
        span = max(0.02 if self._scales[1].logarithmic else 0.1, high - low)
        above = span * theme.px(22) / max(100.0, self._box.height())  # for the name above the highest line
        below = low - 0.07 * span
        self._box.setRange(
            xRange=(begin, end),
            yRange=(below if self._scales[1].logarithmic else max(0.0, below), high + above),
            padding=0,
        )

    def _whole_width(self) -> tuple[float, float]:
        """From where to where the axis goes that shows every point, with room for the names at the curves' ends."""
        curves = [c for c in (self._data.raw, self._data.val) if len(c.x)]
        last = max((float(c.x[-1]) for c in curves), default=0.0)
        logarithmic = self._scales[0].logarithmic
        begin = min((float(c.x[0]) for c in curves), default=0.0) if logarithmic else 0.0
        width = max(200.0, self._box.width())
        room = (last - begin) * theme.px(84) / max(60.0, width - theme.px(84))
        if logarithmic:
            return begin, last + room if last > begin else begin + 1.0
        return begin, max(last + room, round_end(last)) if last else 10.0

    def _redraw(self) -> None:
        low, high = self.x_range
        curves = ((self._raw, self._data.raw), (self._smooth, self._data.smooth), (self._val, self._data.val))
        for item, curve in curves:
            part = drawn(curve, low, high)
            item.setData(part.x, part.y)
        best = self._data.best
        self._best.setData([best[0]] if best else [], [best[1]] if best else [])
        self._draw_ends()
        self._view.draw_grid()
        self._place_references()
        self._draw_crosshair()

    def _draw_ends(self) -> None:
        curves = [(self._data.val, "val"), (self._data.smooth, "train")]
        spots = []
        heights = []
        for (curve, color), name in zip(curves, self._names, strict=True):
            name.setVisible(bool(len(curve.x)))
            if not len(curve.x):
                continue
            x, y = float(curve.x[-1]), float(curve.y[-1])
            spots.append({"pos": (x, y), "brush": theme.color(color), "pen": QPen(Qt.PenStyle.NoPen)})
            heights.append((name, x, y))
        self._ends.setData(spots)
        if len(heights) == 2:
            apart = theme.px(17) * self._box.viewPixelSize()[1]
            (first, x1, y1), (second, x2, y2) = heights
            lack = max(0.0, apart - abs(y1 - y2)) / 2 * (1 if y1 >= y2 else -1)
            heights = [(first, x1, y1 + lack), (second, x2, y2 - lack)]
        for name, x, y in heights:
            name.setPos(x + theme.px(8) * self._box.viewPixelSize()[0], y)

    # ---- crosshair ----

    def _draw_crosshair(self) -> None:
        at = self._hover if self._hover is not None else self._data.chosen
        low, high = self.x_range
        rows = []
        for label, curve, color in (("Validation", self._data.val, "val"), ("Training", self._data.smooth, "train")):
            row = -1 if at is None else int(np.searchsorted(curve.x, at + 1e-9 * abs(at), side="right")) - 1
            if row >= 0:
                x, y = float(curve.x[row]), float(curve.y[row])
                rows.append((CardRow(label, self._scales[1].words(y), theme.color(color)), (x, y)))
        if at is None or not rows or not low <= at <= high:
            self.crosshair.hide()
            return
        title = f"{self._x_title} {self._scales[0].words(at)}".strip()
        self.crosshair.show(at, title, rows, self._references.areas)

    def _on_mouse(self, place: QPointF) -> None:
        inside = self._box.sceneBoundingRect().contains(place) and len(self._data.smooth.x) > 0
        at = float(self._box.mapSceneToView(place).x()) if inside else None
        if at is not None:
            at = self._snapped(at)
        if at != self._hover:
            self._hover = at
            self._draw_crosshair()

    def _snapped(self, at: float) -> float:
        """The x of the logged point nearest to the pointer."""
        x = self._data.smooth.x
        right = min(len(x) - 1, int(np.searchsorted(x, at)))
        left = max(0, right - 1)
        return float(x[left] if abs(x[left] - at) <= abs(x[right] - at) else x[right])

    def _on_click(self, click: object) -> None:
        if click.button() != Qt.MouseButton.LeftButton:  # type: ignore[attr-defined]
            return
        if click.double():  # type: ignore[attr-defined]
            self.show_whole()
        elif self._box.sceneBoundingRect().contains(click.scenePos()):  # type: ignore[attr-defined]
            self.clicked.emit(float(self._box.mapSceneToView(click.scenePos()).x()))  # type: ignore[attr-defined]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave and self._hover is not None:
            self._hover = None
            self._draw_crosshair()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.stepped.emit(-1 if event.key() == Qt.Key.Key_Left else 1)
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Minus) and not event.modifiers():
            self._box.scaleBy((0.7, 1) if event.key() == Qt.Key.Key_Plus else (1 / 0.7, 1))
            self._on_zoomed()
        elif event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Home) and not self._whole:
            self.show_whole()
        else:
            event.ignore()

    # ---- range and look ----

    def _on_zoomed(self, *_: object) -> None:
        self._whole = False
        self.zoomed.emit(True)
        self._redraw()

    def _on_range(self, *_: object) -> None:
        self._view.draw_grid()
        self._place_references()

    def _place_references(self) -> None:
        self._marks.place()
        self._references.place(self._scales[1], [area_of(self._view, name) for name in self._names if name.isVisible()])

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        if self._whole:
            self._show_whole()
        self._redraw()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._view.isVisible():
            painter = QPainter(self)
            painter.setFont(theme.font(13))
            painter.setPen(theme.color("text-3"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._empty_words)

    @Slot()
    def _restyle(self) -> None:
        self._view.restyle()
        self._raw.setPen(QPen(theme.color("train", 0.3), 0))
        self._smooth.setPen(pg.mkPen(theme.color("train"), width=2))
        self._val.setPen(pg.mkPen(theme.color("val"), width=2))
        self._best.setPen(pg.mkPen(theme.color("val"), width=1.8))
        self._best.setBrush(theme.color("surface"))
        self.crosshair.restyle()
        for name, words in zip(self._names, ("validation", "training"), strict=True):
            _write(name, words, theme.color("text"), 500)
            name.fill = pg.mkBrush(theme.color("surface"))  # the words stay legible where a line runs behind them
        self._references.restyle()
        self._marks.restyle()
        self._redraw()


def _write(item: pg.TextItem, words: str, color: QColor, weight: int) -> None:
    item.setFont(theme.font(12, weight, tabular=True))
    item.setColor(color)
    item.setText(words)

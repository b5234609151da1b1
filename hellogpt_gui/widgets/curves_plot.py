"""Any number of curves over one another, each with a colour, a dash and a name; a crosshair says their values.

Wheel and drag zoom and move, double-click shows everything again. Needs pyqtgraph: imported late.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.plot_axes import Scale
from hellogpt_gui.widgets.plot_crosshair import Crosshair
from hellogpt_gui.widgets.plot_frame import PlotFrame
from hellogpt_gui.widgets.value_card import CardRow

MOST_IN_CARD = 8
Range = tuple[float, float]


@dataclass(frozen=True)
class NamedCurve:
    """``color``: a token of the theme; ``dash``: lengths, empty for a whole line. x rises."""

    name: str
    color: str
    dash: tuple[float, ...]
    x: np.ndarray
    y: np.ndarray


class CurvesPlot(QWidget):
    """``zoomed``: not everything is shown."""

    zoomed = Signal(bool)

    def __init__(self, x_scale: Scale, y_scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._curves: Sequence[NamedCurve] = ()
        self._scales, self._x_title = (x_scale, y_scale), ""
        self._whole = True
        self._at: float | None = None
        self._view = PlotFrame(x_scale, y_scale, 60, self)
        self._box = self._view.box
        self._items: list[pg.PlotDataItem] = []
        self._listen()
        self._crosshair = Crosshair(self._view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._view)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Curves of the chosen runs")
        theme.changed.connect(self._restyle)
        self._restyle()

    def _listen(self) -> None:
        self._box.sigRangeChangedManually.connect(self._on_zoomed)
        self._box.sigRangeChanged.connect(self._on_range)
        self._view.scene().sigMouseMoved.connect(self._on_mouse)
        self._view.scene().sigMouseClicked.connect(self._on_click)
        self._view.viewport().installEventFilter(self)

    # ---- what is shown ----

    def show_curves(self, curves: Sequence[NamedCurve], x_scale: Scale, y_scale: Scale, x_title: str) -> None:
        """Draw these, and all of them."""
        self._curves, self._scales, self._x_title = curves, (x_scale, y_scale), x_title
        self._view.set_scales(x_scale, y_scale)
        while len(self._items) < len(curves):
            self._items.append(self._view.plot(antialias=True))
        for index, item in enumerate(self._items):
            item.setVisible(index < len(curves))
            if index < len(curves):
                item.setData(curves[index].x, curves[index].y)
        self._at = None
        self._restyle()
        self.show_whole()

    @property
    def ranges(self) -> tuple[Range, Range] | None:
        """What is shown of x and y where that is not everything."""
        if self._whole:
            return None
        (left, right), (low, high) = self._box.viewRange()
        return (float(left), float(right)), (float(low), float(high))

    @property
    def points_drawn(self) -> list[int]:
        """Points of each curve."""
        return [len(item.xData) for item in self._items if item.isVisible() and item.xData is not None]

    @Slot()
    def show_whole(self) -> None:
        self._whole = True
        self.zoomed.emit(False)
        seen = [curve for curve in self._curves if len(curve.x)]
        last = max((float(curve.x[-1]) for curve in seen), default=10.0)
        low = min((float(curve.y.min()) for curve in seen), default=0.0)
        high = max((float(curve.y.max()) for curve in seen), default=10.0)
        room = 0.06 * max(0.05, high - low)
        self._box.setRange(xRange=(0, last or 1.0), yRange=(max(0.0, low - room), high + room), padding=0)
        self._draw_crosshair()

    def _draw_crosshair(self) -> None:
        at = self._at
        rows = [] if at is None else [row for curve in self._curves if (row := self._told(curve, at)) is not None]
        if at is None or not rows:
            self._crosshair.hide()
            return
        rows.sort(key=lambda one: one[1][1])
        self._crosshair.show(at, f"{self._x_title} {self._scales[0].words(at)}".strip(), rows[:MOST_IN_CARD], ())

    def _told(self, curve: NamedCurve, at: float) -> tuple[CardRow, tuple[float, float]] | None:
        """What the card says of a curve, and the point it says it of; nothing beyond the curve's ends."""
        row = int(np.searchsorted(curve.x, at, side="right")) - 1
        if row < 0 or at > float(curve.x[-1]):
            return None
        x, y = float(curve.x[row]), float(curve.y[row])
        return CardRow(curve.name, self._scales[1].words(y), theme.color(curve.color)), (x, y)

    # ---- hands ----

    def _on_mouse(self, place: QPointF) -> None:
        inside = self._box.sceneBoundingRect().contains(place) and bool(self._curves)
        self._at = float(self._box.mapSceneToView(place).x()) if inside else None
        self._draw_crosshair()

    def _on_click(self, click: object) -> None:
        if click.double():  # type: ignore[attr-defined]
            self.show_whole()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave and self._at is not None:
            self._at = None
            self._draw_crosshair()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Minus) and not event.modifiers():
            self._box.scaleBy((0.7, 1) if event.key() == Qt.Key.Key_Plus else (1 / 0.7, 1))
            self._on_zoomed()
        elif event.key() == Qt.Key.Key_Home and not self._whole:
            self.show_whole()
        else:
            event.ignore()

    def _on_zoomed(self, *_: object) -> None:
        self._whole = False
        self.zoomed.emit(True)

    def _on_range(self, *_: object) -> None:
        self._view.draw_grid()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._view.draw_grid()

    @Slot()
    def _restyle(self) -> None:
        self._view.restyle()
        for item, curve in zip(self._items, self._curves, strict=False):
            pen = pg.mkPen(theme.color(curve.color), width=2)
            if curve.dash:
                pen.setDashPattern(list(curve.dash))
            item.setPen(pen)
        self._crosshair.restyle()

"""Rank against count, both as logarithms: words of a text nearly form a straight line (Zipf 1949).

Dashed is the law itself, a count that halves as the rank doubles. Needs pyqtgraph: imported late.
"""

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Slot
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hellogpt_gui.theme import theme
from hellogpt_gui.units import whole
from hellogpt_gui.widgets.plot_axes import ScaledAxis, exponential_scale

ABOVE = 0.8  # of the logarithm, for the first word's name
NAMED = (1, 2, 3, 5, 10, 20, 40)  # ranks whose words stand beside their points


class ZipfPlot(QWidget):
    """``show_words`` draws it; the whole of it is always seen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        scale = exponential_scale(lambda stored: whole(round(float(np.exp(stored)))))
        axes = {"bottom": ScaledAxis("bottom", scale, 60), "left": ScaledAxis("left", scale, 34)}
        self._view = pg.PlotWidget(self, axisItems=axes)
        self._axes = axes
        self._view.setFrameShape(pg.PlotWidget.Shape.NoFrame)
        self._view.hideButtons()
        self._view.setMenuEnabled(False)
        self._view.setMouseEnabled(False, False)
        self._box: pg.ViewBox = self._view.getViewBox()
        self._box.disableAutoRange()
        self._view.getPlotItem().layout.setContentsMargins(0, theme.px(10), theme.px(8), 0)
        self._law = self._view.plot(antialias=True)
        self._curve = self._view.plot(antialias=True)
        self._points = pg.ScatterPlotItem(size=5)
        self._view.addItem(self._points, ignoreBounds=True)
        self._names: list[pg.TextItem] = []
        self._law_name = pg.TextItem("Zipf's law", anchor=(1, 1))
        self._view.addItem(self._law_name, ignoreBounds=True)
        self.setAccessibleName("Words by rank and count")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._view)
        theme.changed.connect(self._restyle)
        self._restyle()

    def show_words(self, ranks: np.ndarray, counts: np.ndarray, common: Sequence[str]) -> None:
        """``ranks`` from 1, rising; ``counts`` there, falling; ``common``: the words of the first ranks."""
        for name in self._names:
            self._view.removeItem(name)
        self._names = []
        if not len(ranks):
            return
        x, y = np.log(ranks), np.log(counts)
        right, top = max(float(x[-1]), 1.0), max(float(y[0]), 1.0)
        self._curve.setData(x, y)
        law = np.array([0.0, min(right, top)])
        self._law.setData(law, y[0] - law)
        self._law_name.setPos(law[1] * 0.5, y[0] - law[1] * 0.5)
        self._law_name.setAnchor((1, 0))
        shown = [index for index, rank in enumerate(ranks) if rank in NAMED and rank <= len(common)]
        self._points.setData(x[shown], y[shown])
        for index in shown:
            name = pg.TextItem(common[int(ranks[index]) - 1], anchor=(-0.08, 1.0))
            name.setPos(x[index], y[index])
            self._view.addItem(name, ignoreBounds=True)
            self._names.append(name)
        self._box.setRange(xRange=(-0.03 * right, right * 1.04), yRange=(-0.04 * top, top + ABOVE), padding=0)
        self.setAccessibleDescription(
            ", ".join(f"{common[int(ranks[i]) - 1]} {round(float(counts[i]))}" for i in shown)
        )
        self._restyle()

    @Slot()
    def _restyle(self) -> None:
        self._view.setBackground(theme.color("surface"))
        quiet = theme.color("text-2")
        titles = {"bottom": "Rank of the word", "left": "How often it occurs"}
        for side, axis in self._axes.items():
            axis.setPen(None)
            axis.setTickPen(QPen(theme.color("surface")))
            axis.setTextPen(quiet)
            axis.setTickFont(theme.font(11, 400, tabular=True))
            axis.setStyle(tickLength=0, tickTextOffset=theme.px(8), hideOverlappingLabels=False)
            axis.set_spacing(theme.px(60 if side == "bottom" else 34))
            axis.setLabel(titles[side], **{"color": quiet.name(), "font-size": f"{theme.px(12)}px"})
        self._axes["left"].setWidth(theme.px(62))
        self._axes["bottom"].setHeight(theme.px(46))
        self._curve.setPen(pg.mkPen(theme.color("train"), width=theme.px(2)))
        pen = pg.mkPen(theme.color("text-3"), width=1)
        pen.setDashPattern([3, 4])
        self._law.setPen(pen)
        self._points.setBrush(theme.color("train"))
        self._points.setPen(pg.mkPen(theme.color("surface"), width=1))
        for name in (*self._names, self._law_name):
            name.setFont(theme.font(12))
            name.setColor(quiet if name is self._law_name else theme.color("text"))

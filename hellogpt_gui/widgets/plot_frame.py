"""What every plot of curves stands in: axes without lines, horizontal grid lines at the ticks, the look of the theme.

Whoever draws in it decides what is shown. Needs pyqtgraph: imported late.
"""

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QWidget

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.plot_axes import Scale, ScaledAxis

ACROSS = 90  # px between the labels of x, at least
LEFT, FOOT = 34, 26


class PlotFrame(pg.PlotWidget):  # type: ignore[misc]
    """``apart``: px between the labels of y, at least."""

    def __init__(self, x_scale: Scale, y_scale: Scale, apart: float, parent: QWidget) -> None:
        x_axis, y_axis = ScaledAxis("bottom", x_scale, ACROSS), ScaledAxis("left", y_scale, apart)
        super().__init__(parent, axisItems={"bottom": x_axis, "left": y_axis})
        self._x_axis, self._y_axis, self._apart = x_axis, y_axis, apart
        self._grid: list[pg.InfiniteLine] = []
        self.box: pg.ViewBox = self.getViewBox()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(pg.PlotWidget.Shape.NoFrame)
        self.hideButtons()
        self.setMenuEnabled(False)
        self.getPlotItem().layout.setContentsMargins(0, 4, theme.px(14), 0)
        self.box.setDefaultPadding(0)
        self.box.disableAutoRange()

    def set_scales(self, x_scale: Scale, y_scale: Scale) -> None:
        """Other units for both axes."""
        self._x_axis.set_scale(x_scale)
        self._y_axis.set_scale(y_scale)

    def draw_grid(self) -> None:
        """A line at each tick of y, as the range and the height are now."""
        values = [value for value, _ in self._y_axis.ticks()]
        while len(self._grid) < len(values):
            line = pg.InfiniteLine(angle=0, pen=pg.mkPen(theme.color("line"), width=1))
            line.setZValue(-20)
            self.addItem(line, ignoreBounds=True)
            self._grid.append(line)
        for index, line in enumerate(self._grid):
            line.setVisible(index < len(values))
            if index < len(values):
                line.setPos(values[index])

    def restyle(self) -> None:
        """The colours and sizes of the theme."""
        surface = theme.color("surface")
        self.setBackground(surface)
        for axis, apart in ((self._x_axis, ACROSS), (self._y_axis, self._apart)):
            axis.setPen(None)
            axis.setTickPen(QPen(surface))
            axis.setTextPen(theme.color("text-2"))
            axis.setTickFont(theme.font(11, 400, tabular=True))
            axis.setStyle(tickLength=0, tickTextOffset=theme.px(8), hideOverlappingLabels=False)
            axis.set_spacing(theme.px(apart))
        self._y_axis.setWidth(theme.px(LEFT))
        self._x_axis.setHeight(theme.px(FOOT))
        for line in self._grid:
            line.setPen(pg.mkPen(theme.color("line"), width=1))

"""Dashed lines across a plot, each with its name and value above it at the right. Needs pyqtgraph: imported late."""

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QRectF

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.plot_axes import Scale


class ReferenceLines:
    """Belongs to one plot; ``show`` says which lines there are, ``place`` where the range is."""

    def __init__(self, view: pg.PlotWidget) -> None:
        self._view = view
        self._references: Sequence[tuple[str, float]] = ()
        self._lines: list[tuple[pg.InfiniteLine, pg.TextItem]] = []

    def show(self, references: Sequence[tuple[str, float]]) -> None:
        """``references``: (name, value)."""
        self._references = references
        while len(self._lines) < len(references):
            line, label = pg.InfiniteLine(angle=0), pg.TextItem(anchor=(1, 1))
            line.setZValue(-10)
            for item in (line, label):
                self._view.addItem(item, ignoreBounds=True)
            self._lines.append((line, label))
            self.restyle()
        for index, (line, label) in enumerate(self._lines):
            line.setVisible(index < len(references))
            label.setVisible(line.isVisible())

    def place(self, scale: Scale) -> None:
        """Each at its value, its words at the right end of what is seen."""
        (_, right), (bottom, top) = self._view.getViewBox().viewRange()
        for (line, label), (name, value) in zip(self._lines, self._references, strict=False):
            line.setPos(value)
            label.setText(f"{name}  {scale.words(value)}")
            label.setPos(right, value)
            label.setVisible(bottom < value < top)

    @property
    def areas(self) -> list[QRectF]:
        """Where the words stand now, in px of the plot."""
        scene = [label.mapRectToScene(label.boundingRect()) for _, label in self._lines if label.isVisible()]
        return [QRectF(self._view.mapFromScene(area).boundingRect()) for area in scene]

    def restyle(self) -> None:
        """Colours and font of the theme."""
        pen = pg.mkPen(theme.color("text-3"), width=1)
        pen.setDashPattern([3, 4])
        for line, label in self._lines:
            line.setPen(pen)
            label.setFont(theme.font(12, 400, tabular=True))
            label.setColor(theme.color("text-2"))

"""Dashed lines across a plot, each with its name and value beside it. Needs pyqtgraph: imported late."""

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

    def place(self, scale: Scale, taken: Sequence[QRectF]) -> None:
        """Each at its value, its words where they cover neither what is ``taken`` (px of the plot) nor each other: at
        the right end of what is seen, above the line or below it, else at the left end."""
        (left, right), (bottom, top) = self._view.getViewBox().viewRange()
        taken = list(taken)
        for (line, label), (name, value) in zip(self._lines, self._references, strict=False):
            line.setPos(value)
            label.setText(f"{name}  {scale.words(value)}")
            label.setVisible(bottom < value < top)
            for x, anchor in ((right, (1, 1)), (right, (1, 0)), (left, (0, 0)), (left, (0, 1)), (right, (1, 1))):
                label.setAnchor(anchor)
                label.setPos(x, value)
                if not any(area_of(self._view, label).intersects(area) for area in taken):
                    break
            if label.isVisible():
                taken.append(area_of(self._view, label))

    @property
    def areas(self) -> list[QRectF]:
        """Where the words stand now, in px of the plot."""
        return [area_of(self._view, label) for _, label in self._lines if label.isVisible()]

    def restyle(self) -> None:
        """Colours and font of the theme."""
        pen = pg.mkPen(theme.color("text-3"), width=1)
        pen.setDashPattern([3, 4])
        for line, label in self._lines:
            line.setPen(pen)
            label.setFont(theme.font(12, 400, tabular=True))
            label.setColor(theme.color("text-2"))


def area_of(view: pg.PlotWidget, words: pg.TextItem) -> QRectF:
    """Where words stand, in px of the plot."""
    words.updateTransform()
    return QRectF(view.mapFromScene(words.mapRectToScene(words.boundingRect())).boundingRect())

"""Moments of a run across a plot: a thin line from top to bottom, with words at its foot. Needs pyqtgraph."""

from collections.abc import Sequence

import pyqtgraph as pg

from hellogpt_gui.theme import theme


class Marks:
    """Belongs to one plot; ``show`` says which there are, ``place`` where the range is."""

    def __init__(self, view: pg.PlotWidget) -> None:
        self._view = view
        self._marks: Sequence[tuple[float, str]] = ()
        self._lines: list[tuple[pg.InfiniteLine, pg.TextItem]] = []

    def show(self, marks: Sequence[tuple[float, str]]) -> None:
        """``marks``: (x, words)."""
        self._marks = marks
        while len(self._lines) < len(marks):
            line, words = pg.InfiniteLine(angle=90), pg.TextItem(anchor=(0, 1))
            line.setZValue(-9)
            for item in (line, words):
                self._view.addItem(item, ignoreBounds=True)
            self._lines.append((line, words))
            self.restyle()
        for index, (line, words) in enumerate(self._lines):
            line.setVisible(index < len(marks))
            words.setVisible(line.isVisible())

    def place(self) -> None:
        """Each at its x, its words above the axis."""
        (left, right), (bottom, _) = self._view.getViewBox().viewRange()
        for (line, words), (x, text) in zip(self._lines, self._marks, strict=False):
            line.setPos(x)
            words.setText(text)
            words.setAnchor((0, 1) if x < (left + right) / 2 else (1, 1))
            words.setPos(x, bottom)
            words.setVisible(left <= x <= right)

    @property
    def shown(self) -> list[str]:
        """The words that are to be seen now."""
        return [words.toPlainText() for _, words in self._lines if words.isVisible()]

    def restyle(self) -> None:
        """Colours and font of the theme."""
        for line, words in self._lines:
            line.setPen(pg.mkPen(theme.color("edge"), width=1))
            words.setFont(theme.font(11, 400, tabular=True))
            words.setColor(theme.color("text-2"))

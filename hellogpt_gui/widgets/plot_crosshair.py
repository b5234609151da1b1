"""The crosshair of a plot: a line, a dot on each curve, a card with their values. Needs pyqtgraph: imported late."""

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRect, QRectF

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.value_card import CardRow, ValueCard

# Share of the plot's width from which on the card stands at the left of the line, and of its height where it stands.
TURNS, TOP = 0.7, 0.2
Told = tuple[CardRow, tuple[float, float]]


class Crosshair:
    """Belongs to one plot; its items lie over those that were there before."""

    def __init__(self, view: pg.PlotWidget) -> None:
        self._view = view
        self._box: pg.ViewBox = view.getViewBox()
        self.card = ValueCard(view)
        self._line = pg.InfiniteLine(angle=90)
        self._dots = pg.ScatterPlotItem(size=9)
        for depth, item in ((20, self._line), (23, self._dots)):
            item.setZValue(depth)
            view.addItem(item, ignoreBounds=True)
        self.hide()

    def show(self, at: float, title: str, rows: Sequence[Told], taken: Sequence[QRectF]) -> None:
        """``rows``: what the card says of each curve, and the point it says it of; ``taken``, in px: what the card
        shall not cover."""
        spots = [{"pos": point, "brush": row.color} for row, point in rows]
        self._dots.setData(spots, pen=pg.mkPen(theme.color("surface"), width=1))
        self._line.setPos(at)
        self._line.show()
        self.card.show_rows(title, [row for row, _ in rows])
        self.card.move(self._place(at, taken).topLeft())
        self.card.show()

    def hide(self) -> None:
        self._line.hide()
        self._dots.setData([])
        self.card.hide()

    def restyle(self) -> None:
        """Colours of the theme."""
        self._line.setPen(pg.mkPen(theme.color("edge"), width=1))

    def _place(self, at: float, taken: Sequence[QRectF]) -> QRect:
        """Beside the line, as near to its usual height as there is room; if there is none, over what is taken."""
        x = self._view.mapFromScene(self._box.mapViewToScene(QPointF(at, 0))).x()
        frame = self._box.sceneBoundingRect()
        beside = (x + theme.px(10), x - theme.px(10) - self.card.width())
        sides = beside if (x - frame.left()) <= TURNS * frame.width() else beside[::-1]
        usual = frame.top() + TOP * frame.height()
        last = int(frame.bottom()) - self.card.height()
        heights = sorted(range(int(frame.top()), last, theme.px(4)), key=lambda y: abs(y - usual))
        free = (
            place
            for y in heights
            for left in sides
            if frame.left() <= left and left + self.card.width() <= frame.right()
            for place in (QRect(int(left), y, self.card.width(), self.card.height()),)
            if not any(place.intersects(area.toAlignedRect()) for area in taken)
        )
        return next(free, QRect(int(sides[0]), int(usual), self.card.width(), self.card.height()))

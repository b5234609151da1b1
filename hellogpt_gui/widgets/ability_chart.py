"""Shares that grow: a row for each ability, two lanes of cells in it, one cell for each time it was measured.

The share is the colour, and stands in figures at the right of each lane for the chosen time.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.colour_scale import share_colour

ROW, NAME, FIGURE, GAP = 20, 100, 44, 16  # px at 100 %
LANES = 2


@dataclass(frozen=True)
class Ability:
    """``lanes``: for each of the two lanes, a share 0…1 for each time, or None where it was not measured."""

    name: str
    lanes: tuple[tuple[float | None, ...], ...]


class AbilityChart(QWidget):
    """``heads``: what the two lanes are called."""

    def __init__(self, heads: tuple[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heads = heads
        self._abilities: tuple[Ability, ...] = ()
        self._chosen = -1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Abilities")
        theme.changed.connect(self._restyle)

    def show_abilities(self, abilities: Sequence[Ability], chosen: int) -> None:
        """``chosen``: which of the times the figures are of."""
        if (tuple(abilities), chosen) == (self._abilities, self._chosen):
            return
        if len(abilities) != len(self._abilities):
            self.updateGeometry()
        self._abilities, self._chosen = tuple(abilities), chosen
        self.setAccessibleDescription("; ".join(self._words(ability) for ability in abilities))
        self.update()

    def _words(self, ability: Ability) -> str:
        told = (f"{head} {_figure(lane[self._chosen])}" for head, lane in zip(self._heads, ability.lanes, strict=True))
        return f"{ability.name}: {', '.join(told)}"

    def sizeHint(self) -> QSize:
        return QSize(theme.px(360), theme.px(ROW) * (1 + len(self._abilities)))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(240), self.sizeHint().height())

    def lane(self, row: int, lane: int) -> QRectF:
        """Where a lane's cells lie; row 0 is the heads'."""
        wide = (self.width() - theme.px(NAME) - LANES * theme.px(FIGURE) - theme.px(GAP)) / LANES
        left = theme.px(NAME) + lane * (wide + theme.px(FIGURE) + theme.px(GAP))
        return QRectF(left, row * theme.px(ROW) + theme.px(3), wide, theme.px(ROW) - theme.px(6))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(theme.font(12, tabular=True))
        for lane, head in enumerate(self._heads):
            painter.setPen(theme.color("text-3"))
            painter.drawText(self.lane(0, lane), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, head)
        for row, ability in enumerate(self._abilities, 1):
            painter.setPen(theme.color("text-2"))
            place = QRectF(0, row * theme.px(ROW), theme.px(NAME), theme.px(ROW))
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, ability.name)
            for lane, shares in enumerate(ability.lanes):
                self._paint_lane(painter, self.lane(row, lane), shares)

    def _paint_lane(self, painter: QPainter, place: QRectF, shares: Sequence[float | None]) -> None:
        if all(share is None for share in shares):
            return
        wide = place.width() / len(shares)
        for number, share in enumerate(shares):
            cell = QRectF(place.left() + number * wide, place.top(), max(1.0, wide - 1), place.height())
            painter.fillRect(cell, theme.color("fill") if share is None else QColor.fromRgb(share_colour(share)))
        chosen = self._chosen % len(shares)
        painter.setPen(QPen(theme.color("text"), 1))
        painter.drawRect(QRectF(place.left() + chosen * wide, place.top(), max(1.0, wide - 1), place.height()))
        figure = QRectF(place.right(), place.top(), theme.px(FIGURE), place.height())
        painter.drawText(figure, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, _figure(shares[chosen]))

    @Slot()
    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


def _figure(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.0f} %"

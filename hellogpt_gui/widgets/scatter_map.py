"""A map of many named points: the weightier a point, the larger its dot, and the sooner it is named.

Wheel and drag zoom and move; + and − zoom, Home shows everything again, the arrows choose the next point on that side.
Both axes have one scale: distances can be compared.
"""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.scatter_names import Marks, Names
from hellogpt_gui.widgets.scatter_painting import MARGIN, paint_cloud, paint_frame, paint_marks, paint_under

REACH = 14  # px from a point within which the pointer is on it
ROOM = 1.08  # round everything
ZOOM, MOST_ZOOM = 1.25, 400.0
DRAGGED = 4  # px that make a press a drag
ARROWS = {
    Qt.Key.Key_Left: (-1.0, 0.0), Qt.Key.Key_Right: (1.0, 0.0), Qt.Key.Key_Up: (0.0, -1.0), Qt.Key.Key_Down: (0.0, 1.0),
}  # fmt: skip
ZOOMS = {Qt.Key.Key_Plus: ZOOM, Qt.Key.Key_Equal: ZOOM, Qt.Key.Key_Minus: 1 / ZOOM}


class ScatterMap(QWidget):
    """``picked`` says the point that the person chose."""

    picked = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self._points = np.zeros((0, 2))
        self._weights = np.zeros(0)
        self._ends = (np.zeros(2), np.ones(2))
        self._titles = ("", "")
        self._names = Names((), np.zeros(0, dtype=int))
        self.marks = Marks()
        self.under = -1
        self._zoom, self._middle = 1.0, np.zeros(2)  # everything is seen at 1, round its middle
        self._pressed: QPointF | None = None
        self._dragging = False
        self._cloud: QPixmap | None = None
        theme.changed.connect(self._redraw)

    def show_points(
        self, points: np.ndarray, names: Sequence[str], weights: np.ndarray, titles: tuple[str, str]
    ) -> None:
        """``points``: n 2, NaN for one that is not there; ``weights``: 0…1 each; ``titles``: of both axes."""
        known = len(points) == len(self._points)
        self._points, self._weights, self._titles = points, weights, titles
        there = points[np.isfinite(points).all(1)]
        self._ends = (there.min(0), there.max(0)) if len(there) else (np.zeros(2), np.ones(2))
        self._names = Names(tuple(names), np.argsort(-weights, kind="stable"))
        if not known or self._zoom == 1.0:
            self.show_all()
        self._redraw()

    def show_marks(self, marks: Marks) -> None:
        """What stands out, and what is chosen."""
        self.marks = marks
        name = self._names.words
        near = ", ".join(name[i] for i in marks.near[:5])
        chosen = f"Chosen: {name[marks.chosen]}. Near it: {near}" if 0 <= marks.chosen < len(name) else ""
        self.setAccessibleDescription(chosen)
        self._redraw()

    # ---- where things are -------------------------------------------------------------------------------------------

    @property
    def field(self) -> QRectF:
        """What the points lie in, without the axes' titles."""
        left = theme.px(MARGIN)
        return QRectF(left, theme.px(4), self.width() - left - theme.px(4), self.height() - theme.px(4) - left)

    @property
    def _scale(self) -> float:
        """px of the widget for one unit of the map."""
        low, high = self._ends
        wide, tall = np.maximum(high - low, 1e-12) * ROOM
        return self._zoom * float(min(self.field.width() / wide, self.field.height() / tall))

    def places(self) -> np.ndarray:
        """Where the points stand in the widget, in px.  n 2"""
        return self._placed(self._points)

    def _placed(self, points: np.ndarray) -> np.ndarray:
        center, scale = self.field.center(), self._scale
        placed: np.ndarray = (points - self._middle) * [scale, -scale] + [center.x(), center.y()]
        return placed

    def place_of(self, index: int) -> QPointF:
        """Where one point stands in the widget."""
        return QPointF(*self._placed(self._points[index]))

    @Slot()
    def show_all(self) -> None:
        """Everything, in the middle."""
        low, high = self._ends
        self._zoom, self._middle = 1.0, (low + high) / 2
        self._redraw()

    def zoom_at(self, factor: float, at: QPointF) -> None:
        """Closer by a factor: what is under a point stays there."""
        before = self._under(at)
        self._zoom = min(MOST_ZOOM, max(1.0, self._zoom * factor))
        if self._zoom == 1.0:
            self.show_all()
            return
        self._middle = self._middle + before - self._under(at)
        self._redraw()

    def _under(self, at: QPointF) -> np.ndarray:
        """What of the map is at a point of the widget."""
        center = self.field.center()
        seen: np.ndarray = self._middle + np.array([at.x() - center.x(), center.y() - at.y()]) / self._scale
        return seen

    def _nearest(self, at: QPointF) -> int:
        """The point within reach, or −1."""
        if not len(self._points):
            return -1
        away = np.nan_to_num(np.hypot(*(self.places() - [at.x(), at.y()]).T), nan=np.inf)
        best = int(away.argmin())
        return best if away[best] <= theme.px(REACH) else -1

    # ---- hand and keys ----------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed, self._dragging = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            self._hover(self._nearest(event.position()))
            return
        moved = event.position() - self._pressed
        if self._dragging or moved.manhattanLength() > theme.px(DRAGGED):
            self._dragging = True
            self._middle = self._middle + self._under(self._pressed) - self._under(event.position())
            self._pressed = event.position()
            self._redraw()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        if pressed is not None and not self._dragging:
            self._pick(self._nearest(event.position()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._nearest(event.position()) < 0:
            self.show_all()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.zoom_at(ZOOM ** (event.angleDelta().y() / 120), event.position())

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in ARROWS:
            self._pick(self._beside(ARROWS[key]))
        elif key in ZOOMS:
            chosen = 0 <= self.marks.chosen < len(self._points)
            self.zoom_at(ZOOMS[key], self.place_of(self.marks.chosen) if chosen else self.field.center())
        elif key == Qt.Key.Key_Home:
            self.show_all()
        else:
            super().keyPressEvent(event)

    def _beside(self, way: tuple[float, float]) -> int:
        """The point next to the chosen one on that side: as near as can be, and as straight."""
        if not 0 <= self.marks.chosen < len(self._points):
            return int(self._names.order[0]) if len(self._points) else -1
        away = self.places() - self.places()[self.marks.chosen]
        along = away @ np.array(way)
        distance = np.hypot(*away.T)
        cost = np.where(along > 0.5 * distance, distance**2 / np.maximum(along, 1e-9), np.inf)
        cost[~np.isfinite(cost)] = np.inf
        best = int(cost.argmin())
        return best if np.isfinite(cost[best]) else -1

    def _hover(self, index: int) -> None:
        if index != self.under:
            self.under = index
            self.update()

    def _pick(self, index: int) -> None:
        if index >= 0 and index != self.marks.chosen:
            self.picked.emit(index)

    # ---- painting ---------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(theme.px(520), theme.px(440))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(260), theme.px(240))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._redraw()

    @Slot()
    def _redraw(self) -> None:
        self._cloud = None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        places, field = self.places(), self.field
        if self._cloud is None:
            self._cloud = self._painted(places)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawPixmap(0, 0, self._cloud)
        paint_under(painter, field, places, self._names, self.under)

    def _painted(self, places: np.ndarray) -> QPixmap:
        """Everything but what the pointer is on."""
        ratio = self.devicePixelRatioF()
        cloud = QPixmap(self.size() * ratio)
        cloud.setDevicePixelRatio(ratio)
        cloud.fill(Qt.GlobalColor.transparent)
        painter = QPainter(cloud)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_frame(painter, self.field, self._titles, QPointF(*self._placed(np.zeros(2))))
        paint_cloud(painter, self.field, places, self._weights)
        paint_marks(painter, self.field, places, self._names, self.marks)
        painter.end()
        return cloud

"""A network drawn as on a slide: the stream runs down at the left; parts leave it, work, and come back to it.

Left and right go through the boxes in the order of the walk, up and down from one row to the next, Home and End to the
ends. Everything can be chosen by a click.
"""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.network_layout import TILE_HIGH, Box, Layout, Network, Node, lay_out
from hellogpt_gui.widgets.network_painting import Marks, NetworkPainter

NARROWEST = 430


class NetworkDiagram(QWidget):
    """``picked`` says the key of what the person chose."""

    picked = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ownFocus", True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self._network: Network | None = None
        self._layout = Layout()
        self._chosen, self._under = "", ""
        self._row = 0.0  # of the chosen token, as a share of a picture's height
        theme.changed.connect(self._dress)

    def show_network(self, network: Network, chosen: str, token: float) -> None:
        """``chosen``: a key; ``token``: how far down the chosen one stands in every picture, 0…1."""
        self._network, self._chosen, self._row = network, chosen, token
        self._dress()

    @property
    def keys(self) -> list[str]:
        """Everything that can be chosen, in the order of the walk."""
        return self._network.keys if self._network else []

    @property
    def chosen(self) -> str:
        return self._chosen

    def box_of(self, key: str) -> QRectF:
        """Where something stands."""
        return self._layout.place.get(key, QRectF())

    def _about(self, key: str) -> str:
        return next((one.about for one in self._things() if one.key == key), "")

    def _things(self) -> list[Box | Node]:
        network = self._network
        if network is None:
            return []
        groups = [part for group in network.groups for part in group.parts]
        parts = [network.enters, *groups, network.leaves]
        boxes: list[Box | Node] = [network.source]
        boxes += [box for part in parts for column in part.columns for box in column]
        nodes = [part.node for part in parts] + [group.folded for group in network.groups]
        return boxes + [node for node in nodes if node is not None]

    @Slot()
    def _dress(self) -> None:
        if self._network is None:
            return
        before = self._layout.high
        self._layout = lay_out(self._network, self.width(), theme.zoom)
        if self._layout.high != before:
            self.updateGeometry()
        self.setAccessibleDescription(self._about(self._chosen))
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._dress()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(NARROWEST), round(self._layout.high))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    # ---- hand and keys ----------------------------------------------------------------------------------------------

    def _key_at(self, point: QPointF) -> str:
        near = theme.px(3)
        for key, box in self._layout.place.items():
            if box.adjusted(-near, -near, near, near).contains(point):
                return key
        for panel, group in self._layout.panels:
            if group.folded is not None and panel.contains(point):
                return group.folded.key
        return ""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pick(self._key_at(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._key_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self._hover("")

    def _hover(self, key: str) -> None:
        if key != self._under:
            self._under = key
            self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._about(self._key_at(QPointF(event.pos()))), self)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, keys = Qt.Key(event.key()), self.keys
        walks = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Home: -len(keys), Qt.Key.Key_End: len(keys)}
        if key in walks and keys:
            self.walk(walks[key])
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and keys:
            self._pick(self._beyond(down=key == Qt.Key.Key_Down))
        else:
            super().keyPressEvent(event)

    def walk(self, steps: int) -> None:
        """So many steps along the way of a token."""
        keys = self.keys
        at = keys.index(self._chosen) if self._chosen in keys else 0
        self._pick(keys[max(0, min(len(keys) - 1, at + steps))])

    def _beyond(self, down: bool) -> str:
        """What stands nearest in the next row."""
        here = self.box_of(self._chosen)
        half = theme.px(TILE_HIGH) / 2
        beyond = {
            key: box.center()
            for key, box in self._layout.place.items()
            if (box.center().y() - here.center().y()) * (1 if down else -1) > half
        }
        if not beyond:
            return self._chosen
        nearest = min(abs(point.y() - here.center().y()) for point in beyond.values())
        row = {key: point for key, point in beyond.items() if abs(point.y() - here.center().y()) < nearest + half}
        return min(row, key=lambda key: abs(row[key].x() - here.center().x()))

    def _pick(self, key: str) -> None:
        if key and key != self._chosen:
            self._chosen = key
            self.setAccessibleDescription(self._about(key))
            self.update()
            self.picked.emit(key)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._network is not None:
            marks = Marks(self._chosen, self._under, self._row, self.hasFocus())
            NetworkPainter(QPainter(self), self._layout, marks).paint(self._network, QRectF(event.rect()))

"""How a network's diagram is painted, once everything has its place."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.network_layout import (
    LEFT,
    RIGHT,
    STREAM,
    TILE_HIGH,
    TITLE,
    TOP,
    Box,
    Group,
    Layout,
    Network,
    Node,
    Placed,
)

CAPTION = 26  # two lines below a box
CENTRE = Qt.AlignmentFlag.AlignCenter
RIGHT_MIDDLE = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT_MIDDLE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Marks:
    """``chosen`` and ``under`` (the pointer): keys; ``row``: where in a picture the followed token stands, 0…1."""

    chosen: str
    under: str
    row: float
    focus: bool


class NetworkPainter:
    """For one painting."""

    def __init__(self, painter: QPainter, layout: Layout, marks: Marks) -> None:
        self._painter, self._layout, self._marks = painter, layout, marks
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def paint(self, network: Network, seen: QRectF) -> None:
        """What lies in the part that is seen."""
        for panel, group in self._layout.panels:
            if panel.intersects(seen):
                self._panel(panel, group)
        self._stream()
        self._box(self._layout.source, network.source)
        self._caption(self._layout.source, network.source.caption, network.source.shape)
        for placed in self._layout.parts:
            if placed.top - 1 <= seen.bottom() and placed.drop + theme.px(30) >= seen.top():
                self._part(placed)
        for _, group in self._layout.panels:
            if group.folded is not None:
                self._node(group.folded)
        self._end(network.words, seen.right())

    def _pen(self, colour: str, wide: float) -> None:
        self._painter.setPen(QPen(theme.color(colour), wide))

    def _panel(self, panel: QRectF, group: Group) -> None:
        painter, folded = self._painter, group.folded is not None
        lit = group.folded is not None and group.folded.key == self._marks.under
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("fill" if lit else "soft"))
        painter.drawRoundedRect(panel, theme.px(8), theme.px(8))
        high = panel.height() if folded else theme.px(TITLE)
        head = QRectF(theme.px(LEFT), panel.top(), panel.width() - theme.px(LEFT + 12), high)
        painter.setFont(theme.font(12, 600))
        painter.setPen(theme.color("text-2" if folded else "text"))
        painter.drawText(head, LEFT_MIDDLE, f"▸ {group.title}" if folded else group.title)
        painter.setFont(theme.font(11, 400, tabular=True))
        painter.setPen(theme.color("text-2"))
        painter.drawText(head, RIGHT_MIDDLE, group.note)

    def _stream(self) -> None:
        x, top = theme.px(STREAM), self._layout.source.bottom() + theme.px(CAPTION)
        self._pen("control", theme.px(2))
        self._painter.drawLine(QPointF(x, top), QPointF(x, self._layout.stream_end))

    def _part(self, placed: Placed) -> None:
        """The way out, from box to box, and back; then what stands on it."""
        middle, columns = placed.top + theme.px(TOP) + theme.px(TILE_HIGH) / 2, placed.columns
        self._pen("control", theme.px(1.5))
        entering = placed.top == 0.0  # what enters comes from nowhere else
        starts = [theme.px(STREAM), *(box.right() for box in columns)]
        for start, column in list(zip(starts, columns, strict=False))[1 if entering else 0 :]:
            self._arrow(QPointF(start, middle), QPointF(column.left() - theme.px(2), middle))
        node = placed.part.node
        if node is not None and columns:
            edge, y = columns[-1].right() + theme.px(RIGHT / 2), placed.drop
            way = [QPointF(columns[-1].right(), middle), QPointF(edge, middle), QPointF(edge, y)]
            self._painter.drawPolyline(QPolygonF(way))
            self._arrow(QPointF(edge, y), self._layout.place[node.key].center() + QPointF(theme.px(11), 0))
        if placed.part.on_the_way:
            below = QPointF(theme.px(STREAM), placed.drop + theme.px(22))
            back = below if entering else QPointF(columns[-1].center().x() - theme.px(20), placed.drop)
            self._pill(back, placed.part.on_the_way)
        for area, box in placed.boxes:
            self._box(area, box)
        for column, stacked in zip(columns, placed.part.columns, strict=True):
            self._caption(column, " · ".join(box.caption for box in stacked), stacked[0].shape)
        if node is not None:
            self._node(node)

    def _pill(self, centre: QPointF, words: str) -> None:
        painter = self._painter
        painter.setFont(theme.font(11, 400, tabular=True))
        pill = QRectF(0, 0, painter.fontMetrics().horizontalAdvance(words) + theme.px(14), theme.px(16))
        pill.moveCenter(centre)
        self._pen("control", 1)
        painter.setBrush(theme.color("surface"))
        painter.drawRoundedRect(pill, theme.px(8), theme.px(8))
        painter.setPen(theme.color("text-2"))
        painter.drawText(pill, CENTRE, words)

    def _arrow(self, start: QPointF, end: QPointF) -> None:
        back = -theme.px(4) if end.x() > start.x() else theme.px(4)
        half = theme.px(3)
        self._painter.drawLine(start, end)
        self._painter.drawPolyline(QPolygonF([end + QPointF(back, -half), end, end + QPointF(back, half)]))

    def _box(self, area: QRectF, box: Box) -> None:
        painter = self._painter
        painter.fillRect(area, theme.color("surface"))
        painter.drawImage(area, box.image)
        y = area.top() + (area.height() - theme.px(2)) * self._marks.row
        painter.fillRect(QRectF(area.left() - theme.px(4), y, theme.px(3), theme.px(2)), theme.color("accent-ink"))
        chosen = box.key == self._marks.chosen
        edge = "accent-ink" if chosen else "text-2" if box.key == self._marks.under else "edge"
        self._pen(edge, theme.px(3 if self._marks.focus else 2) if chosen else 1)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        out = 1.5 if chosen else 0.5
        painter.drawRoundedRect(area.adjusted(-out, -out, out, out), theme.px(3), theme.px(3))

    def _caption(self, column: QRectF, caption: str, shape: str) -> None:
        below = QRectF(column.center().x() - theme.px(42), column.bottom() + theme.px(1), theme.px(84), theme.px(13))
        self._painter.setFont(theme.font(11, 500))
        self._painter.setPen(theme.color("text"))
        self._painter.drawText(below, CENTRE, caption)
        self._painter.setFont(theme.font(11, 400, tabular=True))
        self._painter.setPen(theme.color("text-2"))
        self._painter.drawText(below.translated(0, theme.px(12)), CENTRE, shape)

    def _node(self, node: Node) -> None:
        painter, area = self._painter, self._layout.place[node.key]
        chosen, under = node.key == self._marks.chosen, node.key == self._marks.under
        painter.setBrush(theme.color("tint" if chosen else "fill-hover" if under else "surface"))
        self._pen("accent-ink" if chosen else "control", theme.px(2 if chosen else 1.5))
        painter.drawEllipse(area)
        painter.setFont(theme.font(13, 600))
        painter.setPen(theme.color("text"))
        painter.drawText(area.adjusted(0, -1, 0, -1), CENTRE, node.sign)
        painter.setFont(theme.font(11, 400, tabular=True))
        painter.setPen(theme.color("text-2"))
        painter.drawText(QRectF(0, area.top(), area.left() - theme.px(4), area.height()), RIGHT_MIDDLE, node.words)

    def _end(self, words: tuple[str, ...], right: float) -> None:
        """What comes out."""
        painter, last = self._painter, self._layout.parts[-1].columns[-1]
        end = QPointF(last.right() + theme.px(24), last.center().y())
        self._pen("control", theme.px(1.5))
        self._arrow(QPointF(last.right(), last.center().y()), end)
        high = theme.px(17)
        top = last.center().y() - high * len(words) / 2
        for number, line in enumerate(words):
            painter.setFont(theme.font(12, 600 if number == 0 else 400, tabular=True))
            painter.setPen(theme.color("text" if number == 0 else "text-2"))
            room = QRectF(end.x() + theme.px(8), top + number * high, right - end.x() - theme.px(8), high)
            shown = painter.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, int(room.width()))
            painter.drawText(room, LEFT_MIDDLE, shown)

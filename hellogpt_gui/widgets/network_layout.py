"""Where the boxes of a network's diagram stand: a stream that runs down at the left, and parts that leave it to the
right and come back."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage

TILE_WIDE, TILE_HIGH = 44, 34
STREAM, LEFT, RIGHT = 40, 76, 30  # the stream; where the boxes begin, and the room behind the last one
ROW, TITLE, INSIDE, GAP, FOLDED = 90, 24, 4, 8, 32
TOP, DROP, NODE = 8, 76, 9  # within a row: where boxes begin, where the way back runs; half of a node
ENTERING, BELOW = 12, 20  # the first row is higher: its source stands above its node, and what comes then below
COLUMNS = 6


@dataclass(frozen=True)
class Box:
    """``caption`` and ``shape`` stand below it, ``about`` is said under the pointer."""

    key: str
    caption: str
    shape: str
    image: QImage
    about: str = ""


@dataclass(frozen=True)
class Node:
    """Where a part's work meets the stream; ``words`` stand left of it. ``sign``: + where it is added."""

    key: str
    words: str
    sign: str = "+"
    about: str = ""


@dataclass(frozen=True)
class Part:
    """``columns``: boxes from left to right, several of them one above another; ``node``: None where the stream
    ends; ``on_the_way``: what happens on the way back."""

    columns: tuple[tuple[Box, ...], ...]
    node: Node | None
    on_the_way: str = ""


@dataclass(frozen=True)
class Group:
    """A layer: its parts; or folded, a line that ends in a node."""

    title: str
    note: str
    parts: tuple[Part, ...] = ()
    folded: Node | None = None


@dataclass(frozen=True)
class Network:
    """``source``: the box from which the stream comes; ``enters``: what meets it at once, and what happens to both;
    ``words``: what comes out, line by line."""

    source: Box
    enters: Part
    groups: tuple[Group, ...]
    leaves: Part
    words: tuple[str, ...] = ()

    @property
    def keys(self) -> list[str]:
        """Everything that can be chosen, in the order of the walk."""
        return [self.source.key, *_keys(self.enters), *(key for one in self.groups for key in _of(one)),
                *_keys(self.leaves)]  # fmt: skip


def _keys(part: Part) -> Iterator[str]:
    yield from (box.key for column in part.columns for box in column)
    if part.node is not None:
        yield part.node.key


def _of(group: Group) -> Iterator[str]:
    if group.folded is not None:
        yield group.folded.key
    for part in group.parts:
        yield from _keys(part)


@dataclass(frozen=True)
class Placed:
    """Where a part stands: ``top`` of its row, its boxes, and where the way back runs (``drop``)."""

    part: Part
    top: float
    drop: float
    boxes: tuple[tuple[QRectF, Box], ...]
    columns: tuple[QRectF, ...]


@dataclass
class Layout:
    """All places, for one width and zoom. ``place``: of everything that can be chosen."""

    high: float = 0.0
    source: QRectF = field(default_factory=QRectF)
    parts: list[Placed] = field(default_factory=list)
    panels: list[tuple[QRectF, Group]] = field(default_factory=list)
    place: dict[str, QRectF] = field(default_factory=dict)
    stream_end: float = 0.0


def lay_out(network: Network, wide: float, zoom: float) -> Layout:
    """Everything from top to bottom."""
    made = Layout()
    made.source = QRectF((STREAM - TILE_WIDE / 2) * zoom, TOP * zoom, TILE_WIDE * zoom, TILE_HIGH * zoom)
    made.place[network.source.key] = made.source
    y = _place_part(made, network.enters, 0.0, wide, zoom, ENTERING) + GAP * zoom
    y += BELOW * zoom if network.enters.on_the_way else 0.0
    for group in network.groups:
        top = y
        if group.folded is not None:
            y += FOLDED * zoom
            _place_node(made, group.folded, top + FOLDED * zoom / 2, zoom)
        else:
            y += TITLE * zoom
            for part in group.parts:
                y = _place_part(made, part, y, wide, zoom)
            y += INSIDE * zoom
        made.panels.append((QRectF(0, top, wide, y - top), group))
        y += GAP * zoom
    made.stream_end = y + (TOP + TILE_HIGH / 2) * zoom
    made.high = _place_part(made, network.leaves, y, wide, zoom)
    return made


def _place_part(made: Layout, part: Part, top: float, wide: float, zoom: float, more: float = 0.0) -> float:
    """One row; the last column stands at its end, however many there are.  → where the next row begins"""
    step = (wide - (LEFT + TILE_WIDE + RIGHT) * zoom) / (COLUMNS - 1)
    apart = step * (COLUMNS - 1) / (len(part.columns) - 1) if part.node and len(part.columns) > 2 else step * 1.25
    boxes, columns = [], []
    for number, stacked in enumerate(part.columns):
        whole = QRectF(LEFT * zoom + number * apart, top + TOP * zoom, TILE_WIDE * zoom, TILE_HIGH * zoom)
        columns.append(whole)
        high = (whole.height() - (len(stacked) - 1) * 3 * zoom) / len(stacked)
        for row, box in enumerate(stacked):
            area = QRectF(whole.left(), whole.top() + row * (high + 3 * zoom), whole.width(), high)
            boxes.append((area, box))
            made.place[box.key] = area
    drop = top + (DROP + more) * zoom
    if part.node is not None:
        _place_node(made, part.node, drop, zoom)
    made.parts.append(Placed(part, top, drop, tuple(boxes), tuple(columns)))
    return top + (ROW + more) * zoom


def _place_node(made: Layout, node: Node, y: float, zoom: float) -> None:
    half, centre = NODE * zoom, QPointF(STREAM * zoom, y)
    made.place[node.key] = QRectF(centre.x() - half, centre.y() - half, 2 * half, 2 * half)

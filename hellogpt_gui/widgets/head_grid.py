"""Every attention head of a network as a small picture: layers go down, heads across. One head is chosen.

Arrows move the choice, Home and End go to the ends of its layer; Delete or Space switch the chosen head off or on.
"""

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QHelpEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.value_scale import SHARES, ValueScale

TILE, SMALL_TILE, GAP = 56, 40, 8
MANY = 8  # more heads or layers than this are drawn smaller
ROW_LABEL, COLUMN_LABEL = 26, 20
OFF, CROSS = 0.22, 18  # how much is seen of a head that is off; px of its cross
EDGE = 2  # right and below: the outline of the last tile, wider while it has the focus

Head = tuple[int, int]
ScaleOf = Callable[[np.ndarray], ValueScale]


def in_shares(pattern: np.ndarray) -> ValueScale:
    """The colours of weights of 0…1, whatever they are."""
    return SHARES


class HeadGrid(QWidget):
    """``picked`` says layer and head that the person chose; ``switched`` that the chosen one shall go off, or on."""

    picked = Signal(int, int)
    switched = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ownFocus", True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self._images: list[list[QImage]] = []
        self._pattern = np.zeros((0, 0, 0, 0))
        self._scale_of: ScaleOf = in_shares
        self._names: list[list[str]] = []
        self._marks: Sequence[Sequence[str]] = ()
        self._chosen: Head = (0, 0)
        self._off: Callable[[int, int], bool] = lambda layer, head: False
        self._under: Head | None = None
        theme.changed.connect(self._dress)

    def show_heads(
        self,
        pattern: np.ndarray,
        names: Sequence[Sequence[str]],
        marks: Sequence[Sequence[str]] = (),
        scale_of: ScaleOf = in_shares,
    ) -> None:
        """``pattern``: L H T T; ``names``: what to say of each head; ``marks``: a few letters for its corner;
        ``scale_of``: the colours of a head."""
        resized = (len(pattern), len(pattern[0])) != self._shape
        self._pattern, self._marks, self._scale_of = pattern, marks, scale_of
        self._draw_images()
        self._names = [list(row) for row in names]
        layers, heads = self._shape
        self._chosen = (min(self._chosen[0], layers - 1), min(self._chosen[1], heads - 1))
        if resized:
            self.updateGeometry()
        self._describe()
        self.update()

    def _draw_images(self) -> None:
        self._images = [[self._scale_of(head).triangle(head) for head in heads] for heads in self._pattern]

    def choose(self, layer: int, head: int) -> None:
        """Mark a head without saying so; of a smaller network the nearest."""
        layers, heads = self._shape
        self._chosen = (min(layer, max(layers - 1, 0)), min(head, max(heads - 1, 0))) if layers else (layer, head)
        self.update()

    def cross(self, off: Callable[[int, int], bool]) -> None:
        """Which heads are switched off: they are crossed out."""
        self._off = off
        self._describe()
        self.update()

    @property
    def chosen(self) -> Head:
        """Layer and head, both from 0."""
        return self._chosen

    @property
    def _shape(self) -> Head:
        return (len(self._images), len(self._images[0])) if self._images else (0, 0)

    def _describe(self) -> None:
        layer, head = self._chosen
        about = self._names[layer][head] if self._names else ""
        off = " Switched off." if self._off(layer, head) else ""
        self.setAccessibleDescription(f"Layer {layer}, head {head}. {about}{off}")

    # ---- layout -----------------------------------------------------------------------------------------------------

    @property
    def _tile(self) -> int:
        return theme.px(SMALL_TILE if max(self._shape) > MANY else TILE)

    def sizeHint(self) -> QSize:
        layers, heads = self._shape
        step = self._tile + theme.px(GAP)
        left, top = theme.px(ROW_LABEL), theme.px(COLUMN_LABEL)
        return QSize(left + heads * step + theme.px(EDGE), top + layers * step + theme.px(EDGE))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def tile_of(self, layer: int, head: int) -> QRectF:
        """Where a head is drawn."""
        step = self._tile + theme.px(GAP)
        inset = theme.px(GAP) / 2
        left, top = theme.px(ROW_LABEL) + head * step + inset, theme.px(COLUMN_LABEL) + layer * step + inset
        return QRectF(left, top, self._tile, self._tile)

    def _head_at(self, point: QPointF) -> Head | None:
        step = self._tile + theme.px(GAP)
        layer = int((point.y() - theme.px(COLUMN_LABEL)) // step)
        head = int((point.x() - theme.px(ROW_LABEL)) // step)
        layers, heads = self._shape
        return (layer, head) if 0 <= layer < layers and 0 <= head < heads else None

    @Slot()
    def _dress(self) -> None:
        self._draw_images()
        self.updateGeometry()
        self.update()

    # ---- hand and keys ----------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pick(self._head_at(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._head_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)

    def _hover(self, head: Head | None) -> None:
        if head != self._under:
            self._under = head
            self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            under = self._head_at(QPointF(event.pos()))
            words = f"L{under[0]} H{under[1]}: {self._names[under[0]][under[1]]}" if under else ""
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        layers, heads = self._shape
        moves = {
            Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0),
            Qt.Key.Key_Home: (0, -heads), Qt.Key.Key_End: (0, heads),
        }  # fmt: skip
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Space) and layers:
            self.switched.emit()
            return
        move = moves.get(Qt.Key(event.key()))
        if move is None or not layers:
            super().keyPressEvent(event)
            return
        layer, head = self._chosen[0] + move[0], self._chosen[1] + move[1]
        self._pick((max(0, min(layers - 1, layer)), max(0, min(heads - 1, head))))

    def _pick(self, head: Head | None) -> None:
        if head is not None and head != self._chosen:
            self._chosen = head
            self._describe()
            self.update()
            self.picked.emit(*head)

    # ---- painting ---------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        layers, heads = self._shape
        painter.setFont(theme.font(12, 400, tabular=True))
        painter.setPen(theme.color("text-2"))
        for head in range(heads):
            box = self.tile_of(0, head)
            above = QRectF(box.left(), 0, box.width(), theme.px(COLUMN_LABEL))
            painter.drawText(above, Qt.AlignmentFlag.AlignCenter, f"H{head}")
        for layer in range(layers):
            box = self.tile_of(layer, 0)
            beside = QRectF(0, box.top(), theme.px(ROW_LABEL), box.height())
            painter.drawText(beside, Qt.AlignmentFlag.AlignVCenter, f"L{layer}")
        for layer, row in enumerate(self._images):
            for head, image in enumerate(row):
                self._paint_tile(painter, self.tile_of(layer, head), image, (layer, head))

    def _paint_tile(self, painter: QPainter, box: QRectF, image: QImage, head: Head) -> None:
        painter.fillRect(box, theme.color("fill" if head == self._under else "soft"))
        if self._off(*head):
            painter.setOpacity(OFF)
            painter.drawImage(box, image)
            painter.setOpacity(1.0)
            self._paint_cross(painter, box)
        else:
            painter.drawImage(box, image)
            self._paint_mark(painter, box, head)
        if head == self._chosen:
            ring = theme.px(2)
            painter.setPen(QPen(theme.color("accent-ink"), theme.px(3 if self.hasFocus() else 2)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(-ring - 1, -ring - 1, ring + 1, ring + 1), theme.px(4), theme.px(4))

    def _paint_mark(self, painter: QPainter, box: QRectF, head: Head) -> None:
        """In the corner of the masked future, which is empty."""
        words = self._marks[head[0]][head[1]] if self._marks else ""
        painter.setFont(theme.font(11, 500))
        painter.setPen(theme.color("text"))
        corner = box.adjusted(0, theme.px(2), -theme.px(3), 0)
        painter.drawText(corner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, words)

    @staticmethod
    def _paint_cross(painter: QPainter, box: QRectF) -> None:
        half = min(theme.px(CROSS), box.width() / 2) / 2
        middle = box.center()
        painter.setPen(QPen(theme.color("text-2"), theme.px(1.6), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        for up in (-half, half):
            painter.drawLine(QPointF(middle.x() - half, middle.y() - up), QPointF(middle.x() + half, middle.y() + up))

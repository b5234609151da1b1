"""A card that is chosen among others: a diagram of blocks, a name with a figure, one sentence.

A painted button for an exclusive QButtonGroup: arrows move, Space chooses. The diagram has a row for each layer, its
two bars as wide as the layer's two parts.
"""

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFocusEvent, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from hellogpt_gui.theme import theme

# Room around the card for the focus ring: 2 px of ring, 2 px outside the outline.
OUTSET = 4
_KEYBOARD = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)
# At width 128 the two bars take 36 and 48 px; wider networks grow more slowly, so that all fit on a card.
_WIDTH_AT_128 = 87.0
_GROWTH = 0.63


@dataclass(frozen=True)
class Diagram:
    """``layers`` rows; ``width``: of the stream; ``widening``: second part to stream, 0 without one; ``halves``: it
    stands in two; ``attention``: whether there is a first part."""

    layers: int
    width: int
    widening: float = 4.0
    halves: bool = False
    attention: bool = True


class PresetCard(QAbstractButton):
    """One card. Without a diagram it shows ``icon_name``."""

    def __init__(self, label: str, sentence: str, icon_name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setText(label)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._sentence, self._icon_name = sentence, icon_name
        self._count, self._unit = "", ""
        self._diagram: Diagram | None = None
        self._ring = False
        theme.changed.connect(self._redraw)
        self._name_it()

    def set_diagram(self, diagram: Diagram | None) -> None:
        self._diagram = diagram
        self.update()

    def set_count(self, count: str, unit: str = "") -> None:
        """The figure at the right of the name, and what it counts, for those who listen instead of look."""
        self._count, self._unit = count, unit
        self._name_it()
        self.update()

    def set_sentence(self, sentence: str) -> None:
        self._sentence = sentence
        self._name_it()
        self.update()

    def _name_it(self) -> None:
        self.setAccessibleName(self.text())
        parts = (f"{self._count} {self._unit}".strip(), self._sentence)
        self.setAccessibleDescription(". ".join(part for part in parts if part))

    @Slot()
    def _redraw(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(182) + 2 * OUTSET, theme.px(148) + 2 * OUTSET)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(150) + 2 * OUTSET, theme.px(148) + 2 * OUTSET)

    def focusInEvent(self, event: QFocusEvent) -> None:
        # Arrow keys move the focus inside the button group for "other" reasons: the ring stays with the keyboard.
        self._ring = event.reason() in _KEYBOARD or (self._ring_in_group() and not self.isDown())
        super().focusInEvent(event)

    def _ring_in_group(self) -> bool:
        group = self.group()
        cards = group.buttons() if group is not None else []
        return any(isinstance(card, PresetCard) and card._ring for card in cards)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._ring = event.reason() == Qt.FocusReason.OtherFocusReason and self._ring
        super().focusOutEvent(event)

    # ---- painting ----

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = self.rect().adjusted(OUTSET, OUTSET, -OUTSET, -OUTSET)
        self._paint_frame(painter, card)
        inner = card.adjusted(theme.px(14), 0, -theme.px(14), 0)
        if self._diagram is not None:
            self._paint_diagram(painter, inner, self._diagram)
        elif self._icon_name:
            top_left = QPoint(inner.left(), card.top() + theme.px(27))
            theme.icon(self._icon_name, size=20).paint(painter, QRect(top_left, QSize(theme.px(20), theme.px(20))))
        self._paint_words(painter, card, inner)
        if self.isChecked():
            self._paint_check(painter, card)
        if self.hasFocus() and self._ring:
            painter.setPen(QPen(theme.color("accent-ink"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.px(10), theme.px(10))

    def _paint_frame(self, painter: QPainter, card: QRect) -> None:
        chosen = self.isChecked()
        pen = QPen(theme.color("accent-ink" if chosen else "edge"), 2 if chosen else 1)
        half = pen.widthF() / 2
        painter.setPen(pen)
        painter.setBrush(self._background())
        painter.drawRoundedRect(QRectF(card).adjusted(half, half, -half, -half), theme.px(8), theme.px(8))

    def _background(self) -> QColor:
        if self.isChecked():
            return theme.color("tint-weak")
        if self.isDown():
            return theme.color("fill-pressed")
        return theme.color("fill") if self.underMouse() and self.isEnabled() else theme.color("raised")

    def _paint_diagram(self, painter: QPainter, inner: QRect, diagram: Diagram) -> None:
        base = inner.top() + theme.px(55)
        pitch = min(theme.px(11), theme.px(44) / max(1, diagram.layers))
        height = max(1.0, pitch * 7 / 11)
        scale = theme.px(100) / 100 * _WIDTH_AT_128 * (diagram.width / 128) ** _GROWTH
        first, gap = 0.42 * scale, max(2.0, theme.px(3))
        second = 0.56 * scale * (diagram.widening / 4) ** _GROWTH
        fit = min(1.0, inner.width() / (first + gap + second))
        first, second = first * fit, second * fit
        parts = [(inner.left(), first, "attention")] if diagram.attention else []
        start = inner.left() + first + gap
        if diagram.halves:
            half = (second - gap) / 2
            parts += [(start, half, "feed-forward"), (start + half + gap, half, "feed-forward")]
        elif second:
            parts += [(start, second, "feed-forward")]
        painter.setPen(Qt.PenStyle.NoPen)
        radius = min(theme.px(2), height / 3)
        for row in range(min(diagram.layers, theme.px(44))):
            for left, width, part in parts:
                painter.setBrush(part_color(part))
                painter.drawRoundedRect(QRectF(left, base - row * pitch - height, width, height), radius, radius)

    def _paint_words(self, painter: QPainter, card: QRect, inner: QRect) -> None:
        quiet = theme.color("text-2")
        line = QRect(inner.left(), card.top() + theme.px(72), inner.width(), theme.px(20))
        painter.setFont(theme.font(12, 400, tabular=True))
        painter.setPen(quiet)
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._count)
        taken = painter.fontMetrics().horizontalAdvance(self._count) + theme.px(8)
        painter.setFont(theme.font(14, 600))
        painter.setPen(theme.color("text"))
        name = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, inner.width() - taken)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
        font = theme.font(12, 400)
        painter.setFont(font)
        painter.setPen(quiet)
        top = card.top() + theme.px(103)
        for row, words in enumerate(two_lines(self._sentence, QFontMetrics(font), inner.width())):
            painter.drawText(
                QRect(inner.left(), top + row * theme.px(16), inner.width(), theme.px(16)),
                Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
                words,
            )

    def _paint_check(self, painter: QPainter, card: QRect) -> None:
        radius = theme.px(8)
        centre = QPointF(card.right() - theme.px(17), card.top() + theme.px(18))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent"))
        painter.drawEllipse(centre, radius, radius)
        painter.setPen(QPen(theme.color("on-accent"), 1.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        corners = [QPointF(-0.38, 0.03), QPointF(-0.1, 0.31), QPointF(0.4, -0.27)]
        painter.drawPolyline([centre + corner * radius for corner in corners])


def part_color(part: str) -> QColor:
    """The colour of a block's part: attention wears the blue, feed-forward the orange of the curves."""
    return theme.color("train" if part == "attention" else "val", 0.88)


def two_lines(words: str, metrics: QFontMetrics, width: int) -> list[str]:
    """``words`` broken into at most two lines of ``width`` px, the second elided."""
    first: list[str] = []
    rest = words.split()
    while rest and metrics.horizontalAdvance(" ".join([*first, rest[0]])) <= width:
        first.append(rest.pop(0))
    if not first:
        return [metrics.elidedText(words, Qt.TextElideMode.ElideRight, width)]
    return [" ".join(first), metrics.elidedText(" ".join(rest), Qt.TextElideMode.ElideRight, width)][: 1 + bool(rest)]

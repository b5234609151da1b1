"""How one entry of the timeline of samples is painted: rail and dot, step and figure, the text below.

Keeps a laid-out text for each row.
"""

from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QPainter, QPen, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from hellogpt_gui.theme import theme

Index = QModelIndex | QPersistentModelIndex
SHOWN_LINES = 4
ENTRY_ROLE = Qt.ItemDataRole.UserRole + 1
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class SampleEntry:
    """``title`` and ``figure`` head the entry; ``lead`` (what was given) stands quiet before ``text``.

    ``changed``: stretches of ``text`` that are marked as new, as (begin, end).
    """

    step: int
    title: str
    figure: str
    lead: str
    text: str
    live: bool = False
    changed: tuple[tuple[int, int], ...] = ()


class SampleDelegate(QStyledItemDelegate):
    """Paints one entry; remembers the laid-out text of each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layouts: dict[tuple[SampleEntry, int], QTextLayout] = {}
        self.open: set[int] = set()

    def forget(self) -> None:
        """Lay the texts out anew: fonts or colours have changed."""
        self._layouts.clear()

    def text_width(self, row_width: int) -> int:
        return max(40, row_width - theme.px(36) - theme.px(16))

    def layout_of(self, entry: SampleEntry, row_width: int) -> QTextLayout:
        width = self.text_width(row_width)
        key = (entry, width)
        if key not in self._layouts:
            if len(self._layouts) > 400:
                self._layouts.clear()
            self._layouts[key] = _lay_out(entry, width)
        return self._layouts[key]

    def lines_shown(self, entry: SampleEntry, layout: QTextLayout) -> int:
        return layout.lineCount() if entry.step in self.open else min(SHOWN_LINES, layout.lineCount())

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        entry: SampleEntry = index.data(ENTRY_ROLE)
        view = option.widget
        width = view.viewport().width() if isinstance(view, QListView) else 320
        lines = self.lines_shown(entry, self.layout_of(entry, width))
        return QSize(width, theme.px(36) + lines * _line_height() + theme.px(4))

    def more_rect(self, entry: SampleEntry, row: QRect) -> QRect:
        """Where "more" or "less" stands in the row, or an empty rectangle."""
        layout = self.layout_of(entry, row.width())
        if layout.lineCount() <= SHOWN_LINES:
            return QRect()
        lines = self.lines_shown(entry, layout)
        width = theme.px(40)
        bottom = row.top() + theme.px(26) + lines * _line_height()
        return QRect(row.right() - theme.px(14) - width, bottom - _line_height(), width, _line_height())

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index) -> bool:
        if event.type() == QEvent.Type.MouseButtonRelease:
            entry: SampleEntry = index.data(ENTRY_ROLE)
            row: QRect = option.rect
            if self.more_rect(entry, row).contains(event.position().toPoint()):  # type: ignore[attr-defined]
                self.open ^= {entry.step}
                self.sizeHintChanged.emit(model.index(index.row(), 0))
                return True
        return False

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: SampleEntry = index.data(ENTRY_ROLE)
        row: QRect = option.rect
        state: QStyle.StateFlag = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        back = self._paint_back(painter, row, chosen, bool(state & QStyle.StateFlag.State_MouseOver))
        self._paint_rail(painter, row, entry, chosen, index, back)
        self._paint_head(painter, row, entry, chosen)
        self._paint_text(painter, row, entry, back)
        if chosen and state & QStyle.StateFlag.State_KeyboardFocusChange and state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.color("accent-ink"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(row).adjusted(1, 1, -1, -1), theme.px(6), theme.px(6))
        painter.restore()

    def _paint_back(self, painter: QPainter, row: QRect, chosen: bool, hovered: bool) -> QColor:
        if not chosen and not hovered:
            return theme.color("surface")
        back = theme.color("tint" if chosen else "fill")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(back)
        painter.drawRoundedRect(QRectF(row), theme.px(6), theme.px(6))
        return back

    def _paint_rail(
        self, painter: QPainter, row: QRect, entry: SampleEntry, chosen: bool, index: Index, back: QColor
    ) -> None:
        centre = QPointF(row.left() + theme.px(18), row.top() + theme.px(16))
        painter.setPen(QPen(theme.color("edge"), theme.px(2)))
        if index.row() > 0:
            painter.drawLine(QPointF(centre.x(), row.top()), centre)
        if index.row() + 1 < index.model().rowCount():
            painter.drawLine(centre, QPointF(centre.x(), row.bottom() + 1))
        radius = theme.px(10) / 2
        color = theme.color("accent-bar" if chosen else "live" if entry.live else "control")
        painter.setPen(QPen(color, 1.6))
        painter.setBrush(color if chosen or entry.live else back)
        painter.drawEllipse(centre, radius, radius)

    def _paint_head(self, painter: QPainter, row: QRect, entry: SampleEntry, chosen: bool) -> None:
        line = QRect(row.left() + theme.px(36), row.top() + theme.px(8), row.width() - theme.px(52), theme.px(17))
        painter.setFont(theme.font(12, 600, tabular=True))
        painter.setPen(theme.color("text" if chosen else "text-2"))
        painter.drawText(line, _LEFT, entry.title)
        after = painter.fontMetrics().horizontalAdvance(entry.title) + theme.px(8)
        painter.setFont(theme.font(12, 400, tabular=True))
        if entry.live:
            painter.setPen(theme.color("good"))
            painter.drawText(line.adjusted(after, 0, 0, 0), _LEFT, "now")
        painter.setPen(theme.color("text-2"))
        painter.drawText(line, _RIGHT, entry.figure)

    def _paint_text(self, painter: QPainter, row: QRect, entry: SampleEntry, back: QColor) -> None:
        layout = self.layout_of(entry, row.width())
        left, top = row.left() + theme.px(36), row.top() + theme.px(26)
        painter.setPen(theme.color("text"))
        for line in range(self.lines_shown(entry, layout)):
            layout.lineAt(line).draw(painter, QPointF(left, top))
        more = self.more_rect(entry, row)
        if more.isNull():
            return
        painter.fillRect(more, back)
        painter.setFont(theme.font(12, 500))
        painter.setPen(theme.color("accent-ink"))
        painter.drawText(more, _RIGHT, "less" if entry.step in self.open else "more")


def _line_height() -> int:
    return theme.px(18)


def _lay_out(entry: SampleEntry, width: int) -> QTextLayout:
    words = (entry.lead + entry.text).replace("\n", "\u2028")
    layout = QTextLayout(words, theme.font(14, 400))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.setFormats(_formats(entry))
    layout.setCacheEnabled(True)
    layout.beginLayout()
    height = 0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, height))
        height += _line_height()
    layout.endLayout()
    return layout


def _formats(entry: SampleEntry) -> list[QTextLayout.FormatRange]:
    """What was given is quiet; what is new has dots below."""
    quiet, new = QTextCharFormat(), QTextCharFormat()
    quiet.setForeground(theme.color("text-2"))
    new.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
    new.setUnderlineColor(theme.color("control"))
    before = _units(entry.lead)
    ranges = [(0, before, quiet)]
    for begin, end in entry.changed:
        ranges.append((before + _units(entry.text[:begin]), _units(entry.text[begin:end]), new))
    made = []
    for start, length, look in ranges:
        made.append(QTextLayout.FormatRange())
        made[-1].start, made[-1].length, made[-1].format = start, length, look
    return made


def _units(text: str) -> int:
    """Its length as Qt counts: in UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2

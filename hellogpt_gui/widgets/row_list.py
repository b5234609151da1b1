"""A list of rows to choose from: a title with a quiet line under it or none, and a figure at the right.

Any number of rows; only what is seen is drawn. Keys are those of every list.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from hellogpt_gui.theme import theme

ROW_ROLE = int(Qt.ItemDataRole.UserRole)
HIGH, LOW = 44, 28  # px of a row with a line under its title, and without
SIDE, INNER = 2, 10
LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True)
class Row:
    """``key``: what it stands for; ``caption``: the line under the title, or empty."""

    key: int
    title: str
    caption: str = ""
    figure: str = ""


class Rows(QAbstractListModel):
    """The rows of a list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[Row, ...] = ()

    def show_rows(self, rows: Sequence[Row]) -> None:
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        row = self.rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == int(Qt.ItemDataRole.DisplayRole):
            return ", ".join(part for part in (row.title, row.caption, row.figure) if part)
        return None


class RowDelegate(QStyledItemDelegate):
    """Paints one row."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        row: Row = index.data(ROW_ROLE)
        return QSize(theme.px(160), theme.px(HIGH if row.caption else LOW))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: Row = index.data(ROW_ROLE)
        state: QStyle.StateFlag = option.state
        area: QRect = option.rect.adjusted(theme.px(SIDE), 0, -theme.px(SIDE), 0)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("tint" if chosen else "fill"))
            painter.drawRoundedRect(QRectF(area), theme.px(6), theme.px(6))
        inner = area.adjusted(theme.px(INNER), 0, -theme.px(INNER), 0)
        painter.setFont(theme.font(13, 400, tabular=True))
        painter.setPen(theme.color("text-2"))
        painter.drawText(inner, RIGHT, row.figure)
        room = inner.width() - painter.fontMetrics().horizontalAdvance(row.figure) - theme.px(12)
        upper = QRect(inner.left(), inner.top(), room, inner.height())
        if row.caption:
            upper.setHeight(inner.height() // 2 + theme.px(3))
            lower = QRect(inner.left(), upper.bottom() - theme.px(3), room, inner.height() - upper.height())
            painter.setFont(theme.font(12))
            painter.drawText(lower, LEFT, _cut(painter.fontMetrics(), row.caption, room))
        painter.setFont(theme.font(13, 500))
        painter.setPen(theme.color("text"))
        painter.drawText(upper, LEFT, _cut(painter.fontMetrics(), row.title, room))
        painter.restore()


def _cut(metrics: QFontMetrics, words: str, room: int) -> str:
    return metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)


class RowList(QListView):
    """``chosen`` brings the key of the row that a person chose; ``taken`` of one taken by Enter or double-click."""

    chosen = Signal(int)
    taken = Signal(int)

    def __init__(self, name: str, rows_seen: int, parent: QWidget | None = None) -> None:
        """``rows_seen``: how many rows with two lines it is high."""
        super().__init__(parent)
        self._rows_seen = rows_seen
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.rows = Rows(self)
        self.setModel(self.rows)
        self.setItemDelegate(RowDelegate(self))
        self.selectionModel().selectionChanged.connect(self._on_selected)
        self.activated.connect(self._on_activated)
        theme.changed.connect(self._dress)
        self._dress()

    def show_rows(self, rows: Sequence[Row], current: int = -1) -> None:
        """``current``: the key of the row that is chosen now, silently; none if there is no such row."""
        before = self.blockSignals(True)
        self.rows.show_rows(rows)
        at = next((n for n, row in enumerate(rows) if row.key == current), -1)
        if at >= 0:
            self.setCurrentIndex(self.rows.index(at))
        else:
            self.scrollToTop()
        self.blockSignals(before)

    @property
    def current(self) -> int | None:
        """The key of the chosen row: where the keyboard stands without having chosen is not it."""
        chosen = self.selectedIndexes()
        return self.rows.rows[chosen[0].row()].key if chosen else None

    def clear_choice(self) -> None:
        self.selectionModel().clear()

    @Slot()
    def _on_selected(self) -> None:
        chosen = self.selectedIndexes()
        if chosen:
            self._reveal()
            self.chosen.emit(self.rows.rows[chosen[0].row()].key)

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        self.taken.emit(self.rows.rows[index.row()].key)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(320), theme.px(HIGH * self._rows_seen + 2 * SIDE))

    @Slot()
    def _dress(self) -> None:
        self.setMinimumHeight(theme.px(HIGH * min(3, self._rows_seen)))
        self.setSpacing(0)
        self.scheduleDelayedItemsLayout()
        self.updateGeometry()
        self.viewport().update()
        QTimer.singleShot(0, self, self._reveal)  # once the rows have their new height

    @Slot()
    def _reveal(self) -> None:
        chosen = self.selectedIndexes()
        if chosen:
            self.scrollTo(chosen[0])

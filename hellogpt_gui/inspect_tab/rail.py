"""The rail: every view under the heading of its group, one of them chosen."""

from itertools import groupby

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from core.config import VIEWS
from hellogpt_gui.theme import theme

WIDTH = 144
NAME_ROLE = int(Qt.ItemDataRole.UserRole)  # empty for a heading


class RailDelegate(QStyledItemDelegate):
    """Headings of 30 px, views of 29."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        heading = not index.data(NAME_ROLE)
        first = index.row() == 0
        return QSize(theme.px(WIDTH), theme.px(24 if heading and first else 36 if heading else 29))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area, state = option.rect, option.state
        text = area.adjusted(theme.px(10), 0, -theme.px(6), 0)
        if not index.data(NAME_ROLE):
            painter.setFont(theme.font(12, 600))
            painter.setPen(theme.color("text-2"))
            bottom = Qt.AlignmentFlag.AlignBottom if index.row() else Qt.AlignmentFlag.AlignTop
            painter.drawText(text.adjusted(0, 0, 0, -theme.px(6)), bottom | Qt.AlignmentFlag.AlignLeft, index.data())
        else:
            chosen = bool(state & QStyle.StateFlag.State_Selected)
            if chosen or state & QStyle.StateFlag.State_MouseOver:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.color("tint" if chosen else "fill"))
                painter.drawRoundedRect(QRectF(area).adjusted(0, 0, 0, -1), theme.px(6), theme.px(6))
            painter.setFont(theme.font(13, 500 if chosen else 400))
            painter.setPen(theme.color("text" if chosen else "text-2"))
            painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, index.data())
        painter.restore()


class Rail(QListView):
    """``chosen`` says the name of the view that the person went to."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self.setAccessibleName("Views")
        self.setItemDelegate(RailDelegate(self))
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._items = QStandardItemModel(self)
        for group, views in groupby(VIEWS.values(), lambda view: view.group):
            self._add(group, "", "")
            for view in views:
                self._add(view.label, view.name, view.help)
        self.setModel(self._items)
        self.selectionModel().currentChanged.connect(self._current_changed)
        theme.changed.connect(self._dress)
        self._dress()

    def _add(self, words: str, name: str, about: str) -> None:
        item = QStandardItem(words)
        item.setData(name, NAME_ROLE)
        item.setToolTip(about)
        item.setSelectable(bool(name))
        item.setEnabled(bool(name))
        self._items.appendRow(item)

    def choose(self, name: str) -> None:
        """Mark a view without saying so."""
        self._name = name
        for row in range(self._items.rowCount()):
            if self._items.item(row).data(NAME_ROLE) == name:
                self.setCurrentIndex(self._items.index(row, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Home goes to the first view: the row above it is a heading, and Qt would stay where it is."""
        if event.key() == Qt.Key.Key_Home:
            names = [self._items.item(row).data(NAME_ROLE) for row in range(self._items.rowCount())]
            self.setCurrentIndex(self._items.index(next(row for row, name in enumerate(names) if name), 0))
        else:
            super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _current_changed(self, index: QModelIndex) -> None:
        name = index.data(NAME_ROLE)
        if name and name != self._name:
            self._name = name
            self.chosen.emit(name)

    @Slot()
    def _dress(self) -> None:
        self.setFixedWidth(theme.px(WIDTH))
        self.doItemsLayout()

"""A timeline of texts: a rail with a dot for each entry, its step, a figure at the right, the text below.

The view follows the newest entry only if it stood at the end before.
"""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.sample_delegate import ENTRY_ROLE, Index, SampleDelegate, SampleEntry


class SampleModel(QAbstractListModel):
    """The entries in order; rows that stay the same are not touched when entries come."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entries: list[SampleEntry] = []

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        entry = self.entries[index.row()]
        if role == ENTRY_ROLE:
            return entry
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{entry.title}, {entry.figure}: {entry.lead}{entry.text}"
        return None

    def show(self, entries: Sequence[SampleEntry]) -> None:
        """Bring the rows to ``entries``, changing as few as possible."""
        same = 0
        while same < min(len(entries), len(self.entries)) and entries[same] == self.entries[same]:
            same += 1
        kept = min(len(entries), len(self.entries))
        if len(self.entries) > kept:
            self.beginRemoveRows(QModelIndex(), kept, len(self.entries) - 1)
            del self.entries[kept:]
            self.endRemoveRows()
        if same < kept:
            self.entries[same:kept] = entries[same:kept]
            self.dataChanged.emit(self.index(same), self.index(kept - 1))
        if len(entries) > kept:
            self.beginInsertRows(QModelIndex(), kept, len(entries) - 1)
            self.entries.extend(entries[kept:])
            self.endInsertRows()


class SampleList(QListView):
    """``chosen`` says the step of the entry a person has chosen."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = SampleModel(self)
        self._delegate = SampleDelegate(self)
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setAccessibleName("Samples")
        self.selectionModel().currentChanged.connect(self._on_current)
        theme.changed.connect(self._redraw)
        self._quiet = False
        self._empty_words = ""

    def set_empty_words(self, words: str) -> None:
        """What stands where there is no entry."""
        if words != self._empty_words:
            self._empty_words = words
            self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._empty_words and not self._model.entries:
            painter = QPainter(self.viewport())
            painter.setFont(theme.font(13))
            painter.setPen(theme.color("text-3"))
            area = self.viewport().rect().adjusted(theme.px(12), theme.px(8), -theme.px(14), 0)
            painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap, self._empty_words)

    def show_entries(self, entries: Sequence[SampleEntry]) -> None:
        """Show these; the view goes to the newest if it stood at the end."""
        bar = self.verticalScrollBar()
        at_end = bar.value() >= bar.maximum() - 2
        before = len(self._model.entries)
        self._quiet = True
        self._model.show(entries)
        self._quiet = False
        if at_end and len(entries) > before:
            self.doItemsLayout()
            self.scrollToBottom()

    @property
    def entries(self) -> list[SampleEntry]:
        return self._model.entries

    def choose(self, step: int | None) -> None:
        """Mark the entry of that step without saying ``chosen``; None, or a step without entry, marks none."""
        rows = [row for row, entry in enumerate(self._model.entries) if entry.step == step]
        self._quiet = True
        if rows:
            self.selectionModel().setCurrentIndex(
                self._model.index(rows[-1]), QItemSelectionModel.SelectionFlag.ClearAndSelect
            )
        else:
            self.selectionModel().clear()
        self._quiet = False

    def row_at(self, row: int) -> QPoint:
        """The middle of a row in the viewport."""
        return self.visualRect(self._model.index(row)).center()

    def _on_current(self, current: QModelIndex, previous: QModelIndex) -> None:
        if current.isValid() and not self._quiet:
            self.chosen.emit(self._model.entries[current.row()].step)

    @Slot()
    def _redraw(self) -> None:
        self._delegate.forget()
        self.doItemsLayout()
        self.viewport().update()

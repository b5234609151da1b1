"""The table itself: rows are chosen as in every list, headings sort, a click on a star sets it."""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from core.runs.lineage import Branch
from hellogpt_gui.run_table.columns import COLUMNS, STAR
from hellogpt_gui.run_table.look import swatch
from hellogpt_gui.run_table.table_model import RunTableModel, RunTableProxy
from hellogpt_gui.theme import theme

ROW_HEIGHT = 30
BEGUN = next(place for place, column in enumerate(COLUMNS) if column.id == "created")


class RunTableView(QTableView):
    """``chosen_changed``: other rows are chosen; ``opened``: Enter or a double-click, with a run's name; ``starred``:
    (run, whether it shall have a star); ``delete_wanted``: the Del key; ``heading_pressed``: sorted by one."""

    chosen_changed = Signal()
    opened = Signal(str)
    starred = Signal(str, bool)
    delete_wanted = Signal()
    heading_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Runs")
        self.setProperty("help", "run-table")
        self.table, self.proxy = RunTableModel(self), RunTableProxy(self)
        self.proxy.setSourceModel(self.table)
        self.setModel(self.proxy)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSortIndicatorShown(False)
        head.setSectionsClickable(True)
        head.setStretchLastSection(True)
        head.sectionClicked.connect(self._sort)
        self.clicked.connect(self._clicked)
        self.doubleClicked.connect(self._open)
        self.selectionModel().selectionChanged.connect(self.chosen_changed)
        theme.changed.connect(self._dress)
        self._dress()

    # ---- what is shown -----------------------------------------------------------------------------------------------

    def show_runs(self, branches: Sequence[Branch]) -> None:
        """These runs, in this order until a heading is pressed."""
        self.table.show(branches)

    def set_filter(self, words: str, starred: bool) -> None:
        self.proxy.set_filter(words, starred)

    @property
    def shown(self) -> list[Branch]:
        """The rows from the top, after sorting and filtering."""
        return [self.proxy.branch(row) for row in range(self.proxy.rowCount())]

    @property
    def chosen(self) -> list[str]:
        """Names of the chosen runs, from the top."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self.proxy.branch(row).run.name for row in rows]

    def choose(self, names: Sequence[str]) -> None:
        """Choose these runs alone."""
        self.clearSelection()
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for row, branch in enumerate(self.shown):
            if branch.run.name in names:
                self.selectionModel().select(self.proxy.index(row, 0), flags)
        rows = self.selectionModel().selectedRows()
        if rows:
            self.selectionModel().setCurrentIndex(rows[0], QItemSelectionModel.SelectionFlag.NoUpdate)
            self.scrollTo(rows[0])

    def mark(self, names: Sequence[str]) -> None:
        """Show beside the names how their curves are drawn; a single one needs no mark."""
        many = len(names) > 1
        self.table.set_swatches({name: swatch(place) for place, name in enumerate(names)} if many else {})

    def unsorted(self) -> None:
        """Back to the order in which the rows came."""
        self.proxy.sort(-1)
        self.horizontalHeader().setSortIndicatorShown(False)

    # ---- hands -------------------------------------------------------------------------------------------------------

    @Slot(int)
    def _sort(self, section: int) -> None:
        first = Qt.SortOrder.DescendingOrder if COLUMNS[section].falls else Qt.SortOrder.AscendingOrder
        head = self.horizontalHeader()
        again = head.isSortIndicatorShown() and self.proxy.sortColumn() == section
        turned = Qt.SortOrder(1 - self.proxy.sortOrder().value) if again else first
        self.proxy.sort(section, turned)
        head.setSortIndicatorShown(True)
        head.setSortIndicator(section, turned)
        self.heading_pressed.emit()

    @Slot(QModelIndex)
    def _clicked(self, index: QModelIndex) -> None:
        if index.column() == STAR:
            run = self.proxy.branch(index.row()).run
            self.starred.emit(run.name, not run.star)

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        if index.column() != STAR:
            self.opened.emit(self.proxy.branch(index.row()).run.name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self.opened.emit(self.proxy.branch(index.row()).run.name)
        elif event.key() == Qt.Key.Key_Delete and self.chosen:
            self.delete_wanted.emit()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(1100), theme.px(300))

    @Slot()
    def _dress(self) -> None:
        self.verticalHeader().setDefaultSectionSize(theme.px(ROW_HEIGHT))
        for place, column in enumerate(COLUMNS):
            self.setColumnWidth(place, theme.px(column.width))
        self.setIconSize(QSize(theme.px(18), theme.px(14)))

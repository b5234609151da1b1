"""The rows of the table, and the proxy that sorts and filters them."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtGui import QPixmap

from core.runs import RunSummary
from core.runs.lineage import Branch
from hellogpt_gui.run_table.columns import COLUMNS, STAR
from hellogpt_gui.theme import theme

AnyIndex = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
KEY_ROLE = int(Qt.ItemDataRole.UserRole) + 1
Role = Qt.ItemDataRole


class RunTableModel(QAbstractTableModel):
    """One row a run; rows that stay keep their selection. ``swatches``: the mark of a run whose curve is drawn."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Branch] = []
        self._swatches: Mapping[str, QPixmap] = {}

    @property
    def runs(self) -> list[RunSummary]:
        return [branch.run for branch in self._rows]

    def branch(self, row: int) -> Branch:
        return self._rows[row]

    def show(self, branches: Sequence[Branch]) -> None:
        """Show these, in this order."""
        rows = list(branches)
        if [one.run.name for one in rows] == [one.run.name for one in self._rows]:
            changed = [k for k, one in enumerate(rows) if one != self._rows[k]]
            self._rows = rows
            if changed:
                self.dataChanged.emit(self.index(changed[0], 0), self.index(changed[-1], len(COLUMNS) - 1))
            return
        self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList()
        names = [self._rows[index.row()].run.name for index in old]
        self._rows = rows
        places = {one.run.name: row for row, one in enumerate(rows)}
        new = [
            self.index(places[name], index.column()) if name in places else QModelIndex()
            for name, index in zip(names, old, strict=True)
        ]
        self.changePersistentIndexList(old, new)
        self.layoutChanged.emit()

    def set_swatches(self, swatches: Mapping[str, QPixmap]) -> None:
        self._swatches = swatches
        if self._rows:
            self.dataChanged.emit(self.index(0, 1), self.index(len(self._rows) - 1, 1), [Role.DecorationRole])

    # ---- Qt's side ---------------------------------------------------------------------------------------------------

    def rowCount(self, parent: AnyIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: AnyIndex, role: int = Role.DisplayRole) -> object:
        if not 0 <= index.row() < len(self._rows):
            return None
        branch, column = self._rows[index.row()], COLUMNS[index.column()]
        if role == Role.DisplayRole:
            return column.words(branch)
        if role == KEY_ROLE:
            return column.key(branch.run)
        if role == Role.ToolTipRole:
            return branch.run.note if column.id == "note" and branch.run.note else column.words(branch) or None
        if role == Role.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.figure else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Role.DecorationRole:
            return self._mark(branch.run, index.column())
        if role == Role.AccessibleTextRole and index.column() == STAR:
            return "starred" if branch.run.star else "no star"
        return None

    def _mark(self, run: RunSummary, column: int) -> object:
        if column == STAR:
            return theme.pixmap("star", "text-2", 14) if run.star else theme.pixmap("star-outline", "edge", 14)
        return self._swatches.get(run.name) if COLUMNS[column].id == "run" else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = COLUMNS[section]
        if role == Role.DisplayRole:
            return column.title
        if role == Role.AccessibleTextRole:
            return column.title or "Star"
        if role == Role.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignVCenter | (
                Qt.AlignmentFlag.AlignRight if column.figure else Qt.AlignmentFlag.AlignLeft
            )
        return None


class RunTableProxy(QSortFilterProxyModel):
    """Shows the runs that contain every word, the starred alone if asked; what is not known is sorted last."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words: list[str] = []
        self._starred = False
        self.setDynamicSortFilter(True)

    def set_filter(self, words: str, starred: bool) -> None:
        self.beginFilterChange()
        self._words, self._starred = words.casefold().split(), starred
        self.endFilterChange()

    @property
    def table(self) -> RunTableModel:
        model = self.sourceModel()
        assert isinstance(model, RunTableModel)
        return model

    def branch(self, row: int) -> Branch:
        return self.table.branch(self.mapToSource(self.index(row, 0)).row())

    def filterAcceptsRow(self, row: int, parent: AnyIndex) -> bool:
        run = self.table.branch(row).run
        about = f"{run.name} {run.preset} {run.text} {run.state} {run.parent} {run.note}".casefold()
        return (run.star or not self._starred) and all(word in about for word in self._words)

    def lessThan(self, left: AnyIndex, right: AnyIndex) -> bool:
        a, b = left.data(KEY_ROLE), right.data(KEY_ROLE)
        if a is None or b is None:
            rises = self.sortOrder() == Qt.SortOrder.AscendingOrder
            return (a is not None and b is None) if rises else (a is None and b is not None)
        return bool(a < b)

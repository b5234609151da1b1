"""The list of runs as rows: a heading for each model, below it its runs, newest first."""

from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from core.config import PRESETS
from core.runs import RunSummary
from hellogpt_gui import units
from hellogpt_gui.engine.training_state import TrainingState

AnyIndex = QModelIndex | QPersistentModelIndex
ROW_ROLE = int(Qt.ItemDataRole.UserRole)
NOWHERE = QModelIndex()


@dataclass(frozen=True)
class GroupRow:
    """The heading of a model's runs."""

    model: str
    runs: int
    open: bool


@dataclass(frozen=True)
class RunRow:
    """One run. ``live``: it trains now, here or in a terminal; ``val_loss`` and ``progress`` are of this moment."""

    summary: RunSummary
    live: bool
    val_loss: float | None
    progress: float

    @property
    def kind(self) -> str:
        """Preset and size in words."""
        if self.summary.state == "unread":
            return "…"
        preset = PRESETS.get(self.summary.preset)
        label = preset.label if preset else self.summary.preset.capitalize()
        label += ", taught" if self.summary.taught else ""
        return f"{label} · {units.parameters(self.summary.parameters)}"

    @property
    def words(self) -> str:
        """What a screen reader says."""
        if self.summary.state == "unread":
            return f"{self.summary.name}, being read"
        loss = "no validation loss yet" if self.val_loss is None else f"validation loss {self.val_loss:.2f}"
        state = f"training, {units.percent(self.progress)}" if self.live else self.summary.state
        star = ", starred" if self.summary.star else ""
        return f"{self.summary.name}{star}, {self.kind} parameters, {loss}, {state}"


Row = GroupRow | RunRow


class RunListModel(QAbstractListModel):
    """Rows follow ``show``; rows that did not change are not touched, so selection and place stay."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []
        self._runs: tuple[RunSummary, ...] = ()
        self._training = TrainingState()
        self._folded: set[str] = set()
        self._filter = ""

    # ---- what is shown -----------------------------------------------------------------------------------------------

    @property
    def runs(self) -> tuple[RunSummary, ...]:
        return self._runs

    def show(self, runs: tuple[RunSummary, ...]) -> None:
        """Show these runs, newest first."""
        self._runs = runs
        self._update()

    def show_training(self, state: TrainingState) -> None:
        """What trains in this window moves more often than its folder is read."""
        self._training = state
        self._update()

    def set_filter(self, words: str) -> None:
        """Show the runs whose name, preset or text contains every word."""
        self._filter = words.casefold()
        self._update()

    def fold(self, model: str, folded: bool) -> None:
        """Hide or show the runs below a heading."""
        (self._folded.add if folded else self._folded.discard)(model)
        self._update()

    def is_folded(self, model: str) -> bool:
        return model in self._folded

    def row_of(self, run: str | None) -> QModelIndex:
        """The index of a run; an invalid one if it is not shown."""
        for number, row in enumerate(self._rows):
            if isinstance(row, RunRow) and row.summary.name == run:
                return self.index(number)
        return QModelIndex()

    def row(self, index: AnyIndex) -> Row | None:
        return self._rows[index.row()] if 0 <= index.row() < len(self._rows) else None

    # ---- Qt's side ---------------------------------------------------------------------------------------------------

    def rowCount(self, parent: AnyIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.row(index)
        if role == ROW_ROLE:
            return row
        if row is None or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        if isinstance(row, GroupRow):
            return f"{row.model}, {row.runs} {'run' if row.runs == 1 else 'runs'}"
        return row.words

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        enabled = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
        return enabled | Qt.ItemFlag.ItemIsSelectable if isinstance(self.row(index), RunRow) else enabled

    # ---- how rows are made -------------------------------------------------------------------------------------------

    def _update(self) -> None:
        rows = self._make_rows()
        if [_identity(row) for row in rows] != [_identity(row) for row in self._rows]:
            self._replace(rows)
            return
        changed = [number for number, row in enumerate(rows) if row != self._rows[number]]
        self._rows = rows
        if changed:
            self.dataChanged.emit(self.index(changed[0]), self.index(changed[-1]))

    def _replace(self, rows: list[Row]) -> None:
        """Swap all rows; persistent indices (selection, current row) follow their run."""
        self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList()
        names = [_identity(self._rows[index.row()]) for index in old]
        self._rows = rows
        places = {_identity(row): number for number, row in enumerate(rows)}
        new = [self.index(places[name]) if name in places else QModelIndex() for name in names]
        self.changePersistentIndexList(old, new)
        self.layoutChanged.emit()

    def _make_rows(self) -> list[Row]:
        groups: dict[str, list[RunSummary]] = {}
        for run in self._runs:
            if self._matches(run):
                groups.setdefault(run.model, []).append(run)
        rows: list[Row] = []
        for model, runs in groups.items():
            is_open = bool(self._filter) or model not in self._folded
            rows.append(GroupRow(model, len(runs), is_open))
            rows += [self._run_row(run) for run in runs] if is_open else []
        return rows

    def _run_row(self, run: RunSummary) -> RunRow:
        training = self._training
        if training.active and training.run == run.name:
            loss = training.val_loss if training.val_loss is not None else run.val_loss
            return RunRow(run, True, loss, max(training.progress, run.progress))
        return RunRow(run, run.state in ("training", "paused"), run.val_loss, run.progress)

    def _matches(self, run: RunSummary) -> bool:
        about = f"{run.name} {run.preset} {run.text}".casefold()
        return all(word in about for word in self._filter.split())


def _identity(row: Row) -> tuple[str, ...]:
    """What makes a row the same row: headings change their count, runs their figures."""
    return ("group", row.model) if isinstance(row, GroupRow) else ("run", row.summary.name)

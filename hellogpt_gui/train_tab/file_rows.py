"""The files of a text as rows of a table: on or off, name, kind, encoding, size, language, and what was found."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QWidget

from core.config import TEXT_FORMATS
from core.protocol import TextLook
from hellogpt_gui.theme import theme
from hellogpt_gui.units import size

HEADS = ("Text", "Kind", "Encoding", "Size", "Language", "Found")
NAME, SIZE, FOUND = 0, 3, 5
SHORT = {"boilerplate": "licence", "repeated-lines": "lines that come back", "duplicates": "passages twice"}
SHOWN = int(Qt.ItemDataRole.DisplayRole)
Index = QModelIndex | QPersistentModelIndex
RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


class FileRows(QAbstractTableModel):
    """``switched``: the row that the person switched on or off."""

    switched = Signal(int, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.looks: tuple[TextLook, ...] = ()

    def show_looks(self, looks: Sequence[TextLook]) -> None:
        """Other words in the same rows keep the place in the list."""
        if [look.path for look in looks] == [look.path for look in self.looks]:
            self.looks = tuple(looks)
            if looks:
                self.dataChanged.emit(self.index(0, 0), self.index(len(looks) - 1, len(HEADS) - 1))
            return
        self.beginResetModel()
        self.looks = tuple(looks)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own
        return 0 if parent.isValid() else len(self.looks)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own
        return 0 if parent.isValid() else len(HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = SHOWN) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if section == SIZE else Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        return None

    def data(self, index: Index, role: int = SHOWN) -> Any:
        look, column = self.looks[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _words(look)[column]
            case Qt.ItemDataRole.CheckStateRole if column == NAME:
                return Qt.CheckState.Checked if look.choice.on else Qt.CheckState.Unchecked
            case Qt.ItemDataRole.TextAlignmentRole if column == SIZE:
                return RIGHT
            case Qt.ItemDataRole.ForegroundRole:
                return theme.color(_colour(look, column))
            case Qt.ItemDataRole.FontRole:
                return theme.font(13, tabular=column == SIZE)
            case Qt.ItemDataRole.ToolTipRole:
                said = [look.problem, look.note, *(found.sentence for found in look.findings)]
                return "\n".join([look.path, *filter(None, said)])
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        able = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return able | Qt.ItemFlag.ItemIsUserCheckable if index.column() == NAME else able

    def setData(self, index: Index, value: object, role: int = int(Qt.ItemDataRole.EditRole)) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        self.switched.emit(index.row(), Qt.CheckState(value) == Qt.CheckState.Checked)
        return True


def _words(look: TextLook) -> tuple[str, ...]:
    found = ", ".join(SHORT[one.kind] + (" (removed)" if one.removed else "") for one in look.findings)
    if not look.choice.on:
        found = "not read"
    elif look.problem:
        found = f"left out: {look.problem.removeprefix(look.name).strip()}"
    sizes = size(look.size) if look.size else ""
    return look.name, TEXT_FORMATS[look.format].label, look.encoding, sizes, look.language, found


def _colour(look: TextLook, column: int) -> str:
    if not look.choice.on:
        return "text-3"
    if column == FOUND and (look.problem or any(not found.removed for found in look.findings)):
        return "warn"
    return "text" if column == NAME else "text-2"

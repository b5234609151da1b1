"""What differs between the chosen runs, setting by setting; of a single run, what differs from its preset."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from core.runs.compare import Comparison, Difference
from hellogpt_gui.run_table.look import swatch
from hellogpt_gui.theme import theme


class Differences(QTableWidget):
    """Read only."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("What differs")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        theme.changed.connect(self._dress)
        self._dress()

    def show_comparison(self, found: Comparison) -> None:
        """Of several runs what differs, of one what differs from its preset."""
        one = len(found.runs) == 1
        rows = found.runs[0].own if one else found.differences
        if one:
            heads = ["Preset", "This run"]
        else:
            plain = len({run.summary.model for run in found.runs}) == 1
            heads = [f"serial_{run.summary.serial}" if plain else run.summary.name for run in found.runs]
        self.clear()
        self.setRowCount(len(rows))
        self.setColumnCount(len(heads))
        for column, head in enumerate(heads):
            item = QTableWidgetItem(head)
            if not one:
                item.setIcon(QIcon(swatch(column)))
                item.setToolTip(found.runs[column].summary.name)
            self.setHorizontalHeaderItem(column, item)
        for row, difference in enumerate(rows):
            self._fill(row, difference)

    def _fill(self, row: int, difference: Difference) -> None:
        head = QTableWidgetItem(difference.label)
        head.setToolTip(difference.help)
        self.setVerticalHeaderItem(row, head)
        for column, words in enumerate(difference.words):
            item = QTableWidgetItem(words)
            item.setToolTip(f"{difference.label}: {words}")
            self.setItem(row, column, item)

    @Slot()
    def _dress(self) -> None:
        self.verticalHeader().setDefaultSectionSize(theme.px(26))

"""The window of the table: what is shown of it above, the comparison below, and what can be done with the chosen."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLineEdit, QSplitter, QVBoxLayout, QWidget

from core.runs import RunSummary
from core.runs.compare import Comparison, runs_as_csv
from core.runs.lineage import Branch, lineage
from core.runs.svg_chart import Chart
from hellogpt_gui.help import explain_on_f1
from hellogpt_gui.run_table.comparison_panel import ComparisonPanel
from hellogpt_gui.run_table.table_view import RunTableView
from hellogpt_gui.theme import theme
from hellogpt_gui.units import plural, size
from hellogpt_gui.widgets.buttons import Button, icon_button, label, make_clearable, set_variant
from hellogpt_gui.widgets.empty_state import EmptyState
from hellogpt_gui.widgets.segmented import Segmented

FIRST_SIZE = (1180, 740)
SETTLED_MS = 120  # rows are chosen one after another: what stands below follows when that has come to rest
TABLE, CURVES, PNG, SVG = "Table (*.csv)", "Curves (*.csv)", "Picture (*.png)", "Drawing (*.svg)"
ENDINGS = {TABLE: ".csv", CURVES: ".csv", PNG: ".png", SVG: ".svg"}


class RunTable(QDialog):
    """``compare_wanted``: (names); ``opened``: a run shall be shown in the window; ``file_wanted``: (path, content);
    the others: what shall be done to runs."""

    compare_wanted = Signal(tuple)
    opened = Signal(str)
    file_wanted = Signal(str, object)
    star_wanted = Signal(str, bool)
    note_wanted = Signal(str, str)
    report_wanted = Signal(str)
    rename_wanted = Signal(str)
    delete_wanted = Signal(tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Compare runs")
        self.setProperty("help", "run-table")
        self.explainer = explain_on_f1(self)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint, True)
        self._runs: Sequence[RunSummary] = ()
        self._former: Mapping[str, Sequence[str]] = {}
        self._compared: tuple[RunSummary, ...] = ()
        self.caption = label("", "caption")
        self.orders = Segmented(("List", "Lineage"), "Order of the runs")
        self.starred = icon_button("star-outline", "Starred runs alone")
        self.starred.setCheckable(True)
        self.find_field = QLineEdit()
        self.find_field.setPlaceholderText("Find by name, text, state or note")
        self.find_field.setAccessibleName("Find runs")
        make_clearable(self.find_field)
        self.table = RunTableView()
        self.nothing = EmptyState("No run fits", "No run has all of these words in its name, text, state or note.",
                                  "Show all runs")  # fmt: skip
        self.panel = ComparisonPanel()
        self.show_button = Button("Show in the window", icon="arrow-right")
        self.report_button = Button("Report…", icon="file")
        self.save_button = Button("Save picture or table…", icon="download")
        self.rename_button = Button("Rename the model…", icon="edit")
        self.delete_button = Button("Delete", icon="trash")
        self.said = label("", "quiet", wrap=True)
        self.said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._settled = QTimer(self, singleShot=True, interval=SETTLED_MS)
        self._settled.timeout.connect(self._compare)
        self._build()
        self._connect()
        self.resize(theme.px(FIRST_SIZE[0]), theme.px(FIRST_SIZE[1]))
        theme.changed.connect(self._dress)
        self._dress()
        self._follow()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.addWidget(label("Runs", "title"))
        head.addWidget(self.caption)
        head.addStretch(1)
        for widget in (self.orders, self.starred, self.find_field):
            head.addWidget(widget)
        above = QWidget()
        rows = QVBoxLayout(above)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.table, 1)
        rows.addWidget(self.nothing, 1)
        deeds = QHBoxLayout()
        for button in (self.show_button, self.report_button, self.save_button):
            deeds.addWidget(button)
        deeds.addStretch(1)
        deeds.addWidget(self.rename_button)
        deeds.addWidget(self.delete_button)
        rows.addLayout(deeds)
        self._splitter = QSplitter(Qt.Orientation.Vertical)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(above)
        self._splitter.addWidget(self.panel)
        self._column = QVBoxLayout(self)
        self._column.addLayout(head)
        self._column.addWidget(self._splitter, 1)
        self._column.addWidget(self.said)
        self.said.hide()

    def _connect(self) -> None:
        self.find_field.textChanged.connect(self._filter)
        self.starred.toggled.connect(self._filter)
        self.nothing.pressed.connect(self.show_all)
        self.orders.changed.connect(self._order)
        self.table.heading_pressed.connect(self._sorted)
        self.table.chosen_changed.connect(self._follow)
        self.table.opened.connect(self.opened)
        self.table.starred.connect(self.star_wanted)
        self.table.delete_wanted.connect(self._delete)
        self.panel.note_written.connect(self.note_wanted)
        self.show_button.clicked.connect(self._show)
        self.report_button.clicked.connect(self._report)
        self.save_button.clicked.connect(self._save)
        self.rename_button.clicked.connect(self._rename)
        self.delete_button.clicked.connect(self._delete)

    # ---- what is shown -----------------------------------------------------------------------------------------------

    def show_runs(self, runs: Sequence[RunSummary], former: Mapping[str, Sequence[str]]) -> None:
        """Every run, newest first."""
        self._runs, self._former = runs, former
        self._fill()

    def _fill(self) -> None:
        tree = lineage(self._runs, self._former)
        if self.orders.index == 0:
            places = {run.name: place for place, run in enumerate(self._runs)}
            flat = [Branch(one.run, 0, one.parent, one.step, one.gone) for one in tree]
            tree = sorted(flat, key=lambda one: places[one.run.name])
        self.table.show_runs(tree)
        total = sum(run.size for run in self._runs)
        self.caption.setText(f"{plural(len(self._runs), 'run')} · {size(total)} on disk")
        self._show_whether_any()
        self._follow()

    def show_comparison(self, found: Comparison) -> None:
        """What was asked for with ``compare_wanted``, unless others have been chosen since."""
        names = [run.summary.name for run in found.runs]
        if names == self.table.chosen:
            self.panel.show_comparison(found)

    def say(self, words: str, role: str = "quiet") -> None:
        """What came of it: ``role`` is quiet, good or bad."""
        set_variant(self.said, "role", role)
        self.said.setText(words)
        self.said.setVisible(bool(words))

    @Slot()
    def _follow(self) -> None:
        chosen = self.table.chosen
        self.show_button.setEnabled(len(chosen) == 1)
        self.report_button.setEnabled(len(chosen) == 1)
        self.rename_button.setEnabled(len({name.partition("/")[0] for name in chosen}) == 1)
        self.delete_button.setEnabled(bool(chosen))
        self.delete_button.setText("Delete" if len(chosen) < 2 else f"Delete {len(chosen)} runs")
        self.save_button.setEnabled(bool(self._runs))
        self._settled.start()  # not here: the rows may be changing at this moment

    @Slot()
    def _compare(self) -> None:
        """Read the chosen runs, unless that has been done and nothing has changed since."""
        chosen = self.table.chosen
        self.table.mark(chosen)
        known = {run.name: run for run in self._runs}
        summaries = tuple(known[name] for name in chosen if name in known)
        if summaries == self._compared:
            return
        self._compared = summaries
        if chosen:
            self.compare_wanted.emit(tuple(chosen))
        else:
            self.panel.show_nothing()

    @Slot()
    def _filter(self) -> None:
        self.table.set_filter(self.find_field.text(), self.starred.isChecked())
        self._show_whether_any()
        self._follow()

    def _show_whether_any(self) -> None:
        some = self.table.proxy.rowCount() > 0
        self.table.setVisible(some)
        self.nothing.setVisible(not some)
        if not self._runs:
            self.nothing.show_words("No runs yet", "What you train stands here, run by run.")

    @Slot()
    def show_all(self) -> None:
        """Leave the filter."""
        self.starred.setChecked(False)
        self.find_field.clear()
        self.find_field.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _order(self) -> None:
        self.table.unsorted()
        self._fill()

    @Slot()
    def _sorted(self) -> None:
        """A tree has an order of its own: what is sorted by a heading is a list."""
        if self.orders.index == 1:
            self.orders.set_index(0)
            self._fill()

    # ---- what is done ------------------------------------------------------------------------------------------------

    @Slot()
    def _show(self) -> None:
        self.opened.emit(self.table.chosen[0])

    @Slot()
    def _report(self) -> None:
        self.report_wanted.emit(self.table.chosen[0])

    @Slot()
    def _rename(self) -> None:
        self.rename_wanted.emit(self.table.chosen[0].partition("/")[0])

    @Slot()
    def _delete(self) -> None:
        self.delete_wanted.emit(tuple(self.table.chosen))

    @Slot()
    def _save(self) -> None:
        drawn = self.panel.comparison is not None
        kinds = (PNG, SVG, CURVES, TABLE) if drawn else (TABLE,)
        dialog = QFileDialog(self, "Where it shall lie", str(Path.home()), ";;".join(kinds))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile("runs.png" if drawn else "runs.csv")
        dialog.fileSelected.connect(self._place_chosen)
        self.file_dialog = dialog
        dialog.open()

    @Slot(str)
    def _place_chosen(self, path: str) -> None:
        self.write(path, self.file_dialog.selectedNameFilter())

    def write(self, path: str, kind: str) -> None:
        """Ask for a file of what is shown; the ending, where there is one, says which."""
        ending = Path(path).suffix.lower()
        if ending in (".png", ".svg"):
            kind = PNG if ending == ".png" else SVG
        elif not ending:
            path += ENDINGS.get(kind, ".csv")
        content: Chart | Comparison | str | None
        if kind in (PNG, SVG):
            content = self.panel.chart()
        else:
            content = self.panel.comparison if kind == CURVES else self._rows_as_csv()
        if content is not None:
            self.file_wanted.emit(path, content)

    def _rows_as_csv(self) -> str:
        return runs_as_csv([branch.run for branch in self.table.shown])

    # ---- frame -------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.find_field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.find_field.selectAll()
        elif event.key() == Qt.Key.Key_Escape and self.find_field.text():
            self.find_field.clear()
        else:
            super().keyPressEvent(event)

    def reject(self) -> None:
        self.panel.close_down()
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.panel.close_down()
        super().closeEvent(event)

    @Slot()
    def _dress(self) -> None:
        side = theme.px(20)
        self._column.setContentsMargins(side, theme.px(16), side, theme.px(16))
        self._column.setSpacing(theme.px(10))
        self._splitter.setHandleWidth(theme.px(20))
        self._splitter.setSizes([theme.px(330), theme.px(340)])
        self.find_field.setFixedWidth(theme.px(260))
        self.table.setMinimumHeight(theme.px(110))
        self.nothing.setMinimumHeight(theme.px(110))

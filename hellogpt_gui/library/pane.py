"""The library: a title row, the runs grouped under their models, and the scrubber at its foot."""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QListView, QStackedWidget, QVBoxLayout, QWidget

from core.paths import Home
from core.runs import RunSummary, Stop
from hellogpt_gui.engine.training_state import TrainingState
from hellogpt_gui.library.reader import LibraryReader, Shelves
from hellogpt_gui.library.run_delegate import RunDelegate
from hellogpt_gui.library.run_list import GroupRow, RunListModel, RunRow
from hellogpt_gui.library.scrubber_pane import ScrubberPane
from hellogpt_gui.library.selection import Selection
from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.buttons import icon_button, label, make_clearable
from hellogpt_gui.widgets.empty_state import EmptyState

WIDTH, NARROWEST, WIDEST = 264, 220, 360
WHILE_TRAINING_MS = 500
OTHERWISE_MS = 2500


class RunList(QListView):
    """Arrows move among runs; left and right, Enter or a click on a heading fold and open it.

    ``settled``: a run was clicked, or Enter pressed on it.
    """

    settled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Models and runs")
        self.setProperty("help", "library")
        self.setItemDelegate(RunDelegate(self))
        self.setMouseTracking(True)
        self.setUniformItemSizes(False)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self._clicked)

    @property
    def runs(self) -> RunListModel:
        model = self.model()
        assert isinstance(model, RunListModel)
        return model

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.runs.row(self.currentIndex())
        folds = {Qt.Key.Key_Left: True, Qt.Key.Key_Right: False}
        model = row.model if isinstance(row, GroupRow) else row.summary.model if isinstance(row, RunRow) else ""
        key = Qt.Key(event.key())
        if model and key in folds:
            self.runs.fold(model, folds[key])
        elif isinstance(row, GroupRow) and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.runs.fold(model, not self.runs.is_folded(model))
        elif isinstance(row, RunRow) and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.settled.emit()
        else:
            super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _clicked(self, index: QModelIndex) -> None:
        row = self.runs.row(index)
        if isinstance(row, GroupRow):
            self.runs.fold(row.model, not self.runs.is_folded(row.model))
        elif row is not None:
            self.settled.emit()


class LibraryPane(QFrame):
    """``new_model`` asks for the set-up, ``bring_in`` for an import, ``compare_wanted`` for the table of all runs;
    ``listed`` says that runs were read.

    ``picked``: the person has chosen one; ``menu_wanted``: what can be done to it, at that place of the screen.
    """

    new_model = Signal()
    bring_in = Signal()
    listed = Signal()
    picked = Signal()
    compare_wanted = Signal()
    menu_wanted = Signal(QPoint)

    def __init__(self, home: Home, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("LibraryPane")
        self.setProperty("help", "library")
        self._selection = selection
        self._training = TrainingState()
        self._stops: tuple[Stop, ...] = ()
        self._stops_of: str | None = None
        self._read_once = False
        self.reader = LibraryReader(home, self)
        self.model = RunListModel(self)
        self._build()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.refresh)
        self.reader.read.connect(self._show)
        selection.changed.connect(self._follow)
        theme.changed.connect(self._dress)
        self._dress()

    def _build(self) -> None:
        self.list = RunList()
        self.list.setModel(self.model)
        self.list.selectionModel().currentChanged.connect(self._current_changed)
        self.list.settled.connect(self.picked)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._ask_for_menu)
        self.setFocusProxy(self.list)
        self.empty = EmptyState(
            "No models yet",
            "What you train appears here with its loss curve. You can also bring a model you already have.",
            "Import a model…",
        )
        self.empty.pressed.connect(self.bring_in)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.empty)
        self.find_field = QLineEdit()
        self.find_field.setPlaceholderText("Find a run")
        self.find_field.setAccessibleName("Find a run")
        make_clearable(self.find_field)
        self.find_field.textChanged.connect(self._filter)
        self.find_field.hide()
        self.search = icon_button("search", "Find a run (Ctrl+F)")
        self.search.clicked.connect(self.toggle_find)
        self.compare = icon_button("layers", "Compare runs (Ctrl+L)")
        self.compare.clicked.connect(self.compare_wanted)
        self.add = icon_button("plus", "New model (Ctrl+N)")
        self.add.clicked.connect(self.new_model)
        self._head = QHBoxLayout()
        self._head.addWidget(label("Library", "panel"))
        self._head.addStretch(1)
        self._head.addWidget(self.compare)
        self._head.addWidget(self.search)
        self._head.addWidget(self.add)
        self._find_row = QHBoxLayout()
        self._find_row.addWidget(self.find_field)
        self.foot = ScrubberPane(self._selection)
        self.foot.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addLayout(self._head)
        self._column.addLayout(self._find_row)
        self._column.addWidget(self._stack, 1)
        self._column.addWidget(self.foot)

    # ---- what lies on disk -------------------------------------------------------------------------------------------

    @Slot()
    def refresh(self) -> None:
        """Read the folders again; more often while something trains, here or in a terminal."""
        self.reader.refresh(self._selection.run)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    @Slot(object)
    def _show(self, shelves: Shelves) -> None:
        self.model.show(shelves.runs)
        self._stops, self._stops_of = shelves.stops, shelves.run
        self._stack.setCurrentWidget(self.list if shelves.runs else self.empty)
        self._pace()
        self._follow()
        self._read_once = True
        self.listed.emit()

    def _pace(self) -> None:
        trains = self._training.active or any(run.state in ("training", "paused") for run in self.model.runs)
        wanted = WHILE_TRAINING_MS if trains else OTHERWISE_MS
        if not self._timer.isActive() or self._timer.interval() != wanted:
            self._timer.start(wanted)

    def show_training(self, state: TrainingState) -> None:
        """What trains in this window."""
        begins = state.run != self._training.run or state.active != self._training.active
        self._training = state
        self.model.show_training(state)
        self._show_stops()
        if begins and self._read_once:
            self._pace()
            self.refresh()

    def close_down(self) -> None:
        """Before the window goes: wait for the thread that reads folders."""
        self._timer.stop()
        self.reader.close()

    # ---- what is selected --------------------------------------------------------------------------------------------

    @property
    def selected(self) -> RunSummary | None:
        return next((run for run in self.model.runs if run.name == self._selection.run), None)

    @Slot(QModelIndex)
    def _current_changed(self, index: QModelIndex) -> None:
        row = self.model.row(index)
        if isinstance(row, RunRow) and row.summary.name != self._selection.run:
            here = self._training.active and self._training.run == row.summary.name
            self._selection.select(row.summary.name, "live" if here else "latest")

    @Slot(QPoint)
    def _ask_for_menu(self, place: QPoint) -> None:
        """Of the run under the pointer; by the keyboard, of the current one."""
        index = self.list.indexAt(place)
        if isinstance(self.model.row(index), RunRow):
            self.list.setCurrentIndex(index)
            self.menu_wanted.emit(self.list.viewport().mapToGlobal(place))

    @Slot()
    def _follow(self) -> None:
        index = self.model.row_of(self._selection.run)
        chosen = self.list.selectionModel()
        if index != chosen.currentIndex():
            if index.isValid():
                chosen.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            elif isinstance(self.model.row(chosen.currentIndex()), RunRow) or self._selection.run is None:
                chosen.clear()
        elif index.isValid() and not chosen.isSelected(index):
            chosen.select(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if self._selection.run != self._stops_of and self._read_once:
            self.refresh()
        self._show_stops()

    def _show_stops(self) -> None:
        known = self._stops if self._stops_of == self._selection.run else ()
        self.foot.setVisible(self._selection.run is not None)
        self.foot.show_run(self.selected, known, self._training)

    # ---- finding -----------------------------------------------------------------------------------------------------

    @Slot()
    def toggle_find(self) -> None:
        if self.find_field.isVisible():
            self.find_field.clear()
            self.find_field.hide()
            self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.begin_find()

    @Slot()
    def begin_find(self) -> None:
        """Let the person type what to find, in place of what stands there."""
        self.find_field.show()
        self.find_field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.find_field.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.find_field.isVisible():
            self.toggle_find()
        else:
            super().keyPressEvent(event)

    @Slot(str)
    def _filter(self, words: str) -> None:
        self.model.set_filter(words)
        self._follow()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(WIDTH), theme.px(500))

    @Slot()
    def _dress(self) -> None:
        self.setMinimumWidth(theme.px(NARROWEST))
        self.setMaximumWidth(theme.px(WIDEST))
        self._head.setContentsMargins(theme.px(16), theme.px(9), theme.px(9), theme.px(5))
        self._head.setSpacing(0)
        self._find_row.setContentsMargins(theme.px(12), 0, theme.px(12), 0)
        self.list.doItemsLayout()

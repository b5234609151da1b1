"""The sheet of a text's files: one row each, what is chosen of them, and what was found that had better go.

Every choice is tried at once: the engine reads the texts anew, and the rows say what came of it.
"""

from dataclasses import replace

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QCheckBox, QHeaderView, QTableView, QVBoxLayout, QWidget

from core.protocol import Event, Failed, FindingKind, LookAtText, Progress, TextChoice, TextDone, TextLook
from hellogpt_gui.engine.asker import Asker
from hellogpt_gui.engine.client import EngineClient
from hellogpt_gui.theme import theme
from hellogpt_gui.train_tab import words
from hellogpt_gui.train_tab.file_panel import FilePanel
from hellogpt_gui.train_tab.file_rows import FOUND, NAME, FileRows
from hellogpt_gui.units import count, plural, size
from hellogpt_gui.widgets.buttons import hairline, label
from hellogpt_gui.widgets.sheet import Sheet

WIDTH = 840
ROWS_SEEN, FEW_ROWS, ROW = 6, 3, 30
SMALL = 690  # px: a window that is lower has room for fewer rows
COLUMNS = (190, 96, 84, 70, 84)  # px, all but the last
WHAT = (
    "Each file that the model would learn from. What was found in them is only offered: nothing goes unless you say so."
)
OFFER: dict[FindingKind, str] = {
    "boilerplate": "Leave out the licences around books",
    "repeated-lines": "Leave out lines that come back on every page or in many files",
    "duplicates": "Leave out passages and files that stand twice",
}


class FilesSheet(Sheet):
    """``used``: the choices, and the TextDone that says what they come to."""

    used = Signal(object, object)

    def __init__(self, client: EngineClient, texts: tuple[str, ...], done: TextDone, parent: QWidget) -> None:
        super().__init__(f"Files of {done.label}", WHAT, "Apply", parent, WIDTH)
        self.setProperty("help", "files")
        self._texts, self.looked, self._over = texts, done, parent.window()
        self.choices = {look.path: look.choice for look in done.looks}
        self._asker = Asker(client, self)
        self._asker.said.connect(self._on_events)
        self._asker.answered.connect(self._on_answer)
        self.finished.connect(self._asker.forget)
        self.rows = FileRows(self)
        self.table = QTableView()
        self.panel = FilePanel()
        self.facts = label("", "caption")
        self._all: dict[FindingKind, QCheckBox] = {}
        self._offers = QVBoxLayout()
        self._lay_out()
        self.rows.switched.connect(self._on_switched)
        self.panel.encoding.connect(self._on_encoding)
        self.panel.column.connect(self._on_column)
        self.panel.removal.connect(self._on_removal)
        self.go.clicked.connect(self._use)
        theme.changed.connect(self._fit)
        self._fit()
        self._show()
        self.table.selectRow(0)
        self.table.setFocus()

    def _lay_out(self) -> None:
        table = self.table
        table.setModel(self.rows)
        table.setAccessibleName("Files")
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.verticalHeader().hide()
        table.horizontalHeader().setHighlightSections(False)
        table.horizontalHeader().setSectionResizeMode(FOUND, QHeaderView.ResizeMode.Stretch)
        table.selectionModel().currentRowChanged.connect(self._on_row)
        for widget in (table, self.facts):
            self.body.addWidget(widget)
        self.body.addLayout(self._offers)
        self.body.addWidget(hairline())
        self.body.addWidget(self.panel)

    # ---- what is shown ----

    @Slot()
    def _fit(self) -> None:
        for column, wide in enumerate(COLUMNS):
            self.table.setColumnWidth(column, theme.px(wide))
        self.table.verticalHeader().setDefaultSectionSize(theme.px(ROW))
        small = self._over.height() < theme.px(SMALL)
        self.panel.set_low(small)
        seen = min(max(2, self.rows.rowCount()), FEW_ROWS if small else ROWS_SEEN)
        self.table.setFixedHeight(theme.px(ROW) * (seen + 1) + 2)

    def _show(self) -> None:
        looks, done = self.looked.looks, self.looked
        self.rows.show_looks(looks)
        self._fit()
        read = sum(look.characters > 0 for look in looks)
        files = f"{read} of {plural(len(looks), 'file')}"
        self.facts.setText(words.facts((files, size(done.size), f"{count(done.words)} words")))
        self._show_offers()
        self._show_panel()

    def _show_offers(self) -> None:
        """One box for all files where something was found in more than one of them."""
        for kind, words_of in OFFER.items():
            found = [one for look in self.looked.looks for one in look.findings if one.kind == kind]
            box = self._all.get(kind)
            if box is None and len(found) > 1:
                box = self._all[kind] = QCheckBox()
                box.setProperty("kind_of_finding", kind)
                box.clicked.connect(self._on_all)
                self._offers.addWidget(box)
            if box is not None:
                amount = count(sum(one.characters for one in found))
                box.setText(f"{words_of} ({plural(len(found), 'file')}, {amount} characters)")
                box.setChecked(bool(found) and all(one.removed for one in found))

    @property
    def offers(self) -> dict[FindingKind, QCheckBox]:
        """The boxes that hold for all files."""
        return dict(self._all)

    def _show_panel(self) -> None:
        look = self._look()
        self.panel.setVisible(look is not None)
        if look is not None:
            self.panel.show_look(look)

    def _look(self) -> TextLook | None:
        row = self.table.currentIndex().row()
        return self.looked.looks[row] if 0 <= row < len(self.looked.looks) else None

    @Slot(QModelIndex, QModelIndex)
    def _on_row(self, *_: object) -> None:
        self._show_panel()

    # ---- what is chosen ----

    @Slot(int, bool)
    def _on_switched(self, row: int, on: bool) -> None:
        path = self.looked.looks[row].path
        self.table.selectionModel().setCurrentIndex(
            self.rows.index(row, NAME),
            QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows,
        )
        self._choose(path, replace(self.choices[path], on=on))

    @Slot(str)
    def _on_encoding(self, name: str) -> None:
        if (look := self._look()) is not None:
            self._choose(look.path, replace(self.choices[look.path], encoding=name))

    @Slot(str)
    def _on_column(self, name: str) -> None:
        if (look := self._look()) is not None:
            self._choose(look.path, replace(self.choices[look.path], column=name))

    @Slot(str, bool)
    def _on_removal(self, kind: FindingKind, remove: bool) -> None:
        if (look := self._look()) is not None:
            self._choose(look.path, _removing(self.choices[look.path], kind, remove))

    @Slot(bool)
    def _on_all(self, remove: bool) -> None:
        box = self.sender()
        assert box is not None
        kind: FindingKind = box.property("kind_of_finding")
        for look in self.looked.looks:
            if any(found.kind == kind for found in look.findings):
                self.choices[look.path] = _removing(self.choices[look.path], kind, remove)
        self._ask()

    def _choose(self, path: str, choice: TextChoice) -> None:
        self.choices[path] = choice
        self._ask()

    @property
    def chosen(self) -> tuple[TextChoice, ...]:
        """What differs from taking a text as it is."""
        return tuple(choice for path, choice in self.choices.items() if choice != TextChoice(path))

    def _ask(self) -> None:
        self.go.setEnabled(False)
        self.say("Reading…")
        self._asker.ask(LookAtText(self._texts, self.chosen))

    @Slot(list)
    def _on_events(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, Progress):
                left = "" if event.seconds_left is None else f" {words.time_left(event.seconds_left)}"
                self.say(f"{event.stage}…{left}")

    @Slot(object)
    def _on_answer(self, last: object) -> None:
        if isinstance(last, Failed):
            self.say(f"{last.message} {last.hint}", "bad")
            self.rows.show_looks([replace(look, choice=self.choices[look.path]) for look in self.looked.looks])
        elif isinstance(last, TextDone):
            self.looked = last
            self.say("")
            self.go.setEnabled(True)
            self._show()

    @Slot()
    def _use(self) -> None:
        self.used.emit(self.chosen, self.looked)
        self.accept()


def _removing(choice: TextChoice, kind: FindingKind, remove: bool) -> TextChoice:
    others = tuple(one for one in choice.remove if one != kind)
    return replace(choice, remove=(*others, kind) if remove else others)

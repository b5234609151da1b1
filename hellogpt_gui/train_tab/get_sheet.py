"""The sheet that fetches a text: a book from a small catalogue, or any address; then it lies in data/ and is chosen."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from core.protocol import Event, Failed, Get, GetDone, GetProgress, Notice
from core.text.catalogue import BOOKS, Book, find
from hellogpt_gui.engine.client import EngineClient
from hellogpt_gui.engine.job import Job
from hellogpt_gui.train_tab import words
from hellogpt_gui.units import plural, size
from hellogpt_gui.widgets.buttons import label
from hellogpt_gui.widgets.progress_line import ProgressLine
from hellogpt_gui.widgets.row_list import Row, RowList
from hellogpt_gui.widgets.sheet import Sheet

WHAT = (
    "A book from Project Gutenberg, or any text that has an address. It comes into the data folder. "
    "Nothing else in HelloGPT uses the network."
)
ROWS_SEEN = 6


class GetSheet(Sheet):
    """``got``: a GetDone, when a text has come."""

    got = Signal(object)

    def __init__(self, client: EngineClient, parent: QWidget) -> None:
        super().__init__("Get a text", WHAT, "Get it", parent)
        self.setProperty("help", "get")
        self._client = client
        self._job: Job | None = None
        self.search, self.address = QLineEdit(), QLineEdit()
        self.search.setPlaceholderText(f"Search {plural(len(BOOKS), 'book')}: title, author, language; or any number")
        self.search.setAccessibleName("Search the catalogue")
        self.address.setPlaceholderText("https://")
        self.address.setAccessibleName("Address of a text")
        self.books = RowList("Books", ROWS_SEEN)
        self.nothing = label("", "caption")
        self.line, self.amount, self.left = ProgressLine(), label("", "caption"), label("", "caption")
        self.line.setAccessibleName("Progress")
        figures = QHBoxLayout()
        figures.addWidget(self.amount)
        figures.addStretch(1)
        figures.addWidget(self.left)
        for widget in (self.search, self.nothing, self.books, label("Or the address of a text", "group"), self.address):
            self.body.addWidget(widget)
        self.body.addWidget(self.line)
        self.body.addLayout(figures)
        self._connect()
        self._show_progress(None)
        self._search("")
        self.search.setFocus()

    def _connect(self) -> None:
        self.search.textChanged.connect(self._search)
        self.search.returnPressed.connect(self.start)
        self.address.textChanged.connect(self._on_address)
        self.address.returnPressed.connect(self.start)
        self.books.chosen.connect(self._on_book)
        self.books.taken.connect(self.start)
        self.go.clicked.connect(self.start)
        self.close_button.clicked.disconnect()
        self.close_button.clicked.connect(self.stop)

    # ---- choosing ----

    @Slot(str)
    def _search(self, typed: str) -> None:
        found = find(typed)
        only = found[0].number if len(found) == 1 else -1
        kept = self.books.current if self.books.current in [book.number for book in found] else only
        self.books.show_rows([_row(book) for book in found], kept if kept is not None else -1)
        self.nothing.setVisible(not found)
        self.nothing.setText("No book here has these words. Any book can be had by its number at gutenberg.org.")
        if typed:
            self.address.clear()
        self._show_button()

    @Slot(int)
    def _on_book(self, number: int) -> None:
        self.address.clear()
        self._show_button()

    @Slot(str)
    def _on_address(self, typed: str) -> None:
        if typed:
            self.books.clear_choice()
        self._show_button()

    @property
    def wanted(self) -> str:
        """What would be fetched: an address, a number, or nothing."""
        number = self.books.current
        return self.address.text().strip() or ("" if number is None else str(number))

    def _show_button(self) -> None:
        self.go.setEnabled(bool(self.wanted) and self._job is None)
        self.go.setToolTip("" if self.wanted else "Choose a book, or give an address")

    # ---- fetching ----

    @Slot()
    def start(self) -> None:
        """Fetch what is chosen."""
        if not self.go.isEnabled():
            return
        self._job = self._client.submit(Get(self.wanted))
        self._job.events.connect(self._on_events)
        self._job.finished.connect(self._on_finished)
        self.say("")
        self._show_progress(GetProgress("Asking"))
        self._show_work(True)

    @Slot()
    def stop(self) -> None:
        """Stop what is being fetched; else close."""
        if self._job is not None:
            self._job.stop()
        else:
            self.reject()

    def done(self, result: int) -> None:
        """However it closes: nothing goes on behind it."""
        if self._job is not None:
            self._job.finished.disconnect(self._on_finished)
            self._job.stop()
            self._job = None
        super().done(result)

    @Slot(list)
    def _on_events(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, GetProgress):
                self._show_progress(event)
            elif isinstance(event, Notice):
                self.say(f"{event.message} {event.hint}")

    @Slot(object)
    def _on_finished(self, last: object) -> None:
        self._job = None
        self._show_work(False)
        self._show_progress(None)
        if isinstance(last, Failed):
            self.say(f"{last.message} {last.hint}".strip(), "quiet" if last.exit_code == 3 else "bad")
        elif isinstance(last, GetDone):
            self.got.emit(last)
            self.accept()

    def _show_work(self, working: bool) -> None:
        for widget in (self.search, self.books, self.address):
            widget.setEnabled(not working)
        self.close_button.setText("Stop" if working else "Cancel")
        self._show_button()
        self.adjustSize()

    def _show_progress(self, progress: GetProgress | None) -> None:
        self.line.setVisible(progress is not None)
        self.line.set_fraction(progress.fraction if progress else None)
        amount = left = ""
        if progress is not None:
            amount = size(progress.received) if progress.received else "Asking the server…"
            amount += f" of {size(progress.total)}" if progress.total and progress.received else ""
            left = words.time_left(progress.seconds_left) if progress.seconds_left is not None else ""
        self.amount.setText(amount)
        self.left.setText(left)


def _row(book: Book) -> Row:
    about = " · ".join(part for part in (book.author, book.language) if part)
    return Row(
        book.number, book.title, about or "Not in the catalogue here, but it can be had all the same", f"{book.number}"
    )

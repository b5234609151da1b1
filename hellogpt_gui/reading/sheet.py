"""The sheet that lets a model read a text: a field to paste into, then every token with its tint, and the figures."""

from collections import deque

from PySide6.QtCore import QPoint, QRect, QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.protocol import Event, Failed, Notice, Progress, Read, ReadDone, Token
from hellogpt_gui.engine import EngineClient, Job
from hellogpt_gui.reading.words import figures_of, read_token, told
from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.buttons import Button, label
from hellogpt_gui.widgets.drop_zone import DropZone
from hellogpt_gui.widgets.figures import FigureRow
from hellogpt_gui.widgets.passage import Passage, TextToken
from hellogpt_gui.widgets.path_dialog import PathDialog
from hellogpt_gui.widgets.progress_line import ProgressLine
from hellogpt_gui.widgets.sheet import Sheet
from hellogpt_gui.widgets.text_field import TextField
from hellogpt_gui.widgets.token_popover import TokenPopover
from hellogpt_gui.widgets.token_text import TokenText

WIDTH, HEIGHT = 760, 300
AROUND = 330  # px of the window that the rest of the sheet takes
AT_ONCE = 250  # tokens laid out between two looks at the person's hand
CAPTIONS = ("Perplexity", "Bits per byte", "Tokens")
WHAT = "{who} reads it token by token: the weaker the tint, the better it could have foretold what comes."


class ReadingSheet(Sheet):
    """For one run at one step."""

    def __init__(self, client: EngineClient, reference: str, parent: QWidget) -> None:
        """``reference``: RUN[@STEP]."""
        who = reference.removesuffix("@latest").replace("/", " / ").replace("@", ", ")
        super().__init__("Read a text", WHAT.format(who=who), "Read it", parent, WIDTH)
        self.setProperty("help", "reading")
        self._client, self._reference, self._over = client, reference, parent.window()
        self._job: Job | None = None
        self._waiting: deque[TextToken] = deque()
        self._notes: list[str] = []
        self._build()
        self._lay_out()
        self._connect()
        self._show_page(self._write)
        self._fit()
        self.field.setFocus()

    def _build(self) -> None:
        self.field = TextField("Text to read", "Paste or type a text")
        self.field.setObjectName("TextToRead")
        self.zone = DropZone("Drop a text file here.")
        self.browse = Button("Choose a file…", icon="folder")
        self.zone.add(self.browse)
        self.figures = FigureRow(CAPTIONS)
        self.text = TokenText("The text, token by token")
        self.text.setProperty("help", "reading")
        self.popover = TokenPopover(self)
        self.line, self.stage = ProgressLine(), label("", "caption")
        self.line.setAccessibleName("Progress")
        self.another = Button("Another text")
        self.another.setAutoDefault(False)

    def _lay_out(self) -> None:
        self._write, self._seen, self._pages = QWidget(), QWidget(), QStackedWidget()
        for page, widgets in (
            (self._write, (self.field, self.zone)),
            (self._seen, (self.figures, self.text)),
        ):
            column = QVBoxLayout(page)
            column.setContentsMargins(0, 0, 0, 0)
            for widget in widgets:
                column.addWidget(widget)
            self._pages.addWidget(page)
        self.body.addWidget(self._pages)
        row = QHBoxLayout()
        row.addWidget(self.stage)
        row.addWidget(self.line, 1)
        self.body.addLayout(row)
        self.foot.insertWidget(0, self.another)

    def _connect(self) -> None:
        self.field.textChanged.connect(self._show_buttons)
        self.field.hands_on_long = True
        self.field.long_pasted.connect(self.read_text)
        self.zone.dropped.connect(self._dropped)
        self.browse.clicked.connect(self._browse)
        self.go.clicked.connect(self._read_field)
        self.another.clicked.connect(self._begin_again)
        self.close_button.clicked.disconnect()
        self.close_button.clicked.connect(self._stop_or_close)
        self.text.pointed.connect(self._pointed)
        self._slice = QTimer(self, interval=0)
        self._slice.timeout.connect(self._show_some)
        theme.changed.connect(self._fit)

    # ---- reading ----------------------------------------------------------------------------------------------------

    @Slot(str)
    def read_text(self, text: str) -> None:
        """Let the model read these words."""
        self._begin(Read(self._reference, text=text))

    def read_file(self, path: str) -> None:
        """Let the model read what lies in a file or a folder."""
        self._begin(Read(self._reference, file=path))

    def _begin(self, command: Read) -> None:
        if self._job is not None:
            return
        self.say("")
        self._notes = []
        self._waiting.clear()
        self.text.set_passages([Passage("", "", "")])
        self.figures.show_texts(figures_of(None))
        self._job = self._client.submit(command)
        self._job.events.connect(self._on_events)
        self._job.finished.connect(self._on_finished)
        self.stage.setText("Reading…")
        self.line.set_fraction(None)
        self._show_page(self._seen)
        self.text.setFocus()

    @Slot(list)
    def _on_events(self, events: list[Event]) -> None:
        self._waiting.extend(read_token(event) for event in events if isinstance(event, Token))
        for event in events:
            if isinstance(event, Notice):
                self._notes.append(f"{event.message} {event.hint}".strip())
            elif isinstance(event, Progress):
                self.stage.setText(f"{event.stage}…")
                self.line.set_fraction(event.fraction)
        if self._waiting:
            self._slice.start()

    @Slot()
    def _show_some(self) -> None:
        """Some of the tokens that have come; the others follow when the window has looked around."""
        some = [self._waiting.popleft() for _ in range(min(AT_ONCE, len(self._waiting)))]
        if some:
            self.text.append(some)
        else:
            self._slice.stop()

    @Slot(object)
    def _on_finished(self, last: object) -> None:
        self._job = None
        if isinstance(last, Failed):
            self.say(f"{last.message} {last.hint}".strip(), "quiet" if last.exit_code == 3 else "bad")
            if not self._waiting and not self.text.passages[0].tokens:
                self._show_page(self._write)
        elif isinstance(last, ReadDone):
            self.figures.show_texts(figures_of(last))
            self.say(" ".join([*self._notes, told(last, len(self.text.passages[0].tokens) + len(self._waiting))]))
        self._show_buttons()

    # ---- what the person does ---------------------------------------------------------------------------------------

    @Slot()
    def _read_field(self) -> None:
        self.read_text(self.field.toPlainText())

    @Slot(list)
    def _dropped(self, paths: list[str]) -> None:
        self.read_file(paths[0])

    @Slot()
    def _browse(self) -> None:
        dialog = PathDialog(self, "Choose a text", "")
        dialog.chosen.connect(self._dropped)
        dialog.open()

    @Slot()
    def _begin_again(self) -> None:
        self.say("")
        self._show_page(self._write)
        self.field.setFocus()

    @Slot()
    def _stop_or_close(self) -> None:
        """Stop what is being read; else close."""
        if self._job is not None:
            self._job.stop()
        else:
            self.reject()

    def done(self, result: int) -> None:
        """However it closes: nothing goes on behind it."""
        if self._job is not None:
            self._job.finished.disconnect(self._on_finished)
            self._job.events.disconnect(self._on_events)
            self._job.stop()
            self._job = None
        self._slice.stop()
        super().done(result)

    # ---- what is shown ----------------------------------------------------------------------------------------------

    def _show_page(self, page: QWidget) -> None:
        self._pages.setCurrentWidget(page)
        self._show_buttons()

    @Slot()
    def _show_buttons(self) -> None:
        busy, writing = self._job is not None, self._pages.currentWidget() is self._write
        self.go.setVisible(writing)
        self.go.setEnabled(bool(self.field.document().characterCount() > 1))
        self.another.setVisible(not writing and not busy)
        self.close_button.setText("Stop" if busy else "Close")
        self.line.setVisible(busy)
        self.stage.setVisible(busy)

    @Slot(object, QRect)
    def _pointed(self, token: TextToken | None, at: QRect) -> None:
        if token is None:
            self.popover.hide()
        else:
            self.popover.show_token(token, at, QRect(self.text.mapTo(self, QPoint(0, 0)), self.text.size()))

    @Slot()
    def _fit(self) -> None:
        room = self._over.height() - theme.px(AROUND)
        self._pages.setFixedHeight(max(theme.px(HEIGHT) // 2, min(2 * theme.px(HEIGHT), room)))

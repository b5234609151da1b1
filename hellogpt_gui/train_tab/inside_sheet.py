"""The sheet that looks into the chosen text: counts while one waits, then four pages of what is in it."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from core.protocol import Event, Failed, LookInside, LookInsideDone, Progress
from hellogpt_gui.engine.asker import Asker
from hellogpt_gui.engine.client import EngineClient
from hellogpt_gui.theme import theme
from hellogpt_gui.train_tab import words
from hellogpt_gui.train_tab.inside_pages import MergesPage, TokensPage, WordsPage, ZipfPage
from hellogpt_gui.units import count, share, size
from hellogpt_gui.widgets.buttons import label
from hellogpt_gui.widgets.progress_line import ProgressLine
from hellogpt_gui.widgets.segmented import Segmented
from hellogpt_gui.widgets.sheet import Sheet

WIDTH, HEIGHT = 820, 420
AROUND = 260  # px of the window that head and foot take; in a small one the pages scroll
WHAT = "What the text is made of, and how the model will read it."
PAGES = {"Letters and words": WordsPage, "Zipf's law": ZipfPage, "Tokens": TokensPage, "Merges": MergesPage}


class InsideSheet(Sheet):
    """Asks as soon as it is made."""

    def __init__(self, client: EngineClient, command: LookInside, title: str, parent: QWidget) -> None:
        super().__init__(f"Inside {title}", WHAT, "", parent, WIDTH)
        self.setProperty("help", "inside")
        self._over = parent.window()
        self.found: LookInsideDone | None = None
        self._asker = Asker(client, self)
        self._asker.said.connect(self._on_events)
        self._asker.answered.connect(self._on_answer)
        self.finished.connect(self._asker.forget)
        self.facts = label("", "caption", wrap=True)
        self.choice = Segmented(list(PAGES), "Page")
        self.pages = [made() for made in PAGES.values()]
        self.stack = QStackedWidget()
        self.line, self.stage, self.left = ProgressLine(), label("", "caption"), label("", "caption")
        self.line.setAccessibleName("Progress")
        self._lay_out()
        self.choice.changed.connect(self.stack.setCurrentIndex)
        self.finish()
        self._show_found(False)
        theme.changed.connect(self._fit)
        self._fit()
        self._asker.ask(command)

    def _lay_out(self) -> None:
        for page in self.pages:
            self.stack.addWidget(page)
        figures = QHBoxLayout()
        figures.addWidget(self.stage, 1)
        figures.addWidget(self.left)
        self._waiting = QWidget()
        column = QVBoxLayout(self._waiting)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.line)
        column.addLayout(figures)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self.stack)
        for widget in (self.facts, self.choice, self._scroll, self._waiting):
            self.body.addWidget(widget)

    @Slot()
    def _fit(self) -> None:
        room = self._over.height() - theme.px(AROUND)
        self._scroll.setFixedHeight(max(theme.px(HEIGHT) // 2, min(theme.px(HEIGHT), room)))

    def _show_found(self, found: bool) -> None:
        for widget in (self.facts, self.choice, self._scroll):
            widget.setVisible(found)
        self._waiting.setVisible(not found)
        self.adjustSize()

    @Slot(list)
    def _on_events(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, Progress):
                self.line.set_fraction(event.fraction)
                self.stage.setText(f"{event.stage}…")
                self.left.setText("" if event.seconds_left is None else words.time_left(event.seconds_left))

    @Slot(object)
    def _on_answer(self, last: object) -> None:
        if isinstance(last, Failed):
            self._waiting.hide()
            self.say(f"{last.message} {last.hint}".strip(), "bad")
        elif isinstance(last, LookInsideDone):
            self.found = last
            looked = f"{count(last.characters)} characters"
            if last.looked_at < last.characters:
                looked += f", of which {share(last.looked_at / last.characters)} were looked at, spread over all of it"
            self.facts.setText(words.facts((size(last.size), looked)))
            for page in self.pages:
                page.show_found(last)
            self._show_found(True)

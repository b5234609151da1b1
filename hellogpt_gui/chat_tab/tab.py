"""The Chat tab: transcript and composer in one column, the sampling rules beside it."""

from PySide6.QtCore import QPoint, QRect, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.protocol import Event, Failed, Inspect, InspectDone, NextTokenResult, Notice, Sample, SampleDone, Token
from hellogpt_gui.chat_tab.composer import Composer
from hellogpt_gui.chat_tab.side_panel import SidePanel
from hellogpt_gui.chat_tab.transcript import Transcript, shown
from hellogpt_gui.engine import Asker, EngineClient, Job
from hellogpt_gui.library.selection import SelectedStep, Selection
from hellogpt_gui.notify import STOPPED, Notifier
from hellogpt_gui.theme import theme
from hellogpt_gui.units import whole
from hellogpt_gui.widgets.buttons import icon_button, label
from hellogpt_gui.widgets.empty_state import EmptyState
from hellogpt_gui.widgets.passage import Passage, TextToken
from hellogpt_gui.widgets.token_popover import TokenPopover
from hellogpt_gui.widgets.token_text import TokenText

LOOK_AHEAD_MS = 150
NARROW = 1000
COMPOSER = 712  # px at 100 %, at most


class ChatTab(QWidget):
    """``figure_changed``: the speed of the last answer, for the status bar; ``train_requested``: nobody is there."""

    figure_changed = Signal(str)
    train_requested = Signal()

    def __init__(self, client: EngineClient, selection: Selection, notifier: Notifier) -> None:
        super().__init__()
        self._client, self._selection, self._notifier = client, selection, notifier
        self.transcript = Transcript()
        self._told = False
        self._job: Job | None = None
        self._ahead = Asker(client, self)
        self._build()
        self._connect()
        self._selected()

    # ---- building ---------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.text = TokenText("The talk")
        self.composer = Composer()
        self.panel = SidePanel()
        self.popover: TokenPopover | None = None
        self.go_on = icon_button("play", "Go on writing")
        self.again = icon_button("refresh", "Write the last answer again, with another seed (Ctrl+R)")
        self.again.setShortcut("Ctrl+R")
        self.copy_answer = icon_button("copy", "Copy the last answer")
        self.copy_all = icon_button("clipboard", "Copy everything")
        self.clear = icon_button("trash", "Begin a new text")
        self._seed_words = label("", "caption")
        self._foot = QWidget()
        self._row = QHBoxLayout(self._foot)
        self._row.setContentsMargins(0, 0, 0, 0)
        for button in (self.go_on, self.again, self.copy_answer, self.copy_all, self.clear):
            self._row.addWidget(button)
        self._row.addStretch(1)
        self._row.addWidget(self._seed_words)
        self.text.set_footer(self._foot)
        self.welcome = EmptyState(
            "Nothing said yet", "Write the beginning of a text, or press Enter to let the model begin by itself."
        )
        self.no_run = EmptyState(
            "No model is selected", "Choose a run in the library, or train a model first.", "Train a model"
        )
        self._middle = QStackedWidget()
        for page in (self.text, self.welcome, self.no_run):
            self._middle.addWidget(page)
        talk = QWidget()
        self._column = QVBoxLayout(talk)
        self._column.addWidget(self._middle, 1)
        centred = QHBoxLayout()
        centred.addStretch(1)
        centred.addWidget(self.composer, 1000)
        centred.addStretch(1)
        self._column.addLayout(centred)
        self._whole = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(0)
        self._whole.addWidget(talk, 1)
        self._whole.addWidget(self.panel)

    def _connect(self) -> None:
        self.composer.sent.connect(self.send)
        self.composer.stopped.connect(self.stop)
        self.composer.step_chosen.connect(self._step_chosen)
        self.go_on.clicked.connect(self.continue_text)
        self.again.clicked.connect(self.regenerate)
        self.copy_answer.clicked.connect(self._copy_answer)
        self.copy_all.clicked.connect(self._copy_all)
        self.clear.clicked.connect(self.new)
        self.text.pointed.connect(self._pointed)
        self.panel.changed.connect(self._look_ahead_soon)
        self._selection.changed.connect(self._selected)
        self._client.busy_changed.connect(self._show_steps)
        self._ahead.answered.connect(self._ahead_known)
        self.no_run.pressed.connect(self.train_requested)
        self._soon = QTimer(self, singleShot=True, interval=LOOK_AHEAD_MS)
        self._soon.timeout.connect(self._look_ahead)
        theme.changed.connect(self._dress)
        self._dress()

    # ---- what the person does ---------------------------------------------------------------------------------------

    @Slot(str)
    def send(self, words: str = "") -> None:
        """Add words to the text and let the model continue it."""
        if self._job is None and self._selection.run is not None:
            self._ask(words)

    @Slot()
    def continue_text(self) -> None:
        """Let the model go on without new words."""
        self.send("")

    @Slot()
    def regenerate(self) -> None:
        """Write the last answer again, with another seed."""
        if self._job is None and self.transcript.turns and self._selection.run is not None:
            words = self.transcript.turns.pop().words
            self.text.set_passages(self.text.passages[:-1])
            self.panel.roll()
            self._ask(words)

    @Slot()
    def stop(self) -> None:
        """End the answer where it is."""
        if self._job is not None:
            self._job.stop()

    @Slot()
    def new(self) -> None:
        """Forget the talk and begin a new text."""
        self.stop()
        self.transcript = Transcript()
        self._told = False
        self.text.set_passages([])
        self._show_state()
        self._look_ahead_soon()
        self.composer.field.setFocus()

    def _ask(self, words: str) -> None:
        sampling = self.panel.config()
        run = self._selection.run or ""
        turn = self.transcript.begin(words, run, sampling.seed)
        self.text.add_passage(Passage(words, run.replace("/", " / "), self._step_words()))
        self._job = self._client.submit(Sample(self._selection.ref, turn.prompt, sampling))
        self._job.events.connect(self._on_events)
        self._job.finished.connect(self._on_finished)
        self._show_state()

    # ---- what the engine says ---------------------------------------------------------------------------------------

    @Slot(list)
    def _on_events(self, events: list[Event]) -> None:
        tokens = [event for event in events if isinstance(event, Token)]
        for event in events:
            if isinstance(event, Notice) and not self._told:  # once a talk: the meter goes on saying it
                self._told = True
                self._notifier.show(event.message, event.hint, kind="info")
        if tokens and self.sender() is self._job and self.transcript.turns:
            self.transcript.turns[-1].tokens.extend(tokens)
            self.text.append([shown(token) for token in tokens])

    @Slot(object)
    def _on_finished(self, last: object) -> None:
        self._job = None
        if isinstance(last, Failed):
            self._notifier.show_failed(last)
            self._take_back()
        elif isinstance(last, SampleDone):
            self.figure_changed.emit(f"{last.tokens_per_second:.0f} tokens/s")
            self._seed_words.setText(f"seed {last.seed}  ·  {len(last.token_ids)} tokens")
            if self.text.passages:
                self.text.passages[-1].detail = f"step {whole(last.step)}"
                self.text.viewport().update()
        self._show_state()
        self._look_ahead_soon()

    def _take_back(self) -> None:
        """A turn that got no answer gives its words back to the field."""
        if self.transcript.turns and not self.transcript.turns[-1].tokens:
            words = self.transcript.turns.pop().words
            self.text.set_passages(self.text.passages[:-1])
            if not self.composer.field.toPlainText():
                self.composer.field.setPlainText(words)

    # ---- looking ahead ----------------------------------------------------------------------------------------------

    @Slot()
    def _look_ahead_soon(self) -> None:
        self._soon.start()

    @Slot()
    def _look_ahead(self) -> None:
        """Ask what could come next after the text as it stands, under the rules as they stand."""
        if self._selection.run is None or self._job is not None or not self.isVisible():
            return
        self._ahead.ask(Inspect(self._selection.ref, "next-token", self.transcript.text, self.panel.config()))

    @Slot(object)
    def _ahead_known(self, last: object) -> None:
        if isinstance(last, InspectDone) and isinstance(last.result, NextTokenResult):
            self.panel.chart.show_result(last.result)
            self.panel.show_after(self.transcript.text)
            self.composer.meter.show_counts(len(last.tokens), last.context_length)
        elif isinstance(last, Failed) and last.exit_code != STOPPED:  # said when somebody asks, not while they type
            self.panel.chart.show_result(None)
            self.panel.show_after("")
            self.composer.meter.show_counts(0, 0)

    def showEvent(self, event: object) -> None:
        self._look_ahead_soon()

    def hideEvent(self, event: object) -> None:
        self.text.forget_pointed()

    # ---- what is selected -------------------------------------------------------------------------------------------

    @Slot()
    def _selected(self) -> None:
        self._show_steps()
        self._show_state()
        self._look_ahead_soon()

    @Slot()
    def _show_steps(self) -> None:
        """What may answer: two names, the step that the scrubber shows, and the live weights while a training runs."""
        choices: list[tuple[str, SelectedStep]] = [("latest step", "latest"), ("best step", "best")]
        if self._client.running("train") is not None:
            choices.append(("live: the weights of this moment", "live"))
        if isinstance(self._selection.step, int):
            choices.append((self._step_words(), self._selection.step))
        self.composer.show_steps(choices, self._step_words())

    def _step_words(self) -> str:
        step = self._selection.step
        return f"step {whole(step)}" if isinstance(step, int) else str(step)

    @Slot(object)
    def _step_chosen(self, step: SelectedStep) -> None:
        self._selection.set_step(step)

    def _show_state(self) -> None:
        has_run, said, busy = self._selection.run is not None, bool(self.transcript.turns), self._job is not None
        self._middle.setCurrentWidget(self.text if said else self.welcome if has_run else self.no_run)
        self.composer.setEnabled(has_run)
        self.composer.set_busy(busy)
        for button in (self.go_on, self.again):
            button.setEnabled(said and has_run and not busy)
        for button in (self.copy_answer, self.copy_all, self.clear):
            button.setEnabled(said)

    # ---- small things -----------------------------------------------------------------------------------------------

    @Slot(object, QRect)
    def _pointed(self, token: TextToken | None, at: QRect) -> None:
        if self.popover is None or self.popover.parentWidget() is not self.window():
            self.popover = TokenPopover(self.window())
        if token is None:
            self.popover.hide()
        else:
            inside = QRect(self.text.mapTo(self.window(), QPoint(0, 0)), self.text.size())
            self.popover.show_token(token, at, inside)

    @Slot()
    def _copy_answer(self) -> None:
        QGuiApplication.clipboard().setText(self.transcript.turns[-1].answer)

    @Slot()
    def _copy_all(self) -> None:
        QGuiApplication.clipboard().setText(self.transcript.text)

    def resizeEvent(self, event: object) -> None:
        self._arrange()

    def _arrange(self) -> None:
        """Where there is no room beside the talk, the panel stands under it."""
        narrow = self.width() < theme.px(NARROW)
        self._whole.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self.panel.set_narrow(narrow)

    @Slot()
    def _dress(self) -> None:
        self._arrange()
        self.composer.setMaximumWidth(theme.px(COMPOSER))
        side = theme.px(24)
        self._column.setContentsMargins(side, theme.px(8), side, theme.px(16))
        self._column.setSpacing(theme.px(8))
        self._row.setSpacing(theme.px(4))

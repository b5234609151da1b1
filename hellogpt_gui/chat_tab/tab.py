"""The Chat tab: head, transcript and composer in one column, the sampling rules beside it."""

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.conversations import Conversation, Removed
from core.paths import Home
from core.protocol import Failed, Notice, SampleDone
from hellogpt_gui.chat_tab.answering_step import AnsweringStep
from hellogpt_gui.chat_tab.compare_page import ComparePage
from hellogpt_gui.chat_tab.composer import Composer
from hellogpt_gui.chat_tab.copied_view import CopiedView
from hellogpt_gui.chat_tab.filmstrip_page import FilmstripPage
from hellogpt_gui.chat_tab.head import TalkHead
from hellogpt_gui.chat_tab.laboratory import Laboratory
from hellogpt_gui.chat_tab.looking_ahead import LookingAhead
from hellogpt_gui.chat_tab.side_panel import SidePanel
from hellogpt_gui.chat_tab.surgery_strip import SurgeryStrip
from hellogpt_gui.chat_tab.talk import Talk
from hellogpt_gui.chat_tab.transcript_view import TranscriptView
from hellogpt_gui.chat_tab.ways import COMPARING, Ways
from hellogpt_gui.engine import EngineClient
from hellogpt_gui.engine.live_moment import LiveMoment
from hellogpt_gui.library.reader import folder_of
from hellogpt_gui.library.selection import Selection
from hellogpt_gui.notify import Notifier
from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.empty_state import EmptyState

NARROW = 1000
COMPOSER = 712  # px at 100 %, at most
ASK = {"continue": "Write the beginning of a text", "chat": "Ask something"}


class ChatTab(QWidget):
    """``figure_changed``: the speed of the last answer, for the status bar; ``train_requested``: nobody is there."""

    figure_changed = Signal(str)
    train_requested = Signal()

    def __init__(self, client: EngineClient, selection: Selection, home: Home, notifier: Notifier) -> None:
        super().__init__()
        self._client, self._selection, self._home, self._notifier = client, selection, home, notifier
        self._told = False
        self.panel = SidePanel()
        self.composer = Composer()
        self.head = TalkHead()
        self.talk = Talk(client, selection, self.panel.config, self)
        self.view = TranscriptView(self.talk, self)
        self.text = self.view.text
        self.surgery = SurgeryStrip(self.talk, selection)
        self.copied = CopiedView(self.talk, self.view, client, self)
        self.ahead = LookingAhead(client, selection, self.talk, self.panel, self.composer, self)
        self.laboratory = Laboratory(client, selection, self.talk, self.panel, self.composer, notifier, self)
        moment = LiveMoment(client, self)
        self.step = AnsweringStep(moment, selection, self.talk, self.view, self.composer, self.ahead, self)
        self.compare = ComparePage(client, selection, home, notifier, moment, self.panel.config)
        self.filmstrip = FilmstripPage(client, selection, home, notifier, self.panel.config)
        self._build()
        self._connect()
        self._selected()

    # ---- building ---------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.welcome = EmptyState("", "")
        self.no_run = EmptyState(
            "No model is selected", "Choose a run in the library, or train a model first.", "Train a model"
        )
        self._middle = QStackedWidget()
        for page in (self.text, self.welcome, self.no_run):
            self._middle.addWidget(page)
        talk = QWidget()
        self._column = QVBoxLayout(talk)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._middle, 1)
        for part in (self.surgery, self.composer):
            centred = QHBoxLayout()
            centred.addStretch(1)
            centred.addWidget(part, 1000)
            centred.addStretch(1)
            self._column.addLayout(centred)
        self.ways = Ways(self.head, talk, self.compare, self.filmstrip)
        self._whole = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(0)
        self._whole.addWidget(self.ways, 1)
        self._whole.addWidget(self.panel)

    def _connect(self) -> None:
        self.composer.sent.connect(self.send)
        self.composer.stopped.connect(self.talk.stop)
        self.composer.edit_last.connect(self._edit_last)
        QShortcut(QKeySequence("Ctrl+R"), self, self.regenerate)
        self.head.form_changed.connect(self._form_chosen)
        self.talk.changed.connect(self._show_state)
        self.talk.state_changed.connect(self._show_state)
        self.talk.noticed.connect(self._noticed)
        self.talk.ended.connect(self._ended)
        self.talk.given_back.connect(self._given_back)
        self.view.again_wanted.connect(self._again)
        self.view.deleted.connect(self._deleted)
        self.view.done.connect(self.composer.field.setFocus)
        self._selection.changed.connect(self._selected)
        self.compare.reseeded.connect(self.panel.roll)
        self.ways.changed.connect(self.ahead.soon)
        self.no_run.pressed.connect(self.train_requested)
        theme.changed.connect(self._dress)
        self._dress()

    # ---- what the person does ---------------------------------------------------------------------------------------

    @Slot(str)
    def send(self, words: str = "") -> None:
        """Add words to the talk and let the model go on."""
        if not words.strip() and not self.talk.path and self.talk.conversation.form == "chat":
            self._notifier.show("There is nothing to answer yet.", "Ask something first.", kind="info")
        else:
            self.talk.say(words)

    @Slot()
    def regenerate(self) -> None:
        """Write the last answer again, with another seed."""
        answer = self.talk.last_answer
        if self.ways.way == COMPARING:
            self.compare.regenerate()
        elif answer is not None:
            self._again(answer.id)

    @Slot(int)
    def _again(self, turn: int) -> None:
        if self.talk.ready:
            self.panel.roll()
            self.talk.regenerate(turn)

    @Slot()
    def _edit_last(self) -> None:
        words = self.talk.last_words
        if words is not None:
            self.view.edit(words.id)

    @Slot(object)
    def show_turn(self, turn: int | None) -> None:
        """Another conversation stands there: bring a turn of it into view, or the keyboard to where one writes."""
        self._told = False
        if not self.talk.path:
            self._fit_form()
            self._show_state()
        if turn is None:
            self.composer.field.setFocus()
        else:
            self.view.show_turn(turn)

    @Slot(str)
    def _form_chosen(self, form: str) -> None:
        self.talk.conversation.form = "chat" if form == "chat" else "continue"
        self.talk.changed.emit()

    @Slot(object, object)
    def _deleted(self, conversation: Conversation, removed: Removed) -> None:
        self._notifier.show(
            "Deleted from there on.",
            kind="info",
            action_text="Undo",
            action=partial(self.talk.put_back, conversation, removed),
        )

    # ---- what the engine says ---------------------------------------------------------------------------------------

    @Slot(object)
    def _noticed(self, notice: Notice) -> None:
        if not self._told:  # once a talk: the meter goes on saying it
            self._told = True
            self._notifier.show(notice.message, notice.hint, kind="info")

    @Slot(object)
    def _ended(self, last: object) -> None:
        if isinstance(last, Failed):
            self._notifier.show_failed(last)
        elif isinstance(last, SampleDone):
            self.figure_changed.emit(f"{last.tokens_per_second:.0f} tokens/s")

    @Slot(str)
    def _given_back(self, words: str) -> None:
        """Words that got no answer stand in the field again."""
        self.composer.give_back(words)

    # ---- what is selected -------------------------------------------------------------------------------------------

    @Slot()
    def _selected(self) -> None:
        run = self._selection.run
        self._taught = run is not None and folder_of(self._home, run).taught
        self._fit_form()
        self._show_state()

    def _fit_form(self) -> None:
        """A model that was not taught continues texts; one that was answers, unless another form was begun with."""
        if self._selection.run is not None and (not self._taught or not self.talk.path):
            self.talk.conversation.form = "chat" if self._taught else "continue"

    @Slot()
    def _show_state(self) -> None:
        has_run, form = self._selection.run is not None, self.talk.conversation.form
        self._middle.setCurrentWidget(self.text if self.talk.path else self.welcome if has_run else self.no_run)
        begin = (
            "Ask something."
            if form == "chat"
            else "Write the beginning of a text, or press Enter to let the model begin by itself."
        )
        self.welcome.show_words("Nothing said yet", begin)
        self.head.show_form(form, self._taught)
        self.composer.field.setPlaceholderText(ASK[form])
        self.composer.setEnabled(has_run)
        self.composer.set_busy(self.talk.busy)

    # ---- how it lies ------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc stops also while the keyboard is in the transcript."""
        if event.key() == Qt.Key.Key_Escape and self.talk.busy:
            self.talk.stop()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: object) -> None:
        self.ahead.soon()

    def hideEvent(self, event: object) -> None:
        self.text.forget_pointed()

    def close_down(self) -> None:
        """Before the window goes."""
        self.compare.close_down()

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
        for part in (self.surgery, self.composer):
            part.setMaximumWidth(theme.px(COMPOSER))
        self._column.setSpacing(theme.px(8))

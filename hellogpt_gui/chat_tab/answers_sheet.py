"""Several answers to the same words, written side by side: all grow on the screen, and one can be chosen."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from core.protocol import Continuation, Event, Failed, Grown, Sample, SampleDone
from hellogpt_gui.chat_tab.answer_card import AnswerCard
from hellogpt_gui.engine.client import EngineClient
from hellogpt_gui.notify import STOPPED
from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.sheet import Sheet

WIDTH, HEIGHT = 1120, 470
AROUND = 48  # px of the window that stay free beside it, at least
COLUMNS = 4
SEEDS = 2**31
WHAT = "The same words and rules, one seed each. Click one, or press its number: it becomes the answer."


class AnswersSheet(Sheet):
    """Asks as soon as it is made. ``chosen``: the card whose answer is taken, and the step that wrote it."""

    chosen = Signal(object, int)

    def __init__(self, client: EngineClient, command: Sample, parent: QWidget) -> None:
        """``command``: several continuations, growing."""
        room = round((parent.window().width() - AROUND) / theme.zoom)
        super().__init__(f"{command.count} answers", WHAT, "Stop", parent, min(WIDTH, room))
        self.setProperty("help", "answers")
        self._over = parent.window()
        self.cards: list[AnswerCard] = []
        self._taken: AnswerCard | None = None
        self._step = 0
        self._job = client.submit(command)
        self._job.events.connect(self._on_events)
        self._job.finished.connect(self._on_answer)
        self.finished.connect(self._stop)
        self._grid = QGridLayout()
        for number in range(command.count):
            self._add(AnswerCard(number + 1, (command.sampling.seed + number) % SEEDS))
        self.body.addLayout(self._grid)
        self.go.clicked.connect(self._stop)
        theme.changed.connect(self._fit)
        self._fit()
        self.cards[0].setFocus(Qt.FocusReason.OtherFocusReason)
        self.say("Writing…")

    def _add(self, card: AnswerCard) -> None:
        self._grid.addWidget(card, len(self.cards) // COLUMNS, len(self.cards) % COLUMNS)
        card.clicked.connect(self._picked)
        self.cards.append(card)

    @Slot()
    def _fit(self) -> None:
        room = self._over.height() - theme.px(4 * AROUND)
        rows = -(-len(self.cards) // COLUMNS)
        gap = theme.px(12)
        self._grid.setSpacing(gap)
        high = (max(theme.px(HEIGHT) // 2, min(theme.px(HEIGHT), room)) - (rows - 1) * gap) // rows
        for card in self.cards:
            card.setFixedHeight(high)

    @Slot(list)
    def _on_events(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, Grown):
                self.cards[event.number].grow(event.tokens)
            elif isinstance(event, Continuation):
                self.cards[event.number].end(event.stopped_by)

    @Slot(object)
    def _on_answer(self, last: object) -> None:
        self.finish()
        if isinstance(last, Failed) and last.exit_code != STOPPED:
            self.say(f"{last.message} {last.hint}".strip(), "bad")
        elif isinstance(last, SampleDone):
            self._step = last.step
            self.say(f"{last.tokens_per_second:.0f} tokens/s, all together")
            if self._taken is not None:
                self._take(self._taken)

    @Slot()
    def _stop(self) -> None:
        """Nothing more is written; what stands there can be chosen."""
        if self._job.running:
            self._job.stop()

    @Slot()
    def _picked(self) -> None:
        card = self.sender()
        if isinstance(card, AnswerCard):
            self._take(card)

    def _take(self, card: AnswerCard) -> None:
        """Now, or when what is being written has ended."""
        if self._job.running:
            self._taken = card
            self._job.stop()
        elif card.tokens:
            self.chosen.emit(card, self._step)
            self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = event.key() - int(Qt.Key.Key_1)
        focused = self.focusWidget()
        if 0 <= number < len(self.cards) and not event.modifiers():
            self._take(self.cards[number])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focused, AnswerCard):
            self._take(focused)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and isinstance(focused, AnswerCard):
            step = COLUMNS if event.key() == Qt.Key.Key_Down else -COLUMNS
            there = focused.number - 1 + step
            if 0 <= there < len(self.cards):
                self.cards[there].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)

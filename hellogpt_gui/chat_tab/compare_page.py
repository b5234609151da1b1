"""Two models, or two moments of one, answer side by side to the same words, with the same seed and rules.

The left one is what the library and the scrubber show; the right one is chosen here.
"""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.config import SamplingConfig
from core.paths import Home
from core.protocol import AskTwo, AskTwoDone, Event, Failed, Notice, Parted, Side, SideSaid, Token
from hellogpt_gui.chat_tab.compare_column import CompareColumn
from hellogpt_gui.chat_tab.composer import Composer
from hellogpt_gui.engine import EngineClient, Job
from hellogpt_gui.engine.live_moment import LiveMoment
from hellogpt_gui.library.selection import SelectedStep, Selection
from hellogpt_gui.notify import Notifier
from hellogpt_gui.theme import theme
from hellogpt_gui.units import whole
from hellogpt_gui.widgets.buttons import icon_button, label
from hellogpt_gui.widgets.tints import TextToken
from hellogpt_gui.widgets.token_popover import TokenPopover
from hellogpt_gui.widgets.token_text import TokenText

COMPOSER = 712  # px at 100 %, at most


class ComparePage(QWidget):
    """``rules`` gives the sampling rules and the seed as they stand; ``reseeded``: another seed is wanted."""

    reseeded = Signal()

    def __init__(
        self,
        client: EngineClient,
        selection: Selection,
        home: Home,
        notifier: Notifier,
        moment: LiveMoment,
        rules: Callable[[], SamplingConfig],
    ) -> None:
        super().__init__()
        self.setProperty("help", "compare-two")
        self._client, self._selection, self._notifier, self._rules = client, selection, notifier, rules
        self._job: Job | None = None
        self._words, self._told, self._own = "", False, False
        self.columns = CompareColumn("Left", home, moment), CompareColumn("Right", home, moment)
        self.popover: TokenPopover | None = None
        self._build()
        self._connect()
        self._selected()

    # ---- building ---------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.state = label("", "caption")
        self.again = icon_button("refresh", "Write both answers again, with another seed")
        self.clear = icon_button("trash", "Begin a new text")
        self.composer = Composer()
        self.composer.step_button.hide()
        self._sides = QHBoxLayout()
        for column in self.columns:
            self._sides.addWidget(column, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.again)
        foot.addWidget(self.clear)
        foot.addWidget(self.state, 1)
        centred = QHBoxLayout()
        centred.addStretch(1)
        centred.addWidget(self.composer, 1000)
        centred.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._sides, 1)
        self._column.addLayout(foot)
        self._column.addLayout(centred)

    def _connect(self) -> None:
        left, right = self.columns
        left.picked.connect(self._selection.select)
        right.picked.connect(self._right_picked)
        right.known.connect(self._right_known)
        for column in self.columns:
            column.text.pointed.connect(self._pointed)
        self.composer.sent.connect(self.send)
        self.composer.stopped.connect(self.stop)
        self.again.clicked.connect(self.regenerate)
        self.clear.clicked.connect(self.new)
        self._selection.changed.connect(self._selected)
        theme.changed.connect(self._dress)
        self._dress()

    # ---- what the person does ---------------------------------------------------------------------------------------

    @Slot(str)
    def send(self, words: str) -> None:
        """Let both answer."""
        left, right = self.columns
        if self._job is not None or not left.picker.ref or not right.picker.ref:
            return
        first, second = (Side(column.picker.ref, column.parts) for column in self.columns)
        self._words = words
        for column in self.columns:
            column.begin(words)
        self._job = self._client.submit(AskTwo(first, second, words, self._rules()))
        self._job.events.connect(self._on_events)
        self._job.finished.connect(self._on_finished)
        self._show()

    @Slot()
    def stop(self) -> None:
        """End both answers where they are."""
        if self._job is not None:
            self._job.stop()

    @Slot()
    def regenerate(self) -> None:
        """Write the last answers again, with another seed."""
        if self._job is None and not self.columns[0].empty:
            for column in self.columns:
                column.take_back()
            self.reseeded.emit()
            self.send(self._words)

    @Slot()
    def new(self) -> None:
        """Forget what was said."""
        self.stop()
        self._job, self._told = None, False
        for column in self.columns:
            column.clear()
        self._show()
        self.composer.field.setFocus()

    # ---- what the engine says ---------------------------------------------------------------------------------------

    @Slot(list)
    def _on_events(self, events: list[Event]) -> None:
        if self.sender() is not self._job:
            return
        tokens: tuple[list[Token], list[Token]] = ([], [])
        for event in events:
            if isinstance(event, SideSaid) and isinstance(event.said, Token):
                tokens[event.side].append(event.said)
            elif isinstance(event, SideSaid) and isinstance(event.said, Notice) and not self._told:
                self._told = True  # once a talk
                self._notifier.show(event.said.message, event.said.hint, kind="info")
            elif isinstance(event, Parted):
                self._show_parted(event)
        for column, some in zip(self.columns, tokens, strict=True):
            column.append(some)

    @Slot(object)
    def _on_finished(self, last: AskTwoDone | Failed) -> None:
        if self.sender() is not self._job:
            return
        self._job = None
        if isinstance(last, Failed):
            self._notifier.show_failed(last)
            self._take_back()
        else:
            for column, done in zip(self.columns, (last.first, last.second), strict=True):
                column.finish(done, last.same_tokens)
            if last.parted is None:
                same = bool(last.first.text) and last.first.text == last.second.text
                self.state.setText("Both wrote the same." if same else "")
        self._show()

    def _show_parted(self, parted: Parted) -> None:
        """Mark where the answers are no longer the same, and say it."""
        for column, token in zip(self.columns, (parted.first, parted.second), strict=True):
            column.mark(token)
        self.state.setText(
            "They part at the first token." if parted.first == 0 else f"They part at token {whole(parted.first + 1)}."
        )

    def _take_back(self) -> None:
        """Words that got no answer go back to the field."""
        for column in self.columns:
            column.take_back()
        self.composer.give_back(self._words)

    # ---- who answers ------------------------------------------------------------------------------------------------

    @Slot()
    def _selected(self) -> None:
        run = self._selection.run or ""
        left, right = self.columns
        left.choose(run, self._selection.step)
        if not self._own and run != right.picker.run:
            right.choose(run, "latest")
        self._show()

    @Slot(str, object)
    def _right_picked(self, run: str, step: SelectedStep) -> None:
        self._own = True
        self.columns[1].choose(run, step)

    @Slot()
    def _right_known(self) -> None:
        """Until the person chooses, the right one is the same run half way."""
        right = self.columns[1]
        if not self._own and right.stops:
            middle = right.stops[-1].step / 2
            right.picker.choose(right.picker.run, min(right.stops, key=lambda stop: abs(stop.step - middle)).step)

    # ---- what is shown ----------------------------------------------------------------------------------------------

    def _show(self) -> None:
        busy, said = self._job is not None, not self.columns[0].empty
        if busy or not said:
            self.state.clear()
        self.again.setEnabled(said and not busy)
        self.clear.setEnabled(said)
        self.composer.set_busy(busy)
        self.composer.setEnabled(self._selection.run is not None)

    @Slot(object, QRect)
    def _pointed(self, token: TextToken | None, at: QRect) -> None:
        text = self.sender()
        if self.popover is None or self.popover.parentWidget() is not self.window():
            self.popover = TokenPopover(self.window())
        if token is None or not isinstance(text, TokenText):
            self.popover.hide()
        else:
            self.popover.show_token(token, at, QRect(text.mapTo(self.window(), QPoint(0, 0)), text.size()), False)

    def hideEvent(self, event: QHideEvent) -> None:
        for column in self.columns:
            column.text.forget_pointed()
        super().hideEvent(event)

    def close_down(self) -> None:
        """Before the window goes."""
        for column in self.columns:
            column.close_down()

    @Slot()
    def _dress(self) -> None:
        self.composer.setMaximumWidth(theme.px(COMPOSER))
        self._sides.setSpacing(theme.px(24))
        self._column.setSpacing(theme.px(8))

"""One of two columns: the model that answers there, what was said with it, and what it makes of the other's answer."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.paths import Home
from core.protocol import Part, SideDone, Token
from core.runs import Stop
from hellogpt_gui.chat_tab.model_picker import ModelPicker, step_words
from hellogpt_gui.chat_tab.transcript import shown
from hellogpt_gui.engine.live_moment import LiveMoment
from hellogpt_gui.library.reader import LibraryReader, Shelves
from hellogpt_gui.library.selection import SelectedStep
from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.buttons import label
from hellogpt_gui.widgets.passage import Passage
from hellogpt_gui.widgets.token_text import TokenText


@dataclass(frozen=True)
class Turn:
    """What the person said, and what the model answered."""

    words: str
    text: str = ""
    token_ids: tuple[int, ...] = ()


class PartedText(TokenText):
    """A transcript that shows, in each answer, the token at which the other column goes another way."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.parted: dict[int, int] = {}  # passage → token

    def mark(self, token: int) -> None:
        """In the last answer."""
        self.parted[len(self.passages) - 1] = token
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        for number, token in self.parted.items():
            passage = self.passages[number] if number < len(self.passages) else None
            if passage is not None and token <= len(passage.tokens):
                box = passage.place_of(token)
                left = self._column().x() + box.x() - theme.px(3)
                top = passage.text_top - self.verticalScrollBar().value() + box.y()
                bar = QRectF(left, top - theme.px(3), theme.px(2), box.height() + theme.px(6))
                painter.fillRect(bar, theme.color("against"))


class CompareColumn(QWidget):
    """``picked``: the person has chosen who answers here; ``known``: the steps of its run have been read."""

    picked = Signal(str, object)
    known = Signal()

    def __init__(self, name: str, home: Home, moment: LiveMoment) -> None:
        super().__init__()
        self._moment = moment
        self._turns: list[Turn] = []
        self._live = False
        self.stops: tuple[Stop, ...] = ()
        self.picker = ModelPicker(name)
        self.picker.picked.connect(self.picked)
        self.text = PartedText(f"{name}: what was said")
        self.verdict = label("", "caption", wrap=True)
        self.text.set_footer(self.verdict)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.picker)
        self._column.addWidget(self.text, 1)
        self._reader = LibraryReader(home, self)
        self._reader.read.connect(self._read)
        moment.moved.connect(self._show_steps)
        moment.kept.connect(self.refresh)
        theme.changed.connect(self._dress)
        self._dress()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    # ---- who answers ------------------------------------------------------------------------------------------------

    def choose(self, run: str, step: SelectedStep) -> None:
        """Let another model, or another step of it, answer from now on."""
        if run != self.picker.run:
            self.stops = ()
        self.picker.choose(run, step)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Read again what there is to choose from."""
        if self.isVisible():
            self._reader.refresh(self.picker.run or None)

    @Slot(object)
    def _read(self, shelves: Shelves) -> None:
        self.picker.show_runs(shelves.runs)
        if shelves.run == self.picker.run:
            self.stops = shelves.stops
            self._show_steps()
            self.known.emit()

    @property
    def trains(self) -> bool:
        """Whether its run trains in this window."""
        return bool(self.picker.run) and self.picker.run == self._moment.run

    @Slot()
    def _show_steps(self) -> None:
        self.picker.show_steps(self.stops, self.trains)

    # ---- what is said -----------------------------------------------------------------------------------------------

    @property
    def parts(self) -> tuple[Part, ...]:
        """What was said so far, as turns."""
        said: list[Part] = []
        for turn in self._turns:
            if turn.words:
                said.append(Part("user", turn.words))
            if turn.text:
                said.append(Part("model", turn.text, turn.token_ids))
        return tuple(said)

    @property
    def empty(self) -> bool:
        return not self._turns

    def begin(self, words: str) -> None:
        """A new answer to these words."""
        self._turns.append(Turn(words))
        self._live = self.trains and self.picker.step == "live"
        self.text.add_passage(Passage(words, self.picker.run.rpartition("/")[2], step_words(self.picker.step)))
        self.verdict.clear()

    def append(self, tokens: list[Token]) -> None:
        """More of the answer."""
        if tokens:
            self.text.append([shown(token) for token in tokens])

    def mark(self, token: int) -> None:
        """The answers part at this token of the last one."""
        self.text.mark(token)

    def finish(self, done: SideDone, comparable: bool) -> None:
        """The answer is whole. ``comparable``: both models cut texts into tokens alike."""
        self._turns[-1] = Turn(self._turns[-1].words, done.text, done.token_ids)
        self.text.passages[-1].detail = f"{'live, ' if self._live else ''}{step_words(done.step)}"
        own, other = figure(done.perplexity), figure(done.perplexity_of_other)
        facts = [f"perplexity {own}" if own else "", f"of the other’s answer {other}" if other else ""]
        if own and not comparable:
            facts.append("in tokens of its own")
        self.verdict.setText("  ·  ".join(fact for fact in facts if fact))
        self.text.lay_out()

    def take_back(self) -> None:
        """Forget the last words and the answer to them."""
        self._turns.pop()
        self.text.parted.pop(len(self._turns), None)
        self.verdict.clear()
        self.text.set_passages(self.text.passages[:-1])

    def clear(self) -> None:
        """Forget all that was said."""
        self._turns = []
        self.text.parted.clear()
        self.verdict.clear()
        self.text.set_passages([])

    def close_down(self) -> None:
        self._reader.close()

    @Slot()
    def _dress(self) -> None:
        self._column.setSpacing(theme.px(8))


def figure(perplexity: float | None) -> str:
    """In three figures."""
    return "" if perplexity is None else f"{perplexity:.3g}" if perplexity < 1000 else f"{perplexity:.0f}"

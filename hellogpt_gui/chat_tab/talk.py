"""A conversation at work: what the person does to its turns, and the answers that the engine writes into them.

It knows no widget. What was said before goes to the engine in parts, with the ids of every token the model wrote; so a
branch from a token reads nothing anew.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from core.config import CopyingConfig, SamplingConfig, SurgeryConfig
from core.conversations import Conversation, Removed, Turn
from core.protocol import Event, Failed, Notice, Sample, SampleDone, Seen, Token
from hellogpt_gui.engine import EngineClient, Job
from hellogpt_gui.library.selection import Selection


class Talk(QObject):
    """``changed``: another path is walked, or a turn is another; ``grew`` brings tokens at the end of the path.

    ``ended`` brings the Done or Failed of an answer; ``given_back`` words that got none; ``noticed`` what the engine
    said of the prompt; ``saw`` where the model's view begins: a turn and a character in it, or None while it sees all,
    and the last of the first turns that it sees besides, or None.
    ``state_changed``: an answer begins or has ended. ``begun``, ``said`` and ``written`` bring the conversation and the
    turn of an answer when it begins, with the engine's events, and when it has ended. ``copying``: when something
    counts as copied, or None: it is not looked for. ``surgery``: what is changed in the network that answers from now
    on; ``operated`` says that it is another.
    """

    changed = Signal()
    grew = Signal(list)
    ended = Signal(object)
    given_back = Signal(str)
    saw = Signal(object, object)
    noticed = Signal(object)
    state_changed = Signal()
    begun = Signal(object, object)
    said = Signal(object, object, list)
    written = Signal(object, object)
    operated = Signal()

    def __init__(
        self, client: EngineClient, selection: Selection, rules: Callable[[], SamplingConfig], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._client, self._selection, self._rules = client, selection, rules
        self.conversation = Conversation()
        self.copying: CopyingConfig | None = None
        self.surgery = SurgeryConfig()
        self.job: Job | None = None
        self._writing: tuple[Conversation, Turn] | None = None
        self._parts = 0  # what the engine was given to read
        self._asked: list[int] = []  # turns made for this answer: they go again if none comes

    # ---- how it stands ----------------------------------------------------------------------------------------------

    @property
    def busy(self) -> bool:
        """Whether an answer is being written."""
        return self.job is not None

    @property
    def path(self) -> list[Turn]:
        return self.conversation.path

    @property
    def last_answer(self) -> Turn | None:
        """The model's last turn on the path."""
        return next((turn for turn in reversed(self.path) if turn.role == "model"), None)

    @property
    def last_words(self) -> Turn | None:
        """The person's last turn on the path."""
        return next((turn for turn in reversed(self.path) if turn.role == "user"), None)

    @property
    def ready(self) -> bool:
        """Whether something may be asked now."""
        return not self.busy and self._selection.run is not None

    # ---- what the person does ---------------------------------------------------------------------------------------

    def say(self, words: str) -> None:
        """Add words and let the model answer; without words it just goes on."""
        if not self.ready:
            return
        asked = [self.conversation.say(words)] if words else []
        self._ask(asked)

    def operate(self, surgery: SurgeryConfig) -> None:
        """Change this in the network that answers; what has been said stays."""
        if surgery != self.surgery:
            self.surgery = surgery
            self.operated.emit()

    def regenerate(self, turn: int) -> None:
        """Another answer in the place of a model's turn, by the model, the rules and the surgery in force."""
        if self.ready:
            new = self.conversation.regenerate(turn, self._selection.run or "", self._rules(), self.surgery)
            self._write([new])

    def branch(self, turn: int, token: int, first: tuple[int, ...]) -> None:
        """The answer as it stands before a token, then the ids ``first``, and on from there.

        They are ids of the model that wrote it: if another one is selected, that one goes on all the same.
        """
        if self.ready:
            old = self.conversation.turns[turn]
            same = old.run == self._selection.run
            surgery = self.surgery if same else old.surgery
            new = self.conversation.branch(turn, token, old.run, self._rules(), first, surgery)
            self._write([new], "" if same else _writer(old))

    def repeat(self, turn: int) -> None:
        """The same answer again: by the same step, the rules, the seed and the surgery it was written with."""
        old = self.conversation.turns[turn]
        if self.ready and old.sampling is not None:
            new = self.conversation.branch(turn, old.kept, old.run, old.sampling, old.first, old.surgery)
            self._write([new], _writer(old))

    def edit(self, turn: int, words: str) -> None:
        """Other words in the place of a turn; the model answers those of the person's."""
        if self.conversation.turns[turn].role == "user":
            if self.ready:
                self._ask([self.conversation.edit(turn, words)])
        else:
            self.conversation.edit(turn, words)
            self.changed.emit()

    def walk(self, turn: int) -> None:
        """Walk another branch."""
        self.conversation.walk(turn)
        self.changed.emit()

    def walk_by(self, turn: int, by: int) -> None:
        """Walk the branch before or after the one that this turn begins."""
        siblings = self.conversation.siblings(turn)
        at = siblings.index(turn) + by
        if 0 <= at < len(siblings):
            self.walk(siblings[at])

    def delete(self, turn: int) -> Removed | None:
        """Take a branch out; what is being written stays."""
        if self.busy:
            return None
        removed = self.conversation.delete(turn)
        self.changed.emit()
        return removed

    def put_back(self, conversation: Conversation, removed: Removed) -> None:
        """Undo ``delete``."""
        conversation.put_back(removed)
        if conversation is self.conversation:
            self.changed.emit()

    @Slot()
    def stop(self) -> None:
        """End the answer where it is."""
        if self.job is not None:
            self.job.stop()

    def open(self, conversation: Conversation) -> None:
        """Another conversation. An answer that is being written ends where it is, in its own."""
        self.stop()
        self.conversation = conversation
        self.changed.emit()

    # ---- asking -----------------------------------------------------------------------------------------------------

    def _ask(self, asked: list[Turn]) -> None:
        """An answer after the path."""
        self._write([*asked, self.conversation.answer(self._selection.run or "", self._rules(), self.surgery)])

    def _write(self, asked: list[Turn], ref: str = "") -> None:
        """Let the last of these turns, made for this, be written. ``ref``: RUN@STEP, else what is selected."""
        turn = asked[-1]
        self._writing = (self.conversation, turn)
        self._parts = len(self.conversation.parts())
        self._asked = [one.id for one in asked]
        rules = turn.sampling or self._rules()
        command = Sample(
            ref or self._selection.ref, "", rules, parts=self.conversation.parts(), first=turn.first,
            find_copied=self.copying, written=turn.text, surgery=turn.surgery or SurgeryConfig(),
        )  # fmt: skip
        self.begun.emit(self.conversation, turn)
        self.job = self._client.submit(command)
        self.job.events.connect(self._on_events)
        self.job.finished.connect(self._on_finished)
        self.changed.emit()
        self.state_changed.emit()

    @Slot(list)
    def _on_events(self, events: list[Event]) -> None:
        if self.sender() is not self.job or self._writing is None:
            return
        conversation, turn = self._writing
        tokens = [event for event in events if isinstance(event, Token)]
        for token in tokens:
            turn.append(token)
        shown = conversation is self.conversation and conversation.end is turn
        for event in events:
            if isinstance(event, Notice):
                self.noticed.emit(event)
            elif isinstance(event, Seen) and shown:
                kept = self.conversation.place(event.first - 1, 0)
                self.saw.emit(self._place(event, turn), kept and kept[0])
        if tokens and shown:
            self.grew.emit(tokens)
        self.said.emit(conversation, turn, events)

    def _place(self, seen: Seen, turn: Turn) -> tuple[int, int] | None:
        """A place among the parts, as a turn and a character in it. What is being written counts as a part of its own,
        behind what was kept of the turn."""
        if not (seen.part or seen.character):
            return None
        if seen.part < self._parts:
            return self.conversation.place(seen.part, seen.character)
        return turn.id, sum(len(token.text) for token in turn.tokens[: turn.kept]) + seen.character

    @Slot(object)
    def _on_finished(self, last: object) -> None:
        if self.sender() is not self.job or self._writing is None:
            return
        conversation, turn = self._writing
        self.job, self._writing = None, None
        if isinstance(last, SampleDone):
            conversation.finish(turn.id, last.step, turn.sampling or self._rules(), last.stopped_by)
        elif isinstance(last, Failed) and len(turn.tokens) == turn.kept:
            self._take_back(conversation)
        self.written.emit(conversation, turn)
        self.ended.emit(last)
        self.state_changed.emit()

    def _take_back(self, conversation: Conversation) -> None:
        """Turns that got no answer go, and the words are given back."""
        first = conversation.turns[self._asked[0]]
        conversation.delete(first.id)
        if conversation is self.conversation:
            self.changed.emit()
        if first.role == "user":
            self.given_back.emit(first.text)


def _writer(turn: Turn) -> str:
    """RUN@STEP that wrote a turn; of one that was broken off without a word, its run."""
    return turn.run if turn.step is None else f"{turn.run}@{turn.step}"

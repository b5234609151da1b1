"""What of each answer is copied from the training text: told beside its tokens, or asked for once nobody writes."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from PySide6.QtCore import QObject, Signal, Slot

from core.config import CopyingConfig
from core.protocol import CopiedStretch, CopiedTold, Event, Failed, FindCopied, FindCopiedDone
from hellogpt_gui.engine import Asker, EngineClient
from hellogpt_gui.notify import STOPPED
from hellogpt_gui.widgets.underline import Stretch


@dataclass
class Copied:
    """Of one answer. ``stretches``: by where they begin; ``looking``: it is being looked for, or will be;
    ``searched``: whether any text could be; ``sentence``: what was not and why, or empty.
    """

    run: str = ""
    text: str = ""
    stretches: dict[int, CopiedStretch] = field(default_factory=dict)
    copied: int = 0
    characters: int = 0
    looking: bool = False
    searched: bool = True
    sentence: str = ""

    def take(self, event: Event) -> None:
        """One event of an answer, or of a search afterwards."""
        if isinstance(event, CopiedStretch):
            self.stretches[event.begin] = event
            self.copied = event.copied
        elif isinstance(event, CopiedTold | FindCopiedDone):
            self.copied, self.characters, self.sentence = event.copied, event.characters, event.sentence
            self.looking = isinstance(event, CopiedTold) and event.pending
            self.searched = not isinstance(event, CopiedTold) or event.searched


class CopiedWatch(QObject):
    """Knows each answer by a key of whoever shows it. ``changed`` brings the key of one of which more is known.

    What could not be told beside the tokens is asked for afterwards, one answer after another; while an answer is
    written the asking rests, so that nobody waits for it.
    """

    changed = Signal(object)

    def __init__(self, client: EngineClient, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.config = CopyingConfig()
        self._known: dict[object, Copied] = {}
        self._waiting: list[object] = []
        self._resting = False
        self._asked: object = None
        self._asker = Asker(client, self)
        self._asker.said.connect(self._said)
        self._asker.answered.connect(self._answered)

    def of(self, key: object) -> Copied:
        """What is known of an answer."""
        return self._known.setdefault(key, Copied())

    def clear(self) -> None:
        """Other answers are shown."""
        self._forget()
        self._known, self._waiting = {}, []

    def begin(self, key: object) -> None:
        """An answer is about to be written."""
        self._resting = True
        if self._asked is not None:
            self._waiting.insert(0, self._asked)
        self._forget()
        self._known[key] = Copied()

    def take(self, key: object, events: Sequence[Event]) -> None:
        """What the engine said while it wrote."""
        told = [event for event in events if isinstance(event, CopiedStretch | CopiedTold)]
        for event in told:
            self.of(key).take(event)
        if told:
            self.changed.emit(key)

    def end(self, key: object, run: str, text: str) -> None:
        """The answer is written: ``run`` as RUN[@STEP] wrote ``text``."""
        copied = self.of(key)
        copied.run, copied.text = run, text
        self._resting = False
        if copied.looking:
            self._waiting.insert(0, key)
        self._ask_next()

    def look(self, key: object, run: str, text: str) -> None:
        """An answer from before is shown: look what of it is copied, unless that is known."""
        if key not in self._known and text:
            self._known[key] = Copied(run, text, looking=True)
            self._waiting.append(key)
            self._ask_next()

    def set_copied_from(self, characters: int) -> None:
        """From another length on a stretch counts as copied: look again."""
        self.config = CopyingConfig(characters)
        self._forget()
        self._waiting = [key for key, copied in self._known.items() if copied.text]
        for key in self._waiting:
            copied = self.of(key)
            self._known[key] = Copied(copied.run, copied.text, looking=True)
            self.changed.emit(key)
        self._ask_next()

    def _ask_next(self) -> None:
        if self._resting or self._asked is not None or not self._waiting:
            return
        self._asked = self._waiting.pop(0)
        copied = self.of(self._asked)
        copied.stretches, copied.copied = {}, 0
        self._asker.ask(FindCopied(copied.run, copied.text, self.config))

    def _forget(self) -> None:
        self._asked = None
        self._asker.forget()

    @Slot(list)
    def _said(self, events: list[Event]) -> None:
        for event in events:
            self.of(self._asked).take(event)

    @Slot(object)
    def _answered(self, last: object) -> None:
        key, self._asked = self._asked, None
        copied = self.of(key)
        copied.looking = False
        if isinstance(last, FindCopiedDone):
            copied.take(last)
        elif isinstance(last, Failed) and last.exit_code != STOPPED:
            copied.searched = False
            copied.sentence = f"{last.message} {last.hint}".strip()
        self.changed.emit(key)
        self._ask_next()


def letters(stretches: Sequence[CopiedStretch], texts: Sequence[str]) -> list[Stretch]:
    """Stretches of an answer as letters of its tokens, whose texts make it up."""
    ends = list(accumulate(map(len, texts)))
    found = []
    for stretch in stretches:
        if stretch.end <= (ends[-1] if ends else 0):
            first, last = bisect_right(ends, stretch.begin), bisect_right(ends, stretch.end - 1)
            begin = stretch.begin - ends[first] + len(texts[first])
            found.append(((first, begin), (last, stretch.end - ends[last] + len(texts[last]))))
    return found

"""One conversation: a tree of turns, of which one path from the root is walked.

Turns that have the same parent are siblings: other words of the person's, other answers of the model's. Each turn
remembers which of those that follow it is walked, so that a branch is found again as it was left.
"""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from core.config import SamplingConfig, SurgeryConfig
from core.protocol import Ended, Part, Token

Form = Literal["continue", "chat"]
TurnRole = Literal["user", "model"]


@dataclass
class Turn:
    """``parent``: the turn that it follows; None at the root. ``walked``: the turn after it that is walked.

    Of a model's turn: ``run`` and ``step`` that wrote it; ``tokens``, whose texts make up ``text`` (none where a person
    rewrote it); ``sampling``, the rules and the seed it was written with; ``surgery``, what was changed in the network
    that wrote it (None: nothing); ``kept``, how many of its tokens it took over from a sibling, and ``first``, the ids
    that the person chose to follow them; ``stopped_by``: empty while it is written.
    """

    id: int
    parent: int | None
    role: TurnRole
    text: str = ""
    walked: int | None = None
    run: str = ""
    step: int | None = None
    tokens: list[Token] = field(default_factory=list)
    sampling: SamplingConfig | None = None
    surgery: SurgeryConfig | None = None
    kept: int = 0
    first: tuple[int, ...] = ()
    stopped_by: Ended | Literal[""] = ""

    def append(self, token: Token) -> None:
        """One more token of the answer."""
        self.tokens.append(token)
        self.text += token.text

    @property
    def token_ids(self) -> tuple[int, ...]:
        return tuple(token.token_id for token in self.tokens)


@dataclass(frozen=True)
class Removed:
    """Turns taken out of a conversation: the first of them, and all that follow it.

    ``end``: the last turn that was walked before; ``was_walked``: whether the first was the one walked after its
    parent.
    """

    turns: tuple[Turn, ...]
    end: int | None
    was_walked: bool


@dataclass(frozen=True)
class Stretch:
    """A turn's place: from ``begin`` on in one of the parts, after ``joint`` signs that were put before it."""

    turn: int
    part: int
    begin: int
    joint: int


@dataclass
class Conversation:
    """``form``: whether the turns are read as one running text, or as turns by a model that was taught to answer.

    ``turns``: by id; a parent's id is lower than its children's. ``walked``: the first turn of the path that is walked.
    ``next_id``: no id is given twice, so that what was taken out can be put back at any time.
    ``created`` and ``changed``: ISO 8601. ``name``: empty until the person, or the first words, give one.
    """

    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    name: str = ""
    created: str = field(default_factory=lambda: _now())
    changed: str = field(default_factory=lambda: _now())
    form: Form = "continue"
    turns: dict[int, Turn] = field(default_factory=dict)
    walked: int | None = None
    next_id: int = 0

    def __post_init__(self) -> None:
        """Raises ValueError where the turns are no tree: a file may hold anything."""
        for number, turn in self.turns.items():
            if turn.id != number or (
                turn.parent is not None and not (turn.parent < number and turn.parent in self.turns)
            ):
                raise ValueError(f"turn {number} does not follow another one")
        for above, below in ((None, self.walked), *((turn.id, turn.walked) for turn in self.turns.values())):
            if below is not None and (below not in self.turns or self.turns[below].parent != above):
                raise ValueError(f"turn {below} is walked, but does not stand there")
        self.next_id = max(self.next_id, *(number + 1 for number in self.turns), 0)

    # ---- what stands in it ------------------------------------------------------------------------------------------

    @property
    def path(self) -> list[Turn]:
        """The turns that are walked, from the root."""
        path: list[Turn] = []
        at = self.walked
        while at is not None:
            path.append(self.turns[at])
            at = path[-1].walked
        return path

    @property
    def end(self) -> Turn | None:
        """The last turn of the path."""
        path = self.path
        return path[-1] if path else None

    @property
    def text(self) -> str:
        """What is walked, as one running text."""
        return "".join(part.text for part in self._read(self.path, "continue")[0])

    def path_to(self, turn: int | None) -> list[Turn]:
        """The turns from the root to this one."""
        path: list[Turn] = []
        while turn is not None:
            path.append(self.turns[turn])
            turn = path[-1].parent
        return path[::-1]

    def siblings(self, turn: int) -> list[int]:
        """The turns with the same parent, this one too, in the order in which they were made."""
        return self._after(self.turns[turn].parent)

    def parts(self) -> tuple[Part, ...]:
        """What a model reads to go on after the path.

        In the form "continue" words begin a line of their own; in the form "chat" answers that follow one another are
        one turn of the model's. A turn that is still empty is none.
        """
        return tuple(self._read(self.path, self.form)[0])

    def place(self, part: int, character: int) -> tuple[int, int] | None:
        """The turn, and the character in its text, where a character of ``parts()`` stands; None if there is none."""
        stretches = self._read(self.path, self.form)[1]
        here = [one for one in stretches if one.part == part and one.begin <= character]
        if not here:
            return None
        return here[-1].turn, max(0, character - here[-1].begin - here[-1].joint)

    # ---- what is done to it -----------------------------------------------------------------------------------------

    def say(self, text: str) -> Turn:
        """Words of the person's after the path."""
        return self._add(self._end_id(), "user", text)

    def answer(self, run: str, sampling: SamplingConfig, surgery: SurgeryConfig | None = None) -> Turn:
        """A model's turn after the path, still empty."""
        return self._add(self._end_id(), "model", run=run, sampling=sampling, surgery=surgery)

    def edit(self, turn: int, text: str) -> Turn:
        """Other words in the place of a turn: a sibling of it."""
        old = self.turns[turn]
        return self._add(old.parent, old.role, text)

    def regenerate(self, turn: int, run: str, sampling: SamplingConfig, surgery: SurgeryConfig | None = None) -> Turn:
        """Another answer in the place of a model's turn, still empty: a sibling of it."""
        return self._add(self.turns[turn].parent, "model", run=run, sampling=sampling, surgery=surgery)

    def branch(
        self,
        turn: int,
        token: int,
        run: str,
        sampling: SamplingConfig,
        first: tuple[int, ...] = (),
        surgery: SurgeryConfig | None = None,
    ) -> Turn:
        """Another answer that begins with the first ``token`` tokens of this one, and then goes on with ``first``."""
        kept = self.turns[turn].tokens[:token]
        new = self.regenerate(turn, run, sampling, surgery)
        new.tokens, new.text = list(kept), "".join(one.text for one in kept)
        new.kept, new.first = len(kept), first
        return new

    def finish(self, turn: int, step: int, sampling: SamplingConfig, stopped_by: Ended) -> None:
        """A model's turn is written to its end."""
        one = self.turns[turn]
        one.step, one.sampling, one.stopped_by = step, sampling, stopped_by
        self._touch()

    def walk(self, turn: int) -> None:
        """Walk the path that leads through this turn; from there on as it was walked last."""
        while True:
            parent = self.turns[turn].parent
            self._set_walked(parent, turn)
            if parent is None:
                break
            turn = parent
        self._touch()

    def delete(self, turn: int) -> Removed:
        """Take a turn out, with all that follows it. The sibling before it is walked, or the one after it."""
        end, parent = self._end_id(), self.turns[turn].parent
        was_walked = turn == self._walked_after(parent)
        siblings = self.siblings(turn)
        gone = {turn}
        for number, one in self.turns.items():  # a parent's id is lower: it comes first
            if one.parent in gone:
                gone.add(number)
        removed = Removed(tuple(self.turns.pop(number) for number in sorted(gone)), end, was_walked)
        if was_walked:
            at = siblings.index(turn)
            rest = siblings[:at] + siblings[at + 1 :]
            self._set_walked(parent, rest[max(0, at - 1)] if rest else None)
        self._touch()
        return removed

    def put_back(self, removed: Removed) -> None:
        """Undo ``delete``: the turns stand where they stood, and are walked as they were."""
        self.turns.update((turn.id, turn) for turn in removed.turns)
        self.turns = dict(sorted(self.turns.items()))
        first = removed.turns[0]
        if removed.was_walked or self._walked_after(first.parent) is None:
            self._set_walked(first.parent, first.id)
        if removed.end is not None:
            self.walk(removed.end)

    def rename(self, name: str) -> None:
        self.name = name
        self._touch()

    # ---- how it is done ---------------------------------------------------------------------------------------------

    def _add(
        self,
        parent: int | None,
        role: TurnRole,
        text: str = "",
        run: str = "",
        sampling: SamplingConfig | None = None,
        surgery: SurgeryConfig | None = None,
    ) -> Turn:
        changed = surgery if surgery is not None and surgery.changes else None
        turn = Turn(self.next_id, parent, role, text, run=run, sampling=sampling, surgery=changed)
        self.next_id += 1
        self.turns[turn.id] = turn
        self.walk(turn.id)
        return turn

    def _after(self, parent: int | None) -> list[int]:
        return [number for number, turn in self.turns.items() if turn.parent == parent]

    def _end_id(self) -> int | None:
        end = self.end
        return end.id if end else None

    def _walked_after(self, parent: int | None) -> int | None:
        return self.walked if parent is None else self.turns[parent].walked

    def _set_walked(self, parent: int | None, turn: int | None) -> None:
        if parent is None:
            self.walked = turn
        else:
            self.turns[parent].walked = turn

    def _touch(self) -> None:
        self.changed = _now()

    @staticmethod
    def _read(path: Sequence[Turn], form: Form) -> tuple[list[Part], list[Stretch]]:
        """The parts that turns make, and where each turn stands in them."""
        parts: list[Part] = []
        stretches: list[Stretch] = []
        last = ""
        for turn in path:
            if not turn.text and not turn.tokens:
                continue
            joint = "\n" if form == "continue" and turn.role == "user" and last and not last.endswith("\n") else ""
            last = turn.text or last
            part = Part("text" if form == "continue" else turn.role, joint + turn.text, turn.token_ids)
            if form == "chat" and parts and parts[-1].role == part.role == "model":
                stretches.append(Stretch(turn.id, len(parts) - 1, len(parts[-1].text), 0))
                parts[-1] = _joined(parts[-1], part)
            else:
                stretches.append(Stretch(turn.id, len(parts), 0, len(joint)))
                parts.append(part)
        return parts, stretches


def _joined(first: Part, second: Part) -> Part:
    """Two answers as one: token for token where both have tokens."""
    whole = bool(first.token_ids and second.token_ids)
    return replace(first, text=first.text + second.text, token_ids=first.token_ids + second.token_ids if whole else ())


def _now() -> str:
    return datetime.datetime.now().astimezone().isoformat(timespec="seconds")

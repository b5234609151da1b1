"""One dialogue, and what makes it one. It needs the standard library alone, as the built-in texts do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from core.errors import TextError

Speaker = Literal["user", "model"]
# How files call the two.
SPEAKERS: dict[str, Speaker] = {"user": "user", "model": "model", "assistant": "model"}
HINT = "A dialogue is turns of the user's and the model's by turns; the model's is the last."


@dataclass(frozen=True)
class Turn:
    """What one of the two says, without white space around it."""

    speaker: Speaker
    text: str


Dialogue = tuple[Turn, ...]
# How many tokens a word has behind a space: made-up names are to be like real ones.
Measure = Callable[[str], int]


@dataclass(frozen=True)
class Said:
    """A turn as a file has it. ``line``: the line it begins with, from 1 on."""

    role: str
    text: str
    line: int


def checked(said: Sequence[Said], name: str) -> Dialogue:
    """The dialogue of these turns of the file ``name``.

    Raises:
        TextError: an unknown role, an empty turn, or one that is missing; file and line are named.
    """
    turns: list[Turn] = []
    for one in said:
        where = f"Line {one.line} of {name}"
        speaker = SPEAKERS.get(one.role.strip().lower())
        if speaker is None:
            raise TextError(f"{where} has the role {one.role!r}.", "Roles are user and model (or assistant).")
        text = one.text.strip()
        if not text:
            raise TextError(f"{where} begins a turn of the {speaker}'s without words.", "Write it, or take it out.")
        wanted: Speaker = "model" if len(turns) % 2 else "user"
        if speaker != wanted:
            raise TextError(f"{where} is a turn of the {speaker}'s where one of the {wanted}'s is missing.", HINT)
        turns.append(Turn(speaker, text))
    if len(turns) % 2 or not turns:
        line = said[-1].line if said else 1
        raise TextError(f"The dialogue at line {line} of {name} ends without the model's turn.", HINT)
    return tuple(turns)

"""Continuing a prompt, and the tokens that come of it."""

from dataclasses import dataclass, field
from typing import ClassVar, Literal

from core.config import CopyingConfig, SamplingConfig, SurgeryConfig
from core.protocol.base import Command, Done, Event

# "stop": a stop string came; "banned": all that could have followed is banned.
Ended = Literal["length", "user", "end_of_text", "stop", "banned"]
Role = Literal["text", "user", "model"]


@dataclass(frozen=True)
class Part:
    """A stretch of what was said before the model writes.

    ``role``: "text" is continued as it stands; "user" and "model" are turns, for a model that was taught to answer.
    ``token_ids``: as a model wrote them. They are read as they are where they still make up ``text``, so that nothing
    the decoder knows is read again; else the text is encoded.
    """

    role: Role
    text: str
    token_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class Sample(Command):
    """Continue a prompt. ``run`` is RUN[@STEP] as in the terminal; the step may also be ``live``.

    ``count``: how many continuations are written side by side, with one seed each from ``sampling.seed`` on. A single
    one comes token by token, several come whole at the end; with ``growing`` also token by token on the way.

    ``parts``: what was said so far, after which the prompt follows as a part of its own: as a turn of the user's for
    a model that was taught to answer, if no part is a "text". A last part of the role "model" goes on as it stands
    where there is no prompt.

    ``first``: ids that the answer begins with instead of drawn ones; they come as tokens like all others. Only a single
    continuation can have them.

    ``find_copied``: when something counts as copied, for a single continuation: then copied stretches come among the
    tokens. ``written``: the beginning of this answer where it goes on from one; their characters count from there.

    ``surgery``: what is changed in a copy of the network, with which it writes then.
    """

    run: str
    prompt: str = ""
    sampling: SamplingConfig = field(default_factory=SamplingConfig)
    count: int = 1
    parts: tuple[Part, ...] = ()
    first: tuple[int, ...] = ()
    find_copied: CopyingConfig | None = None
    written: str = ""
    growing: bool = False
    surgery: SurgeryConfig = field(default_factory=SurgeryConfig)


@dataclass(frozen=True)
class Seen(Event):
    """How much of what was said the model sees: ``tokens`` of at most ``limit``, from ``character`` of ``part`` on.

    Parts are counted from 0: those that the command brought, then its prompt, then what is being written. ``first``:
    how many whole parts at the beginning are seen besides; what lies between is not. Said before the first token, and
    again each time that something goes out of sight while a single answer is being written.
    """

    event: ClassVar[str] = "seen"

    tokens: int
    limit: int
    part: int = 0
    character: int = 0
    first: int = 0


@dataclass(frozen=True)
class Token(Event):
    """One token of an answer as it is written.

    ``text``: the characters that became complete with it (may be empty inside a multi-byte character).
    ``probability``: under the model's own odds, before any sampling rule; ``rank``: 1 is the likeliest;
    ``entropy``: of those odds, in bits; ``alternatives``: the likeliest tokens as (text, probability), and
    ``alternative_ids`` their ids; ``label``: the token itself as it is named there, whatever it stands for.
    """

    event: ClassVar[str] = "token"

    token_id: int
    text: str
    probability: float
    rank: int
    entropy: float
    alternatives: tuple[tuple[str, float], ...] = ()
    alternative_ids: tuple[int, ...] = ()
    label: str = ""


@dataclass(frozen=True)
class Grown(Event):
    """What has been added to one of several continuations."""

    event: ClassVar[str] = "grown"

    number: int
    tokens: tuple[Token, ...]


@dataclass(frozen=True)
class Continuation(Event):
    """One of several continuations of a prompt. ``text`` and ``token_ids``: as in ``SampleDone``."""

    event: ClassVar[str] = "continuation"

    number: int
    text: str
    token_ids: tuple[int, ...]
    seed: int
    stopped_by: Ended = "length"


@dataclass(frozen=True)
class SampleDone(Done):
    """``text`` and ``token_ids`` are the continuation alone, of several the first; the speed is that of all.

    Where a stop string begins inside a token, the text ends there, and that token is still the last of the ids.
    """

    run: str
    step: int
    text: str
    token_ids: tuple[int, ...]
    seed: int
    tokens_per_second: float
    stopped_by: Ended = "length"

"""Continuing a prompt, and the tokens that come of it."""

from dataclasses import dataclass, field
from typing import ClassVar, Literal

from core.config import SamplingConfig
from core.protocol.base import Command, Done, Event

Ended = Literal["length", "user", "end_of_text"]


@dataclass(frozen=True)
class Sample(Command):
    """Continue a prompt. ``run`` is RUN[@STEP] as in the terminal; the step may also be ``live``.

    ``count``: how many continuations are written side by side, with one seed each from ``sampling.seed`` on. A single
    one comes token by token, several come whole.
    """

    run: str
    prompt: str = ""
    sampling: SamplingConfig = field(default_factory=SamplingConfig)
    count: int = 1


@dataclass(frozen=True)
class Token(Event):
    """One token of an answer as it is written.

    ``text``: the characters that became complete with it (may be empty inside a multi-byte character).
    ``probability``: under the model's own odds, before any sampling rule; ``rank``: 1 is the likeliest;
    ``entropy``: of those odds, in bits; ``alternatives``: the likeliest tokens as (text, probability).
    """

    event: ClassVar[str] = "token"

    token_id: int
    text: str
    probability: float
    rank: int
    entropy: float
    alternatives: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Continuation(Event):
    """One of several continuations of a prompt."""

    event: ClassVar[str] = "continuation"

    number: int
    text: str
    token_ids: tuple[int, ...]
    seed: int
    stopped_by: Ended = "length"


@dataclass(frozen=True)
class SampleDone(Done):
    """``text`` and ``token_ids`` are the continuation alone, of several the first; the speed is that of all."""

    run: str
    step: int
    text: str
    token_ids: tuple[int, ...]
    seed: int
    tokens_per_second: float
    stopped_by: Ended = "length"

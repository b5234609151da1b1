"""Two models that answer side by side to the same words."""

from dataclasses import dataclass, field
from typing import ClassVar

from core.config import SamplingConfig
from core.protocol.base import Command, Done, Event
from core.protocol.writing import Ended, Part


@dataclass(frozen=True)
class Side:
    """One of the two: RUN[@STEP] as in ``Sample``, and what was said with it so far.

    Its parts may be turns whether or not it was taught to answer: if not, it reads them as lines of a text.
    """

    run: str
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class AskTwo(Command):
    """Let two models answer to the same words, with the same seed and rules; they write in turn, a token each."""

    first: Side
    second: Side
    prompt: str = ""
    sampling: SamplingConfig = field(default_factory=SamplingConfig)


@dataclass(frozen=True)
class SideSaid(Event):
    """What one of them says: a Seen, a Notice or a Token. ``side``: 0 is the first."""

    event: ClassVar[str] = "side"

    side: int
    said: Event


@dataclass(frozen=True)
class Parted(Event):
    """Their answers are no longer the same from these tokens on: the index of one in each answer.

    Where both cut texts into tokens alike it is the first token that differs, else the one with the first character
    that does.
    """

    event: ClassVar[str] = "parted"

    first: int
    second: int


@dataclass(frozen=True)
class SideDone:
    """One answer. ``perplexity``: of it under its writer's odds, exp of the mean surprise of a token in nats;
    ``perplexity_of_other``: of the other's answer, under the odds of this one. None where there is nothing to measure.
    """

    run: str
    step: int
    text: str
    token_ids: tuple[int, ...]
    stopped_by: Ended
    perplexity: float | None
    perplexity_of_other: float | None


@dataclass(frozen=True)
class AskTwoDone(Done):
    """``parted``: where they are no longer the same; None where the answers are equal.

    ``same_tokens``: both cut texts into tokens alike, so that their perplexities can be compared.
    """

    first: SideDone
    second: SideDone
    seed: int
    parted: Parted | None
    same_tokens: bool

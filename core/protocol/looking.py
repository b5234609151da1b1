"""Looking inside a model: one result for each view."""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from core.config import SamplingConfig
from core.protocol.base import Command, Done
from core.protocol.writing import Part


@dataclass(frozen=True)
class Inspect(Command):
    """Show one view of the model at work on a prompt.

    ``prompt`` None: what the run itself wrote last. ``at``: the token that is asked about, counted from 0 in those
    the model sees; None is the last. ``sampling`` matters to views that show odds. ``parts``: what was said before the
    prompt, as in ``Sample``; the prompt itself is always plain text.
    """

    run: str
    view: str = "attention"
    prompt: str | None = ""
    sampling: SamplingConfig = field(default_factory=SamplingConfig)
    at: int | None = None
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class AttentionResult:
    """``pattern``: L H T T, weights from the asking token (row) to the tokens it sees (column); the future is 0.

    ``habits``: what each head does most on this prompt, by layer and head.
    """

    pattern: np.ndarray
    habits: tuple[tuple["HeadHabit", ...], ...] = ()


@dataclass(frozen=True)
class HeadHabit:
    """Where a head looks: ``mean`` is the weight that goes there, averaged over the tokens for which it exists."""

    target: Literal["itself", "the token before it", "the first token"]
    mean: float


@dataclass(frozen=True)
class Candidate:
    """A token that could come next.

    ``probability``: after temperature and rules (0 where a rule cut it); ``model_probability``: softmax of the logits;
    ``cut_by``: the rule that cut it, as in ``Cut``, or "no text" where it stands for none; empty where it is kept.
    """

    id: int
    token: str
    probability: float
    logit: float
    model_probability: float = 0.0
    kept: bool = True
    cut_by: str = ""


@dataclass(frozen=True)
class Cut:
    """A rule that takes tokens away: the name of its setting, its value (of ``ban`` the number of entries), and how
    many tokens of the whole vocabulary it leaves."""

    rule: str
    value: float
    left: int


@dataclass(frozen=True)
class NextTokenResult:
    """``candidates``: the likeliest, best first (after the repetition penalty); ``kept``: how many of the whole
    vocabulary the rules leave; ``entropy``: of the model's own odds, in bits; ``came``: the token that really follows
    in the prompt, if one does; ``cuts``: the rules that cut, in the order in which they apply.
    """

    candidates: tuple[Candidate, ...]
    kept: int
    entropy: float
    came: Candidate | None = None
    cuts: tuple[Cut, ...] = ()


@dataclass(frozen=True)
class InspectDone(Done):
    """``tokens``: the prompt's tokens as text (those the model sees); ``token_ids``: their ids; ``at``: the token
    asked about; ``next_tokens``: the likeliest after the last one, with their odds under the model alone."""

    run: str
    step: int
    view: str
    tokens: tuple[str, ...]
    result: AttentionResult | NextTokenResult
    token_ids: tuple[int, ...] = ()
    prompt: str = ""
    at: int = 0
    context_length: int = 0
    next_tokens: tuple[tuple[str, float], ...] = ()

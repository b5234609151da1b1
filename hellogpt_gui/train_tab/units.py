"""The units of the loss curve: what a loss may be written as, and what it may be drawn over.

Losses are stored in nats per token; bits per byte is a constant factor of a run's validation text, perplexity is e to
the loss. Needs pyqtgraph through the axes, so it is imported late.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from hellogpt_gui.train_tab import words
from hellogpt_gui.train_tab.run_record import SECONDS, STEP, TOKENS
from hellogpt_gui.units import whole
from hellogpt_gui.widgets.plot_axes import Scale, exponential_scale, linear_scale, seconds_scale


@dataclass(frozen=True)
class Over:
    """What the curve is drawn over: a column of the record, and the word before a value."""

    label: str
    column: int
    title: str
    scale: Scale


@dataclass(frozen=True)
class LossUnit:
    """``scale`` is made from bits per byte for one nat per token; None where it must be known first."""

    label: str
    scale: Callable[[float | None], Scale | None]


def _clock(seconds: float) -> str:
    return words.budget_words(seconds / 60) if seconds else "0"


def _perplexity(nats: float) -> str:
    number = math.exp(min(nats, 100))
    if number < 1000:
        return f"{number:.3g}"
    return whole(int(round(number, -1))) if number < 1e6 else f"{number:.1e}"


def _bits_scale(bits_per_byte: float | None) -> Scale | None:
    return None if bits_per_byte is None else linear_scale(lambda value: f"{value:.2f}", bits_per_byte)


NATS = linear_scale(lambda value: f"{value:.2f}")
PERPLEXITY = exponential_scale(_perplexity)
TOKEN_COUNT = replace(linear_scale(words.axis_count, whole=True), words=lambda value: whole(round(value)))
OVER = (
    Over("steps", STEP, "Step", linear_scale(lambda value: whole(round(value)), whole=True)),
    Over("tokens", TOKENS, "Tokens", TOKEN_COUNT),
    Over("time", SECONDS, "After", seconds_scale(_clock)),
)
LOSS_UNITS = (
    LossUnit("nats", lambda _: NATS),
    LossUnit("bits/byte", _bits_scale),
    LossUnit("perplexity", lambda _: PERPLEXITY),
)

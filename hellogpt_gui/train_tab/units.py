"""The units of the loss curve: what a loss may be written as, and what it may be drawn over.

Losses are stored in nats per token; bits per byte is a constant factor of a run's validation text, perplexity is e to
the loss. Needs pyqtgraph through the axes, so it is imported late.
"""

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from hellogpt_gui.train_tab import words
from hellogpt_gui.train_tab.run_record import SECONDS, STEP, TOKENS
from hellogpt_gui.units import whole
from hellogpt_gui.widgets.plot_axes import Scale, exponential_scale, linear_scale, logarithmic_scale, seconds_scale


@dataclass(frozen=True)
class Over:
    """What the curve is drawn over: a column of the record, and the word before a value.

    ``short`` writes a number at the axis, ``exact`` in the card.
    """

    label: str
    column: int
    title: str
    scale: Scale
    short: Callable[[float], str]
    exact: Callable[[float], str]

    def scale_for(self, column: np.ndarray, logarithmic: bool) -> Scale:
        """``column``: its rising values. A logarithmic axis begins at half of the first that is not 0."""
        first = int(np.searchsorted(column, 0.0, side="right"))
        if not logarithmic or first == len(column):
            return self.scale
        return _logarithmic(self.short, self.exact, float(column[first]) / 2, 1.0)


@dataclass(frozen=True)
class LossUnit:
    """``scale`` is made from bits per byte for one nat per token, and whether the axis shall be logarithmic; None where
    the first must be known. ``logarithmic``: it always is."""

    label: str
    scale: Callable[[float | None, bool], Scale | None]
    logarithmic: bool = False


def _clock(seconds: float) -> str:
    return words.budget_words(seconds / 60) if seconds >= 1 else f"{seconds:.1g} s" if seconds else "0"


def _perplexity(nats: float) -> str:
    number = math.exp(min(nats, 100))
    if number < 1000:
        return f"{number:.3g}"
    return whole(int(round(number, -1))) if number < 1e6 else f"{number:.1e}"


# One object for one scale: a plot keeps its zoom while the scale is the same.
_logarithmic = functools.cache(logarithmic_scale)


def _plain(value: float) -> str:
    return f"{value:g}"


def _two_digits(value: float) -> str:
    return f"{value:.2f}"


def _nats_scale(bits_per_byte: float | None, logarithmic: bool) -> Scale:
    return _logarithmic(_plain, _two_digits, 1e-9, 1.0) if logarithmic else NATS


def _bits_scale(bits_per_byte: float | None, logarithmic: bool) -> Scale | None:
    if bits_per_byte is None:
        return None
    if logarithmic:
        return _logarithmic(_plain, _two_digits, 1e-9, bits_per_byte)
    return linear_scale(_two_digits, bits_per_byte)


def _steps(value: float) -> str:
    return whole(round(value))


NATS = linear_scale(_two_digits)
PERPLEXITY = exponential_scale(_perplexity)
TOKEN_COUNT = replace(linear_scale(words.axis_count, whole=True), words=lambda value: whole(round(value)))
OVER = (
    Over("steps", STEP, "Step", linear_scale(_steps, whole=True), words.axis_count, _steps),
    Over("tokens", TOKENS, "Tokens", TOKEN_COUNT, words.axis_count, _steps),
    Over("time", SECONDS, "After", seconds_scale(_clock), _clock, _clock),
)
LOSS_UNITS = (
    LossUnit("nats", _nats_scale),
    LossUnit("bits/byte", _bits_scale),
    LossUnit("perplexity", lambda _bits, _logarithmic: PERPLEXITY, logarithmic=True),
)

"""What a loss plot draws: curves, references, marks; and how much of a curve is drawn at all. numpy alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

MOST_POINTS = 2000
_NOTHING = np.empty(0)
_ROUND_ENDS = np.array([1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10])


@dataclass(frozen=True)
class Curve:
    """x and y of equal length; x rises. Losses in nats, whatever the axis writes.

    ``outline``: the same curve by its lowest and highest points alone, enough where many more are seen than drawn.
    """

    x: np.ndarray = field(default_factory=lambda: _NOTHING)
    y: np.ndarray = field(default_factory=lambda: _NOTHING)
    outline: "Curve | None" = None


@dataclass(frozen=True)
class PlotData:
    """``references``: (label, loss); ``best``: the circle; ``chosen``: where the crosshair rests, in units of x;
    ``marks``: (x, words) of moments at which something was changed."""

    raw: Curve = field(default_factory=Curve)
    smooth: Curve = field(default_factory=Curve)
    val: Curve = field(default_factory=Curve)
    references: Sequence[tuple[str, float]] = ()
    best: tuple[float, float] | None = None
    chosen: float | None = None
    marks: Sequence[tuple[float, str]] = ()


def visible(curve: Curve, low: float, high: float) -> Curve:
    """The part of a curve between two x, with one point more on either side."""
    first = max(0, int(np.searchsorted(curve.x, low)) - 1)
    last = int(np.searchsorted(curve.x, high, side="right")) + 1
    return Curve(curve.x[first:last], curve.y[first:last])


def drawn(curve: Curve, low: float, high: float) -> Curve:
    """What is drawn of a curve between two x: at most ``MOST_POINTS`` points."""
    part = visible(curve, low, high)
    if curve.outline is not None:
        rough = visible(curve.outline, low, high)
        part = rough if len(rough.x) > 2 * MOST_POINTS else part
    return thin(part)


def thin(curve: Curve, most: int = MOST_POINTS) -> Curve:
    """At most ``most`` points: the lowest and the highest of each bin, in their order, so that no peak is lost."""
    n = len(curve.x)
    if n <= most:
        return curve
    size = -(-n // (most // 2))
    whole = n // size * size
    bins = curve.y[:whole].reshape(-1, size)
    start = np.arange(len(bins)) * size
    ends = np.stack([start + np.nanargmin(bins, axis=1), start + np.nanargmax(bins, axis=1)], axis=1)
    kept = np.append(np.sort(ends, axis=1).ravel(), n - 1)[-most:]
    return Curve(curve.x[kept], curve.y[kept])


def round_end(last: float) -> float:
    """Where an axis ends that must hold ``last``: the next round number, so that it is relabelled seldom."""
    if last <= 0:
        return 10.0
    power = 10.0 ** np.floor(np.log10(last))
    return float(power * _ROUND_ENDS[np.searchsorted(_ROUND_ENDS * power, last)])

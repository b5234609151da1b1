"""Axes for plots: round ticks in the unit that is written, whatever the unit that is stored.

A Scale turns a stored range into ticks with labels. Switching the unit changes labels and grid only; the curves and
the zoom stay where they are. Needs pyqtgraph, so it is imported late.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg

Tick = tuple[float, str]
Place = Callable[[np.ndarray], np.ndarray]
_NICE = (1.0, 2.0, 2.5, 5.0, 10.0)
_DAY = 86400
_NICE_SECONDS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, _DAY)


def as_stored(values: np.ndarray) -> np.ndarray:
    """Where stored values stand on an axis that has them as they are."""
    return values


@dataclass(frozen=True)
class Scale:
    """``place``: where stored values stand on the axis; ``ticks``: (low, high, at most so many) places → (place,
    label); ``words``: of one place. ``logarithmic``: the axis has no zero."""

    ticks: Callable[[float, float, int], list[Tick]]
    words: Callable[[float], str]
    place: Place = as_stored
    logarithmic: bool = False


def round_step(span: float, at_most: int) -> float:
    """The smallest of 1, 2, 2.5, 5 × 10ⁿ that divides ``span`` into at most so many parts."""
    raw = span / max(1, at_most)
    power = 10.0 ** math.floor(math.log10(raw))
    return next(nice * power for nice in _NICE if nice * power >= raw * 0.999999)


def linear_scale(words: Callable[[float], str], factor: float = 1.0, whole: bool = False) -> Scale:
    """Written = stored × ``factor``; ``whole``: no ticks between whole numbers."""

    def ticks(low: float, high: float, at_most: int) -> list[Tick]:
        first, last = low * factor, high * factor
        if not last > first:
            return []
        step = round_step(last - first, at_most)
        if whole:
            step = max(1.0, step if step != 2.5 else 5.0)
            if step == 5.0 and math.ceil(first / step) * step > last:  # it lies between two multiples of 5
                step = 2.0
        digits = 0 if whole else max(0, -math.floor(math.log10(step) + 1e-9) + (1 if "25" in f"{step:g}" else 0))
        numbers = [step * k for k in range(math.ceil(first / step - 1e-9), math.floor(last / step + 1e-9) + 1)]
        return [(number / factor, words(number) if whole else f"{number:.{digits}f}") for number in numbers]

    return Scale(ticks, lambda stored: words(stored * factor) if whole else f"{stored * factor:.2f}")


def exponential_scale(words: Callable[[float], str]) -> Scale:
    """Written = e to the stored, at 1, 2, 5, 10, 20 …: perplexity over a loss in nats. ``words`` gets the stored.

    A range too narrow for these has ticks at equal distances.
    """

    def ticks(low: float, high: float, at_most: int) -> list[Tick]:
        if not high > low:
            return []
        decades = range(math.floor(low / math.log(10)), math.ceil(high / math.log(10)) + 1)
        for mantissas in ((1, 2, 5), (1, 3), (1,)):
            numbers = [m * 10.0**d for d in decades for m in mantissas if low <= math.log(m * 10.0**d) <= high]
            if len(numbers) <= at_most:
                break
        numbers = numbers[:: max(1, -(-len(numbers) // (at_most + 1)))]
        if len(numbers) < 2:
            step = round_step(math.exp(high) - math.exp(low), at_most)
            numbers = [k * step for k in range(math.ceil(math.exp(low) / step), math.floor(math.exp(high) / step) + 1)]
        return [(math.log(number), _short(number)) for number in numbers]

    return Scale(ticks, words)


_DENSE = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9)
_MANTISSAS = (_DENSE, (1, 1.5, 2, 3, 5, 7), (1, 2, 3, 5), (1, 2, 5), (1, 3), (1,))


def logarithmic_scale(label: Callable[[float], str], words: Callable[[float], str], floor: float = 1e-9,
                      factor: float = 1.0) -> Scale:  # fmt: skip
    """Places are natural logarithms of stored · ``factor``, which ``label`` and ``words`` are given.

    Stored values below ``floor`` stand there: they are written as 0.
    """
    lowest = math.log(floor * factor)

    def place(values: np.ndarray) -> np.ndarray:
        placed: np.ndarray = np.log(np.maximum(values, floor) * factor)
        return placed

    def ticks(low: float, high: float, at_most: int) -> list[Tick]:
        if not high > low:
            return []
        decades = range(math.floor(low / math.log(10)), math.ceil(high / math.log(10)) + 1)
        for mantissas in _MANTISSAS:
            places = [(math.log(m * 10.0**d), m * 10.0**d) for d in decades for m in mantissas]
            inside = [(at, number) for at, number in places if low <= at <= high]
            if len(inside) <= at_most:
                break
        return [(at, label(number)) for at, number in inside[:: max(1, -(-len(inside) // (at_most + 1)))]]

    return Scale(ticks, lambda at: words(0.0 if at <= lowest else math.exp(at)), place, logarithmic=True)


def seconds_scale(words: Callable[[float], str]) -> Scale:
    """Seconds, with ticks that are round on a clock."""

    def ticks(low: float, high: float, at_most: int) -> list[Tick]:
        wanted = (high - low) / max(1, at_most)
        steps = [step for step in _NICE_SECONDS if step < wanted]
        steps.append(next((step for step in _NICE_SECONDS if step >= wanted), _DAY * math.ceil(wanted / _DAY)))
        for step in reversed(steps):  # a range may lie between two ticks of the step that suits its width
            places = range(math.ceil(low / step), math.floor(high / step) + 1)
            if places:
                return [(float(k * step), words(k * step)) for k in places]
        return []

    return Scale(ticks, words)


def _short(number: float) -> str:
    return f"{number:g}" if number < 1000 else f"{number / 1000:g}k" if number < 1e6 else f"{number:.0e}"


class ScaledAxis(pg.AxisItem):  # type: ignore[misc]
    """An axis without line and tick marks whose labels come from a Scale."""

    def __init__(self, orientation: str, scale: Scale, spacing: float) -> None:
        self._scale, self._spacing, self._labels = scale, spacing, {}  # type: ignore[var-annotated]
        super().__init__(orientation)

    def set_scale(self, scale: Scale) -> None:
        self._scale = scale
        self.picture = None
        self.update()

    def set_spacing(self, spacing: float) -> None:
        """Pixels between labels, at least."""
        self._spacing = spacing

    def ticks(self) -> list[Tick]:
        """Ticks of the range that is shown now."""
        low, high = self.range
        size = self.size().height() if self._vertical else self.size().width()
        return self._scale.ticks(low, high, self._wanted(size))

    @property
    def _vertical(self) -> bool:
        return self.orientation in ("left", "right")

    def _wanted(self, size: float) -> int:
        return max(2, int(size / self._spacing))

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:
        ticks = self._scale.ticks(minVal, maxVal, self._wanted(size))
        self._labels = dict(ticks)
        return [(1.0, [value for value, _ in ticks])]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [self._labels.get(value, "") for value in values]

"""Round values along an axis that a widget paints itself; plots have scales of their own."""

import math


def round_ticks(low: float, high: float, at_most: float, signed: bool = False) -> list[tuple[float, str]]:
    """Multiples of 1, 2 or 5 × 10ⁿ from ``low`` to ``high``, about as many as ``at_most``, each with its words.

    ``signed``: what is above 0 has a plus.
    """
    wanted = (high - low) / max(1.0, at_most)
    if not wanted > 0 or not math.isfinite(wanted):
        return []
    power = 10.0 ** math.floor(math.log10(wanted))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= wanted)
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    sign = "+" if signed else ""
    return [(k * step, _words(k * step, f"{sign}.{digits}f")) for k in range(first, last + 1)]


def _words(value: float, form: str) -> str:
    return f"{value:{form}}".replace("-", "−") if value else "0"

"""What the Train tab writes beside the counts of ``hellogpt_gui.units``: sizes, losses, durations both ways."""

import re
from collections.abc import Sequence

from core.protocol import Changed
from hellogpt_gui.units import whole

MINUS = "\u2212"
NOTHING = "–"
_DURATION = re.compile(
    r"(\d+(?:[.,]\d+)?)\s*(days?|d|hours?|hrs?|h|minutes?|mins?|min|m|seconds?|secs?|s)?\s*(?:and\s+)?", re.IGNORECASE
)
_MINUTES_IN = {"d": 1440.0, "h": 60.0, "m": 1.0, "s": 1 / 60}


def axis_count(number: float) -> str:
    """A round count at an axis, as exact as it is: 2500, 50 k, 2.5 M."""
    for unit_size, unit in ((1e9, "G"), (1e6, "M"), (1e4, "k")):
        if number >= unit_size:
            return f"{number / (1e3 if unit == 'k' else unit_size):g} {unit}"
    return whole(round(number))


def loss(value: float | None) -> str:
    """A loss to two decimals, or a dash where there is none."""
    if value is None:
        return NOTHING
    return f"{value:.2f}" if value < 1000 else f"{value:.3g}"


def budget_words(minutes: float) -> str:
    """A budget of time: 45 s, 3 min, 1 h 30 min, 8 h."""
    seconds = round(minutes * 60)
    if seconds < 60:
        return f"{seconds} s"
    hours, rest = divmod(seconds, 3600)
    whole_minutes, left = divmod(rest, 60)
    parts = [(hours, "h"), (whole_minutes, "min"), (left if not hours else 0, "s")]
    return " ".join(f"{number} {unit}" for number, unit in parts if number)


def time_left(seconds: float) -> str:
    """What is still to come: "1 min 57 s left"; seconds are left out above ten minutes."""
    if seconds >= 600:
        return f"{budget_words(round(seconds / 60))} left"
    return f"{budget_words(max(1, round(seconds)) / 60)} left"


def read_duration(words: str) -> float | None:
    """Minutes in "45 min", "1 h 30", "2:30" (hours:minutes) or "20" (minutes); None if it says none.

    A bare number after hours counts minutes, alone it counts minutes as well.
    """
    text = words.strip()
    clock = re.fullmatch(r"(\d+):(\d{2})", text)
    if clock:
        return int(clock[1]) * 60.0 + int(clock[2]) or None
    if not text or _DURATION.sub("", text).strip():
        return None
    minutes = 0.0
    for number, unit in _DURATION.findall(text):
        minutes += float(number.replace(",", ".")) * _MINUTES_IN[(unit or "m")[0].lower()]
    return minutes or None


def change(made: Changed) -> str:
    """What was changed, beside a mark in the plot: "rate 0.005", "5 min", "800 steps"."""
    if made.setting == "learning_rate":
        return f"rate {made.after:g}"
    return budget_words(made.after) if made.setting == "minutes" else f"{whole(round(made.after))} {made.setting}"


def facts(parts: Sequence[str]) -> str:
    """Facts in one line, with a quiet dot between them."""
    return "  ·  ".join(part for part in parts if part)


def signed(value: float) -> str:
    """A difference to two decimals with its sign: 0.23, −0.05."""
    return f"{value:.2f}".replace("-", MINUS)

"""The loss curves of a run, short enough to be drawn beside many others, in any unit."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.runs.folder import RunFolder
from core.runs.metrics import read_logged

MOST_POINTS = 2000  # of one curve
STEP, TOKENS, SECONDS, LOSS = range(4)
# The smoothed training loss averages over about the last 6 % of the run, so that it follows the steep start closely.
SMOOTHING = 0.06

LossUnit = Literal["nats", "bits/byte"]
Over = Literal["steps", "tokens", "time"]
OVER: dict[Over, int] = {"steps": STEP, "tokens": TOKENS, "time": SECONDS}


@dataclass(frozen=True)
class Curves:
    """``train``: rows STEP, TOKENS, SECONDS and the smoothed training loss; ``val``: the same with the validation loss,
    both (4, n) with n ≤ MOST_POINTS, losses in nats per token. ``bits_per_byte``: bits per byte for one nat per token
    of this run's validation text, or None where that is not known.
    """

    train: np.ndarray
    val: np.ndarray
    bits_per_byte: float | None = None

    def factor(self, unit: LossUnit) -> float | None:
        """What a loss in nats per token is multiplied by to be written in that unit; None where it cannot be."""
        return 1.0 if unit == "nats" else self.bits_per_byte


def read_curves(run: RunFolder, most: int = MOST_POINTS) -> Curves:
    """Both curves of a run, from metrics.jsonl, thinned: no peak of a curve is lost."""
    parts: list[np.ndarray] = []
    for logged in read_logged(run.path / "metrics.jsonl"):
        if logged.resumed_from is not None:
            kept = logged.resumed_from
            parts = [part[:, part[0] <= kept] for part in parts]
        if logged.rows.shape[1]:
            parts.append(logged.rows)
    rows = np.concatenate(parts, axis=1) if parts else np.empty((6, 0))
    measured = rows[:, ~np.isnan(rows[4])]
    train, val = np.array(rows[:4]), measured[[0, 1, 2, 4]]
    train[LOSS] = smoothed(train[LOSS])
    told = measured[4:, ~np.isnan(measured[5]) & (measured[4] > 0)]
    bits = float(told[1, -1] / told[0, -1]) if told.shape[1] else None
    return Curves(train[:, kept_points(train[LOSS], most)], val[:, kept_points(val[LOSS], most)], bits)


def smoothed(losses: np.ndarray) -> np.ndarray:
    """A running mean of a curve: each value moves towards the loss by 1 / (1 + SMOOTHING · row). (n,) → (n,)

    In one product instead of row by row: s_n = P_n · (s_0 + Σ a_k · loss_k / P_k), P_n = Π (1 − a_k).
    """
    if not len(losses):
        return losses
    share = 1 / (1 + SMOOTHING * np.arange(len(losses)))
    share[0] = 0.0
    left = np.cumprod(1 - share)
    return np.asarray(left * (losses[0] + np.cumsum(share * losses / left)))


def kept_points(y: np.ndarray, most: int) -> np.ndarray:
    """Which points of a curve are drawn: the lowest and the highest of each bin, and the last. (n,) → (≤ most,)"""
    n = len(y)
    if n <= most:
        return np.arange(n)
    size = -(-n // (most // 2))
    whole = n // size * size
    bins = y[:whole].reshape(-1, size)
    begins = np.arange(len(bins)) * size
    ends = np.stack([begins + np.argmin(bins, axis=1), begins + np.argmax(bins, axis=1)], axis=1)
    return np.append(np.sort(ends, axis=1).ravel(), n - 1)[-most:]

"""Curves to be laid over one another: what a resume took back is gone, peaks stay, smoothing is as it is said."""

import numpy as np
import pytest

from core.runs import RunFolder, RunWriter
from core.runs.curves import LOSS, MOST_POINTS, SMOOTHING, STEP, kept_points, read_curves, smoothed


def log(writer: RunWriter, step: int, loss: float, val: float | None = None) -> None:
    bits = None if val is None else val * 0.5
    writer.append_metric(
        {"step": step, "tokens": 10 * step, "seconds": 0.1 * step, "train_loss": loss, "learning_rate": 1e-3,
         "grad_norm": 1.0, "tokens_per_second": 100.0, "val_loss": val, "val_bits_per_byte": bits}
    )  # fmt: skip


def test_a_resume_takes_back_what_lay_beyond(run: RunFolder) -> None:
    with RunWriter(run) as writer:
        for step in range(1, 7):
            log(writer, step, 5.0, 4.0 if step % 2 == 0 else None)
        writer.append_metric({"resumed_from": 3})
        log(writer, 4, 5.0, 3.0)
    curves = read_curves(run)
    assert curves.train[STEP].tolist() == [1, 2, 3, 4]
    assert curves.val[[STEP, LOSS]].T.tolist() == [[2, 4.0], [4, 3.0]]
    assert curves.bits_per_byte == 0.5
    assert (curves.factor("nats"), curves.factor("bits/byte")) == (1.0, 0.5)


def test_a_run_without_a_step_has_empty_curves(run: RunFolder) -> None:
    curves = read_curves(run)
    assert (curves.train.shape, curves.val.shape, curves.bits_per_byte) == ((4, 0), (4, 0), None)


def test_smoothing_is_that_of_the_rule_row_by_row() -> None:
    losses = np.random.default_rng(0).uniform(1, 9, 500)
    expected = [losses[0]]
    for row, loss in enumerate(losses[1:], 1):
        expected.append(expected[-1] + (loss - expected[-1]) / (1 + SMOOTHING * row))
    assert smoothed(losses) == pytest.approx(np.array(expected))


@pytest.mark.parametrize("n", [1, 1999, 2000, 2001, 4001, 123_457])
def test_a_long_curve_keeps_its_ends_and_peaks(n: int) -> None:
    y = np.sin(np.arange(n) / 50.0)
    y[n // 3] = 9.0
    kept = kept_points(y, MOST_POINTS)
    assert len(kept) <= MOST_POINTS
    assert (np.diff(kept) >= 0).all()
    assert y[kept].max() == 9.0
    assert y[kept].min() == y.min()
    assert kept[-1] == n - 1

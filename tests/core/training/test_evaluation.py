"""The validation loss beside a calculation in numpy; measuring it leaves no trace."""

import math
from collections.abc import Callable

import numpy as np
import pytest
import torch

from core.model.gpt import GPT
from core.training.evaluation import Batch, mean_loss


def batches(sizes: tuple[int, ...] = (3, 1)) -> list[Batch]:
    """Batches of different sizes, in which different numbers of targets count."""
    chance = np.random.default_rng(0)
    made = [(chance.integers(61, size=(n, 16)), chance.integers(61, size=(n, 16))) for n in sizes]
    made[0][1][0, :11] = -100
    return made


def test_it_is_the_mean_over_all_targets_that_count(tiny_gpt: Callable[..., GPT]) -> None:
    model = tiny_gpt()
    losses = []
    for inputs, targets in batches():
        with torch.no_grad():
            logits = model(torch.from_numpy(inputs)).double().numpy()
        logits -= logits.max(axis=-1, keepdims=True)
        for row, place in zip(*np.nonzero(targets >= 0), strict=True):
            odds = np.exp(logits[row, place])
            losses.append(-math.log(odds[targets[row, place]] / odds.sum()))
    assert len(losses) == 64 - 11
    assert mean_loss(model, batches(), "fp32") == pytest.approx(sum(losses) / len(losses), abs=1e-6)
    by_batch = [mean_loss(model, [one], "fp32") for one in batches()]
    assert abs(sum(by_batch) / 2 - sum(losses) / len(losses)) > 1e-3  # a mean of means would be another number


def test_dropout_is_off_and_mode_gradients_and_generator_stay(tiny_gpt: Callable[..., GPT]) -> None:
    still, model = tiny_gpt(dropout=0.0), tiny_gpt(dropout=0.5).train()
    state = torch.get_rng_state()
    assert mean_loss(model, batches(), "fp32") == mean_loss(still, batches(), "fp32")
    assert torch.equal(torch.get_rng_state(), state)
    assert model.training
    assert not still.training
    assert all(p.grad is None for p in model.parameters())


def test_bf16_measures_nearly_the_same(tiny_gpt: Callable[..., GPT]) -> None:
    model = tiny_gpt()
    exact, rounded = (mean_loss(model, batches(), precision) for precision in ("fp32", "bf16"))
    assert exact != rounded
    assert exact == pytest.approx(rounded, rel=0.01)

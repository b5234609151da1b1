"""Dropout beside torch's own: the same values, the same share, the same gradients; drawn quicker."""

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from core.model.dropout import CHANCES, Dropout

SHAPE = (41, 31, 37)  # no multiple of four


def dropped(p: float, x: Tensor, seed: int = 0) -> Tensor:
    torch.manual_seed(seed)
    result: Tensor = Dropout(p).train()(x)
    return result


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("p", [0.1, 0.25, 0.9])
def test_it_drops_as_torch_does(p: float, dtype: torch.dtype) -> None:
    ones = torch.ones(SHAPE, dtype=dtype)
    ours, theirs = dropped(p, ones), F.dropout(ones, p)
    assert ours.shape == theirs.shape
    assert ours.dtype == dtype
    torch.testing.assert_close(ours.unique().float(), theirs.unique().float(), atol=1e-2, rtol=1e-2)
    # Five standard deviations of a share of so many.
    assert float((ours == 0).float().mean()) == pytest.approx(p, abs=5 * (p * (1 - p) / ones.numel()) ** 0.5)


def test_the_mean_stays() -> None:
    ones = torch.ones(200_000, dtype=torch.float64)
    assert float(dropped(1 / 3, ones).mean()) == pytest.approx(1.0, abs=0.01)
    left = dropped(1 / 3, ones).max()
    assert float(left) == CHANCES / (CHANCES - round(CHANCES / 3))


def test_neighbours_are_dropped_apart() -> None:
    """Four values share a drawing; what becomes of one says nothing about the others."""
    zeros = (dropped(0.5, torch.ones(400_000)) == 0).float().view(-1, 4)
    together = torch.corrcoef(zeros.T) - torch.eye(4)
    assert float(together.abs().max()) < 0.02


def test_the_gradient_goes_where_a_value_was_left() -> None:
    x = torch.randn(SHAPE, requires_grad=True)
    made = dropped(0.3, x)
    made.sum().backward()
    assert x.grad is not None
    torch.testing.assert_close(x.grad * x, made)


def test_the_seed_decides() -> None:
    x = torch.randn(SHAPE)
    assert torch.equal(dropped(0.2, x), dropped(0.2, x))
    assert not torch.equal(dropped(0.2, x), dropped(0.2, x, seed=1))


def test_nothing_is_dropped_or_drawn_without_need() -> None:
    x, before = torch.randn(SHAPE), torch.get_rng_state()
    assert Dropout(0.5).eval()(x) is x
    assert Dropout(0.0).train()(x) is x
    assert torch.equal(torch.get_rng_state(), before)

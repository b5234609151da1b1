"""Head and loss in pieces beside torch's own, which computes all logits at once."""

import pytest
import torch
import torch.nn.functional as F

from core.model import cross_entropy
from core.model.cross_entropy import linear_cross_entropy
from core.text.windows import IGNORED

N, D, V = 37, 8, 50


@pytest.fixture(params=[10**9, 7 * V, 1], ids=["one piece", "pieces of 7", "pieces of 1"])
def pieces(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(cross_entropy.PIECE, "cpu", request.param)


def case(dtype: torch.dtype) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    chance = torch.Generator().manual_seed(3)
    x = torch.randn(N, D, generator=chance, dtype=dtype).requires_grad_()
    weight = torch.randn(V, D, generator=chance, dtype=dtype).requires_grad_()
    targets = torch.randint(V, (N,), generator=chance)
    targets[::5] = IGNORED
    return x, weight, targets


@pytest.mark.usefixtures("pieces")
@pytest.mark.parametrize(("dtype", "near"), [(torch.float64, 1e-12), (torch.float32, 1e-6)])
def test_loss_and_gradients_are_torchs(dtype: torch.dtype, near: float) -> None:
    x, weight, targets = case(dtype)
    loss = linear_cross_entropy(x, weight, targets)
    (3 * loss).backward()
    theirs, head = x.detach().clone().requires_grad_(), weight.detach().clone().requires_grad_()
    wanted = F.cross_entropy(theirs @ head.T, targets)
    (3 * wanted).backward()
    assert loss.item() == pytest.approx(wanted.item(), abs=near)
    for ours, other in ((x.grad, theirs.grad), (weight.grad, head.grad)):
        assert ours is not None
        assert other is not None
        assert (ours - other).abs().max() < 10 * near


@pytest.mark.usefixtures("pieces")
def test_half_precision_is_near_and_its_gradients_are_full() -> None:
    x, weight, targets = case(torch.float32)
    exact = F.cross_entropy(x @ weight.T, targets)
    with torch.autocast("cpu", torch.bfloat16):
        loss = linear_cross_entropy(x, weight, targets)
    loss.backward()
    assert loss.item() == pytest.approx(exact.item(), rel=0.02)
    exact_x, exact_weight = torch.autograd.grad(exact, (x, weight))
    for ours, other in ((x.grad, exact_x), (weight.grad, exact_weight)):
        assert ours is not None
        assert ours.dtype == torch.float32
        assert (ours - other).norm() < 0.02 * other.norm()


def test_without_gradients_the_loss_has_the_same_bits() -> None:
    x, weight, targets = case(torch.float32)
    learning = linear_cross_entropy(x, weight, targets)
    with torch.no_grad():
        assert torch.equal(linear_cross_entropy(x, weight, targets), learning)


def test_surprises_beyond_what_a_probability_can_hold_stay_finite() -> None:
    x, weight = torch.tensor([[200.0]]), torch.tensor([[1.0], [-1.0]])
    assert linear_cross_entropy(x, weight, torch.tensor([1])).item() == pytest.approx(400.0)


def test_where_no_target_counts_nothing_is_learnt() -> None:
    x, weight, targets = case(torch.float32)
    loss = linear_cross_entropy(x, weight, torch.full_like(targets, IGNORED))
    loss.backward()
    assert loss.item() == 0.0
    assert x.grad is not None
    assert not x.grad.any()

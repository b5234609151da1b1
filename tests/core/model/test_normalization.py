"""Norms beside torch's own, and beside the formula in numpy."""

import numpy as np
import pytest
import torch
from torch import nn

from core import config
from core.model.normalization import NORMS, LayerNorm, RMSNorm

EPSILON = 1e-5
X = torch.randn(3, 5, 12, generator=torch.Generator().manual_seed(1)) * 3 + 1


def test_registry_holds_what_is_declared() -> None:
    assert set(NORMS) == set(config.NORMS)


@pytest.mark.parametrize("bias", [True, False])
def test_layernorm_is_torchs(bias: bool) -> None:
    ours, theirs = LayerNorm(12, bias, EPSILON), nn.LayerNorm(12, eps=EPSILON, bias=bias)
    for parameter in theirs.parameters():
        nn.init.normal_(parameter, generator=torch.Generator().manual_seed(2))
    ours.load_state_dict(theirs.state_dict())
    assert torch.equal(ours(X), theirs(X))


def test_layernorm_centres_and_scales() -> None:
    y = LayerNorm(12, bias=True, epsilon=EPSILON)(X).detach().numpy()
    assert y.mean(axis=-1) == pytest.approx(0.0, abs=1e-6)
    assert y.std(axis=-1) == pytest.approx(1.0, abs=1e-4)


def test_rmsnorm_divides_by_the_root_mean_square() -> None:
    ours = RMSNorm(12, bias=True, epsilon=EPSILON)
    with torch.no_grad():
        ours.weight.copy_(torch.linspace(0.5, 2.0, 12))
    x = X.double().numpy()
    wanted = x / np.sqrt((x**2).mean(axis=-1, keepdims=True) + EPSILON) * np.linspace(0.5, 2.0, 12)
    assert ours(X).detach().numpy() == pytest.approx(wanted, abs=1e-5)
    assert [name for name, _ in ours.named_parameters()] == ["weight"]  # it has no offset, whatever is asked for


@pytest.mark.parametrize("norm", NORMS.values())
def test_a_vector_of_zeros_stays_finite(norm: type[nn.Module]) -> None:
    assert torch.equal(norm(12, bias=False, epsilon=EPSILON)(torch.zeros(1, 12)), torch.zeros(1, 12))

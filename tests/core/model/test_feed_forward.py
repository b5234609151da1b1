"""Feed-forward blocks beside transformers' activations and the formulas of their papers."""

import pytest
import torch
from torch import Tensor
from transformers.activations import ACT2FN

from core import config
from core.config import ModelConfig
from core.model.feed_forward import MLPS, Gelu, SquaredRelu, SwiGlu

X = torch.randn(2, 5, 16, generator=torch.Generator().manual_seed(1)) * 2


def linear(layer: torch.nn.Linear, x: Tensor) -> Tensor:
    """x Wᵀ + b, written out."""
    y = torch.einsum("...d,fd->...f", x, layer.weight)
    return y if layer.bias is None else y + layer.bias


def test_registry_holds_what_is_declared() -> None:
    assert set(MLPS) == set(config.MLPS)


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize(("mlp", "kind", "activation"), [("gelu", Gelu, "gelu_new"), ("relu2", SquaredRelu, "relu2")])
def test_widen_bend_narrow(mlp: str, kind: type[Gelu], activation: str, bias: bool) -> None:
    block = MLPS[mlp](ModelConfig(d_model=16, mlp=mlp, bias=bias))
    assert isinstance(block, kind)
    wanted = linear(block.down, ACT2FN[activation](linear(block.up, X)))
    assert (block(X) - wanted).abs().max() < 1e-6


@pytest.mark.parametrize("bias", [True, False])
def test_swiglu_gates_one_copy_by_the_other(bias: bool) -> None:
    block = SwiGlu(ModelConfig(d_model=16, mlp="swiglu", bias=bias))
    gate = linear(block.gate, X)
    wanted = linear(block.down, gate * torch.sigmoid(gate) * linear(block.up, X))
    assert (block(X) - wanted).abs().max() < 1e-6


def test_widths_are_those_of_the_settings() -> None:
    assert MLPS["gelu"](ModelConfig(d_model=16)).up.weight.shape == (64, 16)
    assert MLPS["swiglu"](ModelConfig(d_model=48, mlp="swiglu")).up.weight.shape == (128, 48)
    assert MLPS["relu2"](ModelConfig(d_model=16, mlp="relu2", d_ff=20)).down.weight.shape == (16, 20)

"""Normalisation: keeps each token's vector in a healthy range before a block reads it.

The tap stands after the gain, where TransformerLens's bridge says ``hook_out``; its ``hook_normalized`` is before it.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from core.config import ModelConfig
from core.model.taps import Tap


class LayerNorm(nn.Module):
    """Subtract the mean, divide by the standard deviation, scale and shift (Ba et al. 2016)."""

    def __init__(self, width: int, bias: bool, epsilon: float) -> None:
        super().__init__()
        self.epsilon = epsilon
        self.weight = nn.Parameter(torch.ones(width))
        self.bias = nn.Parameter(torch.zeros(width)) if bias else None
        self.hook_normalized = Tap()

    def forward(self, x: Tensor) -> Tensor:
        return self.hook_normalized(F.layer_norm(x, self.weight.shape, self.weight, self.bias, self.epsilon))  # … D


class RMSNorm(nn.Module):
    """Divide by the root mean square and scale; no mean is taken away (Zhang & Sennrich 2019)."""

    def __init__(self, width: int, bias: bool, epsilon: float) -> None:
        super().__init__()
        self.epsilon = epsilon
        self.weight = nn.Parameter(torch.ones(width))
        self.hook_normalized = Tap()

    def forward(self, x: Tensor) -> Tensor:
        return self.hook_normalized(F.rms_norm(x, self.weight.shape, self.weight, self.epsilon))  # … D


class NoNorm(nn.Module):
    """Nothing is done: to see what normalisation is for."""

    def __init__(self, width: int, bias: bool, epsilon: float) -> None:
        super().__init__()
        self.hook_normalized = Tap()

    def forward(self, x: Tensor) -> Tensor:
        return self.hook_normalized(x)  # … D


Norm = LayerNorm | RMSNorm | NoNorm
NORMS: dict[str, type[Norm]] = {"layernorm": LayerNorm, "rmsnorm": RMSNorm, "none": NoNorm}


def norm_of(config: ModelConfig, width: int, bias: bool) -> Norm:
    """A normalisation of the kind that the network has, for vectors of that width."""
    return NORMS[config.norm](width, bias, config.norm_epsilon)

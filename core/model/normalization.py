"""Normalisation: keeps each token's vector in a healthy range before a block reads it.

The tap stands after the gain (TransformerLens has it there for LayerNorm, before the gain for RMSNorm).
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from core.model.taps import Tap

EPSILON = 1e-5


class LayerNorm(nn.Module):
    """Subtract the mean, divide by the standard deviation, scale and shift (Ba et al. 2016)."""

    def __init__(self, width: int, bias: bool) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.bias = nn.Parameter(torch.zeros(width)) if bias else None
        self.hook_normalized = Tap()

    def forward(self, x: Tensor) -> Tensor:
        return self.hook_normalized(F.layer_norm(x, self.weight.shape, self.weight, self.bias, EPSILON))  # … D


class RMSNorm(nn.Module):
    """Divide by the root mean square and scale; no mean is taken away (Zhang & Sennrich 2019)."""

    def __init__(self, width: int, bias: bool) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.hook_normalized = Tap()

    def forward(self, x: Tensor) -> Tensor:
        return self.hook_normalized(F.rms_norm(x, self.weight.shape, self.weight, EPSILON))  # … D


NORMS = {"layernorm": LayerNorm, "rmsnorm": RMSNorm}

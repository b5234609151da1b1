"""Dropout: while it trains, each value is set to zero by chance, so that nothing leans on a single one.

A processor draws these chances one after another, and torch draws one for each value, which took a third of a training
step. Here one drawing of 64 bits serves for four values.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

CHANCES = 2**16  # what two bytes can tell apart


class Dropout(nn.Module):
    """… → …, with a share of ``p`` zeros, and what is left scaled so that the mean stays (Srivastava et al. 2014).

    On a processor ``p`` is rounded to 65,536ths. ``generator``: whom the chances are drawn from; torch's own if it is
    None.
    """

    def __init__(self, p: float) -> None:
        super().__init__()
        self.p = p
        self.generator: torch.Generator | None = None

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or not self.p:
            return x
        if x.device.type == "cpu":
            return x * self._noise(x)
        if self.generator is None:
            return F.dropout(x, self.p)
        return x * torch.empty_like(x).bernoulli_(1 - self.p, generator=self.generator).div_(1 - self.p)

    def _noise(self, x: Tensor) -> Tensor:
        """By what each value is multiplied: zero, or one over the share that is left."""
        dropped = round(self.p * CHANCES)
        draws = torch.empty((x.numel() + 3) // 4, dtype=torch.int64).random_(-(2**63), None, generator=self.generator)
        chances = draws.view(torch.int16)[: x.numel()].view(x.shape)
        kept = chances >= dropped - CHANCES // 2
        return kept.to(x.dtype).mul_(CHANCES / (CHANCES - dropped))

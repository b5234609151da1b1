"""From token ids to vectors, and how a network knows the order of its tokens.

The token embedding is a plain table (``nn.Embedding``). For the order there are two ways: a learned vector for each
place, added to the token's; or rotary positions, which turn queries and keys inside attention.
"""

import torch
from torch import Tensor, nn


class LearnedPositions(nn.Module):
    """A learned vector for each place in the context, as in GPT-2 (Radford et al. 2019)."""

    rotary = None

    def __init__(self, context_length: int, d_model: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(context_length, d_model))

    def forward(self, length: int) -> Tensor:
        """The vectors of the first ``length`` places.  → T D"""
        return self.weight[:length]


class Rotary(nn.Module):
    """Rotary position embedding (Su et al. 2021), halves paired as in Llama.

    Pair i of a head's K numbers is turned by the angle ``place · base^(−2i/K)``, so that the product of a query and a
    key depends on how far apart they stand.
    """

    cosine: Tensor
    sine: Tensor

    def __init__(self, context_length: int, head_width: int, base: float) -> None:
        super().__init__()
        self.context_length, self.head_width, self.base = context_length, head_width, base
        self.register_buffer("cosine", torch.empty(context_length, head_width), persistent=False)
        self.register_buffer("sine", torch.empty(context_length, head_width), persistent=False)

    def fill(self) -> None:
        """Work out the tables: T K each. They are no parameters and are never saved."""
        exponent = torch.arange(0, self.head_width, 2, dtype=torch.float64) / self.head_width
        place = torch.arange(self.context_length, dtype=torch.float64)
        angle = torch.outer(place, self.base**-exponent)  # T K/2
        both = torch.cat((angle, angle), dim=-1)
        self.cosine.copy_(both.cos())
        self.sine.copy_(both.sin())

    def forward(self, x: Tensor) -> Tensor:
        """Turn queries or keys.  B H T K → B H T K"""
        length = x.size(-2)
        return turn(x, self.cosine[:length], self.sine[:length])


def turn(x: Tensor, cosine: Tensor, sine: Tensor) -> Tensor:
    """Rotate the pairs (x[i], x[i + K/2]) by the tabled angles."""
    first, second = x.chunk(2, dim=-1)
    return x * cosine + torch.cat((-second, first), dim=-1) * sine

"""Which size of network a time and a text deserve: the rule behind "let the time choose".

A compute budget C is spent best where parameters N and tokens D are in balance (Kaplan et al. 2020; Hoffmann et al.
2022: N and D grow alike, about with √C). A text that is read again and again teaches ever less (Muennighoff et al.
2023). Constants and how they were checked: docs/time-and-size.md.
"""

import math
from dataclasses import dataclass

from core.config import ModelConfig, Value

# The part of the loss that size and reading decide, A/N^α + B/D^β, as Hoffmann et al. 2022 (approach 3) have fitted it.
A, ALPHA, B, BETA = 406.4, 0.34, 410.7, 0.28
# Muennighoff et al. 2023: how soon tokens read again, and numbers beyond what a text can fill, lose their value.
READ_AGAIN, TOO_MANY = 15.39, 5.31
# Sizes whose expected loss is this close to the lowest count as equal, and of those the smallest is taken.
EQUAL = 1.01


@dataclass(frozen=True)
class Size:
    """A network of the ladder: heads are 32 wide, as in `small`; depth and width grow together."""

    n_layers: int
    d_model: int

    @property
    def settings(self) -> dict[str, Value]:
        return {"n_layers": self.n_layers, "d_model": self.d_model, "n_heads": self.d_model // HEAD_WIDTH}


HEAD_WIDTH = 32
LADDER = tuple(
    Size(layers, width)
    for layers, width in (
        (2, 64), (3, 96), (4, 128), (5, 160), (6, 192), (6, 256), (8, 320), (8, 384), (10, 512), (12, 640), (12, 768),
    )
)  # fmt: skip


def choose_size(model: ModelConfig, operations: float, tokens: int) -> dict[str, Value]:
    """Layers, width and heads for so many floating-point operations and a text of so many training tokens.

    ``model`` gives vocabulary and context length. Of the ladder, the size with the lowest expected loss.
    """
    expected = {size: expected_loss(size, model, operations, tokens) for size in LADDER}
    lowest = min(expected.values())
    best = next(size for size in LADDER if expected[size] <= EQUAL * lowest)
    heads = best.d_model // HEAD_WIDTH
    follow: dict[str, Value] = {"d_ff": 0} if model.d_ff else {}
    if model.n_kv_heads:
        follow["n_kv_heads"] = heads // 2 if heads % 2 == 0 else heads
    return best.settings | follow


def expected_loss(size: Size, model: ModelConfig, operations: float, tokens: int) -> float:
    """What of the loss depends on size and reading, in the units of Hoffmann et al."""
    numbers = size_of(size, model.vocab_size)
    each = 6 * numbers + 12 * size.n_layers * size.d_model * model.context_length
    filled, read = worth(numbers, filled_by(tokens), TOO_MANY), worth(operations / each, tokens, READ_AGAIN)
    return float(A / filled**ALPHA + B / read**BETA)


def size_of(size: Size, vocab_size: int) -> int:
    """Numbers that each token meets: 12·L·D² in the blocks and V·D in the head."""
    return 12 * size.n_layers * size.d_model**2 + vocab_size * size.d_model


def worth(count: float, full: float, fades: float) -> float:
    """How much ``count`` is worth where what goes beyond ``full`` fades: full · (1 + f · (1 − e^(−excess/f)))."""
    if count <= full:
        return count
    return full * (1 + fades * (1 - math.exp(-(count / full - 1) / fades)))


def filled_by(tokens: float) -> float:
    """Numbers for which so many tokens, each read once, are the best reading: N = G·(C/6)^a where D = (C/6)^b / G."""
    balance = (ALPHA * A / (BETA * B)) ** (1 / (ALPHA + BETA))
    return float(balance * (tokens * balance) ** (BETA / ALPHA))

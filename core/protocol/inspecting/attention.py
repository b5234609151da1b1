"""What the view of attention finds."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.protocol.inspecting.table import Table, ViewResult


@dataclass(frozen=True)
class HeadHabit:
    """Where a head looks: ``mean`` is the weight that goes there, averaged over the tokens for which it exists."""

    target: Literal["itself", "the token before it", "the first token"]
    mean: float


@dataclass(frozen=True)
class AttentionResult(ViewResult):
    """``pattern``: L H T T, weights from the asking token (row) to the tokens it sees (column); the future is 0.

    ``habits``: what each head does most on this prompt, by layer and head.
    """

    pattern: np.ndarray
    habits: tuple[tuple[HeadHabit, ...], ...] = ()

    def table(self, tokens: tuple[str, ...]) -> Table:
        return Table(
            ("layer", "head", "place", "token", "looks at place", "looks at", "weight"),
            tuple(
                (layer, head, row, tokens[row], column, tokens[column], float(weights[row, column]))
                for layer, heads in enumerate(self.pattern)
                for head, weights in enumerate(heads)
                for row in range(len(tokens))
                for column in range(row + 1)
            ),
        )

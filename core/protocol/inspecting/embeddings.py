"""What the view of embeddings finds."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.protocol.inspecting.table import Table, ViewResult


@dataclass(frozen=True)
class Neighbour:
    """A token whose vector points nearly the same way: ``cosine`` of the angle between the two."""

    id: int
    cosine: float


@dataclass(frozen=True)
class Places:
    """How the network knows where a token stands, row by row.

    learned: ``rows`` are the cosines between the vectors of any two places; rope: for each place the cosine of the
    angle by which it turns each pair of a head's numbers. ``numbers``: the places shown, of a long context every
    n-th one.
    """

    kind: Literal["learned", "rope"]
    numbers: tuple[int, ...]
    rows: np.ndarray


@dataclass(frozen=True)
class EmbeddingsResult(ViewResult):
    """``points``: V 2, the tokens in the picture, NaN for those that are left out; ``spread``: the share of the whole
    variance along each axis of it (PCA alone); ``names`` and ``counts``: of each token its label, and how often it
    stands in the training text; where the text is not to be had ``why_no_counts`` says so.

    ``token``: the chosen one; ``length``: of its vector; ``neighbours``: the nearest to it, nearest first;
    ``projections``: those that can be had on this computer.
    """

    projection: str
    points: np.ndarray
    names: tuple[str, ...]
    token: int
    length: float
    neighbours: tuple[Neighbour, ...]
    spread: tuple[float, float] | None = None
    counts: np.ndarray | None = None
    why_no_counts: str = ""
    places: Places | None = None
    projections: tuple[str, ...] = ("pca",)
    d_model: int = 0

    def table(self, tokens: tuple[str, ...]) -> Table:
        near = {neighbour.id: neighbour.cosine for neighbour in self.neighbours}
        return Table(
            ("id", "token", "count", "x", "y", "cosine to the chosen one"),
            tuple(
                (i, name, None if self.counts is None else int(self.counts[i]), _known(x), _known(y), near.get(i))
                for i, (name, (x, y)) in enumerate(zip(self.names, self.points.tolist(), strict=True))
            ),
        )


def _known(number: float) -> float | None:
    return number if number == number else None

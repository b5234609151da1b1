"""What the view of attention finds."""

from dataclasses import dataclass

import numpy as np

from core.protocol.inspecting.table import Table, ViewResult

COLUMNS = {"weights": "weight", "values": "weight × value", "scores": "score"}


@dataclass(frozen=True)
class HeadLabel:
    """What a head does most of all on random tokens that come twice: ``kind`` by its name in HEAD_KINDS, its ``score``,
    and the one of a head that attends evenly, ``chance``. ``clear``: it stands out."""

    kind: str
    score: float
    chance: float
    clear: bool


@dataclass(frozen=True)
class AttentionResult(ViewResult):
    """``pattern``: L H T T, from the asking token (row) to the tokens it sees (column); the future is 0.

    ``quantity``: what the numbers are, by its name in QUANTITIES; weights sum to 1 in each row. ``labels``: of each
    head, by layer; none where ``unlabelled`` says why.
    """

    pattern: np.ndarray
    quantity: str = "weights"
    labels: tuple[tuple[HeadLabel, ...], ...] = ()
    unlabelled: str = ""

    def table(self, tokens: tuple[str, ...]) -> Table:
        return Table(
            ("layer", "head", "place", "token", "looks at place", "looks at", COLUMNS[self.quantity]),
            tuple(
                (layer, head, row, tokens[row], column, tokens[column], float(weights[row, column]))
                for layer, heads in enumerate(self.pattern)
                for head, weights in enumerate(heads)
                for row in range(len(tokens))
                for column in range(row + 1)
            ),
        )

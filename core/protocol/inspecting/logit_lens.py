"""What the logit lens finds."""

from dataclasses import dataclass

import numpy as np

from core.protocol.inspecting.next_token import Candidate
from core.protocol.inspecting.table import Table, ViewResult


@dataclass(frozen=True)
class LogitLensResult(ViewResult):
    """Arrays have a row for the embedding and one for each layer (M = L + 1), and a column for each token: M T. What is
    not known yet is −1 in ``top``, ``rank`` and ``answers``, and NaN elsewhere.

    ``layers``: what the rows are called; ``top``: the likeliest token, by its number; ``labels``: how those are
    written; ``odds``: of that token; ``entropy``: of all odds, in bits; ``kl``: how far they are from the last layer's,
    Σ p_end · log2(p_end / p), in bits; ``answers`` (T): the token that the last layer finds likeliest, and at the place
    that is asked about the one that is explained; ``rank`` (1 is the likeliest) and ``answer_odds``: of the answer;
    ``readings``: at the place that is asked about, the likeliest tokens of each row, best first.
    """

    layers: tuple[str, ...]
    top: np.ndarray
    odds: np.ndarray
    entropy: np.ndarray
    kl: np.ndarray
    rank: np.ndarray
    answer_odds: np.ndarray
    answers: np.ndarray
    labels: dict[int, str]
    readings: tuple[tuple[Candidate, ...], ...]

    def table(self, tokens: tuple[str, ...]) -> Table:
        columns = (
            "behind", "place", "token", "says", "odds", "entropy", "KL to the end", "answer", "answer's rank",
            "answer's odds",
        )  # fmt: skip
        return Table(columns, tuple(
            (
                name, place, tokens[place], self.labels[int(self.top[row, place])], float(self.odds[row, place]),
                float(self.entropy[row, place]), float(self.kl[row, place]), self.labels[int(self.answers[place])],
                int(self.rank[row, place]), float(self.answer_odds[row, place]),
            )
            for row, name in enumerate(self.layers)
            for place in range(len(tokens))
            if self.top[row, place] >= 0
        ))  # fmt: skip

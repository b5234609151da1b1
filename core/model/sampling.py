"""From logits to the next token: temperature, then top-k, top-p and min-p, then chance. numpy alone."""

import math

import numpy as np

from core.config import SamplingConfig
from core.text.tokenizers import Tokenizer

# What rounding may do to the logarithm of a share.
SLACK = 1e-3
STRETCH = 64


def likeliest(odds: np.ndarray, count: int) -> list[int]:
    """The ids of the ``count`` likeliest tokens, best first; among equals the lower id.  V → count

    No more than a few are sorted: those that reach the ``count``-th best of the bests of whole stretches.
    """
    bests = odds[: len(odds) // STRETCH * STRETCH].reshape(-1, STRETCH).max(axis=1)
    few = np.arange(len(odds))
    if len(bests) > count:
        few = np.flatnonzero(odds >= np.partition(bests, -count)[-count])
    best: list[int] = few[np.argsort(-odds[few], kind="stable")][:count].tolist()
    return best


def writable(tokenizer: Tokenizer, vocab_size: int) -> np.ndarray:
    """The ids that a text may go on with: not those that stand for no text, nor those that the tokenizer lacks."""
    allowed = np.zeros(vocab_size, dtype=bool)
    allowed[: tokenizer.vocab_size] = True
    allowed[list(tokenizer.never_written)] = False
    return np.flatnonzero(allowed)


class Sampler:
    """Draws tokens by the rules of ``config``, from a generator of its own (PCG64, seeded by ``config.seed``).

    ``allowed``: the ids among which the rules choose, rising; None is all.
    """

    def __init__(self, config: SamplingConfig, allowed: np.ndarray | None = None) -> None:
        self.config = config
        self._allowed = allowed
        self._chance = np.random.Generator(np.random.PCG64(config.seed))

    def distribution(self, logits: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The tokens that the rules leave, and their probabilities, which sum to 1.  V → n, n

        Temperature 0 leaves the likeliest alone. Top-p keeps the fewest likeliest tokens that together reach p
        (Holtzman et al. 2020); min-p those with at least this share of the likeliest (Nguyen et al. 2024).
        """
        rules = self.config
        ids = np.arange(len(logits)) if self._allowed is None else self._allowed
        logits = logits[ids]
        if rules.temperature == 0.0:
            return ids[[logits.argmax()]], np.ones(1)
        if rules.top_p == 1.0 and rules.min_p > 0.0:
            # Min-p looks at shares of the likeliest alone: what lies far below is passed over before it costs anything.
            near = np.flatnonzero(logits >= logits.max() + rules.temperature * (math.log(rules.min_p) - SLACK))
            ids, logits = ids[near], logits[near]
        with np.errstate(over="ignore"):  # at a temperature next to 0, all but the likeliest lie infinitely far below
            scaled = (logits.astype(np.float64) - logits.max()) / rules.temperature
        if 0 < rules.top_k < len(ids):
            best = np.argpartition(-scaled, rules.top_k - 1)[: rules.top_k]
            ids, scaled = ids[best], scaled[best]
        odds = np.exp(scaled)
        odds /= odds.sum()
        if rules.top_p < 1.0:
            order = np.argsort(-odds, kind="stable")
            before = np.cumsum(odds[order]) - odds[order]
            kept = order[before < rules.top_p]
            ids, odds = ids[kept], odds[kept] / odds[kept].sum()
        if rules.min_p > 0.0:
            likely = odds >= rules.min_p * odds.max()
            ids, odds = ids[likely], odds[likely] / odds[likely].sum()
        return ids, odds

    def draw(self, logits: np.ndarray) -> int:
        """The next token.  V → id"""
        ids, odds = self.distribution(logits)
        place = np.searchsorted(np.cumsum(odds), self._chance.random(), side="right")
        return int(ids[min(int(place), len(ids) - 1)])

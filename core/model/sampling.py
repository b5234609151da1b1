"""From logits to the next token. numpy alone.

The rules, in this order everywhere, which is that of transformers: repetition penalty, banned words and tokens,
temperature, top-k, top-p, min-p; then chance.
"""

import dataclasses
import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np

from core.config import SamplingConfig
from core.errors import SettingError
from core.model.banning import Banned
from core.text.tokenizers import Tokenizer

# What rounding may do to the logarithm of a share.
SLACK = 1e-3
STRETCH = 64
# The rules that cut by odds, in their order, and the value with which each cuts nothing.
OFF: dict[str, float] = {"top_k": 0, "top_p": 1.0, "min_p": 0.0}


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


def penalized(logits: np.ndarray, seen: Sequence[int], penalty: float) -> np.ndarray:
    """The logits with those of tokens that were seen divided by the penalty, or multiplied where they are below 0, as
    in transformers (after CTRL, Keskar et al. 2019). How often one was seen does not matter.  V → V"""
    ids = np.unique(np.fromiter(seen, dtype=np.int64, count=len(seen)))
    scores = logits[ids]
    changed = logits.copy()
    changed[ids] = np.where(scores < 0, scores * penalty, scores / penalty)
    return changed


@lru_cache(maxsize=4)
def _banned(words: tuple[str, ...], tokens: tuple[int, ...], tokenizer: Tokenizer, vocab_size: int) -> Banned:
    """One for all texts that are written side by side, and for the picture of the next token: it sorts a vocabulary."""
    return Banned(words, tokens, tokenizer, vocab_size)


class Sampler:
    """Draws tokens by the rules of ``config``, from a generator of its own (PCG64, seeded by ``config.seed``).

    ``allowed``: the ids among which the rules choose, rising; None is all. ``banned``: those that the person forbade.
    """

    def __init__(self, config: SamplingConfig, allowed: np.ndarray | None = None, banned: Banned | None = None) -> None:
        self.config = config
        self.allowed, self._banned = allowed, banned
        self._chance = np.random.Generator(np.random.PCG64(config.seed))

    @classmethod
    def for_texts(cls, config: SamplingConfig, tokenizer: Tokenizer, vocab_size: int) -> "Sampler":
        """One that writes text: among the tokens that stand for some, without the banned ones.

        Raises:
            SettingError: a banned token does not exist, or none is left to write.
        """
        allowed = writable(tokenizer, vocab_size)
        if not config.ban and not config.ban_token:
            return cls(config, allowed)
        banned = _banned(config.ban, config.ban_token, tokenizer, vocab_size)  # type: ignore[arg-type]
        if not np.setdiff1d(allowed, [*banned.always, *tokenizer.ends]).size:
            raise SettingError(
                "Every token of this model is banned (--ban, --ban-token): nothing is left to write.",
                "Ban fewer words.",
            )
        return cls(config, allowed, banned)

    def distribution(self, logits: np.ndarray, seen: Sequence[int] = ()) -> tuple[np.ndarray, np.ndarray]:
        """The tokens that the rules leave, and their probabilities, which sum to 1; none where all are banned.
        V → n, n

        ``seen``: the tokens before it that the model sees. Temperature 0 leaves the likeliest alone. Top-p keeps the
        fewest likeliest tokens that together reach p (Holtzman et al. 2020); min-p those with at least this share of
        the likeliest (Nguyen et al. 2024).
        """
        rules = self.config
        logits = self.reshaped(logits, seen)
        ids = self.unbanned(len(logits), seen)
        if not ids.size:
            return ids, np.ones(0)
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
        odds = np.exp(scaled)  # the likeliest's is 1
        if rules.top_p < 1.0:
            odds /= odds.sum()
            order = np.argsort(-odds, kind="stable")
            before = np.cumsum(odds[order]) - odds[order]
            kept = order[before < rules.top_p]
            ids, odds = ids[kept], odds[kept]
        if rules.min_p > 0.0 and not (likely := odds >= rules.min_p * odds.max()).all():
            ids, odds = ids[likely], odds[likely]
        odds /= odds.sum()
        return ids, odds

    def reshaped(self, logits: np.ndarray, seen: Sequence[int]) -> np.ndarray:
        """The logits under the repetition penalty.  V → V"""
        penalty = self.config.repetition_penalty
        return logits if penalty == 1.0 or not len(seen) else penalized(logits, seen, penalty)

    def unbanned(self, vocab_size: int, seen: Sequence[int]) -> np.ndarray:
        """The ids that could be written after what was seen, before any rule that looks at odds.  → n"""
        ids = np.arange(vocab_size) if self.allowed is None else self.allowed
        if self._banned is None:
            return ids
        kept = np.ones(vocab_size, dtype=bool)
        kept[self._banned.after(seen)] = False
        return ids[kept[ids]]

    def cuts(self, logits: np.ndarray, seen: Sequence[int] = ()) -> list[tuple[str, np.ndarray]]:
        """Each rule that takes tokens away, by the name of its setting in the order in which they apply, with the ids
        that it leaves. Bans go together as ``ban``."""
        rules, every = self.config, np.arange(len(logits)) if self.allowed is None else self.allowed
        left = [("", every), ("ban", self.unbanned(len(logits), seen))]
        if rules.temperature == 0.0:
            left.append(("temperature", self.distribution(logits, seen)[0]))
        else:
            names = list(OFF)
            for number, name in enumerate(names, 1):
                later = {rule: OFF[rule] for rule in names[number:]}
                so_far = dataclasses.replace(rules, **later)  # type: ignore[arg-type]
                left.append((name, Sampler(so_far, self.allowed, self._banned).distribution(logits, seen)[0]))
        return [now for before, now in pairwise(left) if len(now[1]) < len(before[1])]

    def draw(self, logits: np.ndarray, seen: Sequence[int] = ()) -> int | None:
        """The next token after those that were seen; None where all are banned.  V → id"""
        ids, odds = self.distribution(logits, seen)
        if not ids.size:
            return None
        place = np.searchsorted(np.cumsum(odds), self._chance.random(), side="right")
        return int(ids[min(int(place), len(ids) - 1)])

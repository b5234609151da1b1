"""Next token: what could come after a token, how likely, and what the sampling rules leave of it."""

import numpy as np

from core.inspection.subject import Subject
from core.model.sampling import Sampler, likeliest, writable
from core.protocol import Candidate, NextTokenResult

SHOWN = 24


def next_token(subject: Subject) -> NextTokenResult:
    """The likeliest tokens after the one asked about, best first, before and after temperature and rules.

    What no text is written with is cut like what a rule cuts, as in Chat; the network's own odds are of all tokens.
    """
    logits = subject.logits_after(subject.at)  # V
    odds = softmax(logits)
    sampler = Sampler(subject.sampling, writable(subject.tokenizer, subject.model.config.vocab_size))
    kept_ids, kept_odds = sampler.distribution(logits)
    kept = dict(zip(kept_ids.tolist(), kept_odds.tolist(), strict=True))

    def candidate(i: int) -> Candidate:
        label = subject.tokenizer.label(i)
        return Candidate(i, label, kept.get(i, 0.0), float(logits[i]), float(odds[i]), i in kept)

    following = subject.ids[subject.at + 1 : subject.at + 2]
    return NextTokenResult(
        candidates=tuple(candidate(i) for i in likeliest(odds, SHOWN)),
        kept=len(kept),
        entropy=entropy_bits(odds),
        came=candidate(following[0]) if following else None,
    )


def softmax(logits: np.ndarray) -> np.ndarray:
    odds = np.exp(logits.astype(np.float64) - logits.max())
    odds /= odds.sum()
    return odds


def entropy_bits(odds: np.ndarray) -> float:
    """How undecided the odds are: 0 for a certain token, log2 V for all alike."""
    seen = odds[odds > 0]
    return float(-(seen * np.log2(seen)).sum())

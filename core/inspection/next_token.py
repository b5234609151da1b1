"""Next token: what could come after a token, how likely, and what the sampling rules leave of it."""

import numpy as np

from core.config import SamplingConfig
from core.inspection.subject import Subject
from core.model.sampling import Sampler, likeliest, writable
from core.protocol import Candidate, Cut, NextTokenResult

SHOWN = 24
NO_TEXT = "no text"


def next_token(subject: Subject) -> NextTokenResult:
    """The likeliest tokens after the one asked about, best first, before and after temperature and rules.

    What no text is written with is cut like what a rule cuts, as in Chat; the network's own odds are of all tokens.

    Raises:
        SettingError: the rules leave nothing to write.
    """
    logits, seen = subject.logits_after(subject.at), subject.ids[: subject.at + 1]  # V
    odds = softmax(logits)
    sampler = Sampler.for_texts(subject.sampling, subject.tokenizer, len(logits))
    kept_ids, kept_odds = sampler.distribution(logits, seen)
    kept = dict(zip(kept_ids.tolist(), kept_odds.tolist(), strict=True))
    cuts = sampler.cuts(logits, seen)
    left = [(NO_TEXT, writable(subject.tokenizer, len(logits))), *cuts]

    def candidate(i: int) -> Candidate:
        cut_by = next((rule for rule, ids in left if i not in ids), "")
        label = subject.tokenizer.label(i)
        return Candidate(i, label, kept.get(i, 0.0), float(logits[i]), float(odds[i]), not cut_by, cut_by)

    following = subject.ids[subject.at + 1 : subject.at + 2]
    return NextTokenResult(
        candidates=tuple(candidate(i) for i in likeliest(sampler.reshaped(logits, seen), SHOWN)),
        kept=len(kept),
        entropy=entropy_bits(odds),
        came=candidate(following[0]) if following else None,
        cuts=tuple(Cut(rule, _value(subject.sampling, rule), len(ids)) for rule, ids in cuts),
    )


def _value(sampling: SamplingConfig, rule: str) -> float:
    """What the rule is set to; of bans, how many there are."""
    return len(sampling.ban) + len(sampling.ban_token) if rule == "ban" else float(getattr(sampling, rule))


def softmax(logits: np.ndarray) -> np.ndarray:
    odds = np.exp(logits.astype(np.float64) - logits.max())
    odds /= odds.sum()
    return odds


def entropy_bits(odds: np.ndarray) -> float:
    """How undecided the odds are: 0 for a certain token, log2 V for all alike."""
    seen = odds[odds > 0]
    return float(-(seen * np.log2(seen)).sum())

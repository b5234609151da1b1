"""Losses that need no network: what chance, token frequencies and token pairs alone would score.

All are scored on the validation targets that the network is scored on, each given the token before it.
"""

from typing import Any

import numpy as np

from core.protocol import References

COUNTED_TOKENS = 5_000_000
DISCOUNT = 0.75


def references(train: np.ndarray, inputs: np.ndarray, targets: np.ndarray, vocab_size: int) -> References:
    """Mean losses in nats per token. ``inputs`` and ``targets``: 1-D, the validation pairs that count.

    Unigram: add-one smoothing. Bigram: absolute discounting by 0.75, backed off to the unigram (Ney et al. 1994).
    """
    # The smaller the numbers, the sooner they are sorted.
    pair: type[np.integer[Any]] = np.uint32 if vocab_size <= 1 << 16 else np.int64
    counted = np.asarray(train[:COUNTED_TOKENS], dtype=pair)
    frequency = np.bincount(counted, minlength=vocab_size) + 1.0
    unigram = frequency / frequency.sum()
    pairs, pair_counts = np.unique(counted[:-1] * vocab_size + counted[1:], return_counts=True)
    before = np.bincount(counted[:-1], minlength=vocab_size)
    followers = np.bincount(pairs // vocab_size, minlength=vocab_size)

    wanted = inputs.astype(pair) * vocab_size + targets.astype(pair)
    place = np.minimum(np.searchsorted(pairs, wanted), len(pairs) - 1)
    seen = np.where(pairs[place] == wanted, pair_counts[place] - DISCOUNT, 0.0)
    history = np.maximum(before[inputs], 1)
    kept_for_others = np.where(before[inputs] > 0, DISCOUNT * followers[inputs] / history, 1.0)
    bigram = seen / history + kept_for_others * unigram[targets]
    return References(
        uniform=float(np.log(vocab_size)),
        unigram=float(-np.log(unigram[targets]).mean()),
        bigram=float(-np.log(bigram).mean()),
    )

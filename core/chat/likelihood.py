"""How likely a text is to a network: what it is surprised by, token by token, as it would have written it."""

from collections.abc import Sequence

import numpy as np

from core.control import RunControl
from core.model.decoder import Decoder
from core.model.long_text import PLAIN, Turns


def mean_log(odds: Sequence[float]) -> float | None:
    """The mean logarithm of probabilities, in nats; None of none. What has rounded to 0 counts as the least number."""
    if not odds:
        return None
    return float(np.log(np.maximum(odds, np.finfo(np.float64).tiny)).mean())


def surprise(
    decoder: Decoder, ids: Sequence[int], text: Sequence[int], control: RunControl, turns: Turns = PLAIN
) -> float | None:
    """The mean of −ln p of the tokens ``text`` after the prompt ``ids`` (1 … context_length), in nats.

    They are read one by one, as a writer reads what it has written: a text longer than the context counts whole.
    ``turns``: what of the prompt stays in sight. None where there is nothing to measure, or a stop came.
    """
    if not text:
        return None
    total, logits = 0.0, decoder.prefill(ids, turns)
    for number, token_id in enumerate(text, 1):
        if control.stopping:
            return None
        below = logits.astype(np.float64) - logits.max()
        total += float(np.log(np.exp(below).sum()) - below[token_id])
        if number < len(text):
            logits = decoder.step(token_id)
    return total / len(text)

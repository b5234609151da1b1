"""How surprising a token was to the model that wrote it, in the few steps that are told apart by their tint."""

import math

SURE_BITS, GUESS_BITS, STEPS = 0.3, 2.9, 4


def tint_step(probability: float) -> int:
    """0 (sure) … STEPS (a guess), by the surprise −log2 p."""
    bits = -math.log2(max(probability, 1e-9))
    share = (bits - SURE_BITS) / (GUESS_BITS - SURE_BITS)
    return max(0, min(STEPS, math.ceil(share * STEPS)))

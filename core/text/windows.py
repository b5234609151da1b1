"""Windows of T tokens over a token file: what a batch is cut from, and in which order.

A window is a row (start, first, end): inputs are tokens start … start+T−1, targets the tokens one further on, and of
those the ones numbered first … end−1 count. An epoch predicts every token but the very first exactly once.
"""

import numpy as np

from core.errors import TextError

IGNORED = -100
VALIDATION_TOKENS = 8192


def epoch_length(n_tokens: int, context: int, seed: int, epoch: int) -> int:
    """How many windows an epoch has: one more where its offset leaves something over on both sides."""
    offset = _offset(context, seed, epoch)
    return -(-(n_tokens - 1 - offset) // context) + (offset > 0)


def _offset(context: int, seed: int, epoch: int) -> int:
    """Where the windows of an epoch begin: the first number of its generator."""
    return int(np.random.default_rng((seed, epoch)).integers(context))


def check_length(n_tokens: int, context: int, part: str) -> None:
    """Make sure that a part of the text holds one window.

    Raises:
        TextError: it does not.
    """
    if n_tokens <= context:
        raise TextError(
            f"The text is too short: its {part} part has {n_tokens} tokens, but one window needs {context + 1}.",
            "Add more text, or choose a smaller --context-length.",
        )


def epoch_windows(n_tokens: int, context: int, seed: int, epoch: int) -> np.ndarray:
    """The windows of an epoch, in its order: n 3, a function of seed and epoch.

    They lie end to end from an offset that changes each epoch. What is left over before the first and after the last
    is predicted by windows moved inside, whose other targets do not count.
    """
    check_length(n_tokens, context, "training")
    targets = n_tokens - 1
    chance = np.random.default_rng((seed, epoch))
    offset = int(chance.integers(context))
    begins = np.arange(offset, targets, context)
    if offset:
        begins = np.concatenate(([0], begins))
    ends = np.append(begins[1:], targets)
    starts = np.minimum(begins, targets - context)
    windows = np.stack((starts, begins - starts, ends - starts), axis=1)
    chance.shuffle(windows)
    return windows


def validation_windows(n_tokens: int, context: int, limit: int = VALIDATION_TOKENS) -> np.ndarray:
    """A fixed sample of whole windows spread evenly over the validation tokens, about ``limit`` targets: n 3."""
    check_length(n_tokens, context, "validation")
    available = (n_tokens - 1) // context
    wanted = min(available, max(1, limit // context))
    chosen = np.arange(wanted) * available // wanted
    return np.stack((chosen * context, np.zeros_like(chosen), np.full_like(chosen, context)), axis=1)


def batch(tokens: np.ndarray, windows: np.ndarray, context: int) -> tuple[np.ndarray, np.ndarray]:
    """Inputs and targets of some windows: B T int64 each; a target that does not count is −100."""
    column = np.arange(context)
    place = windows[:, :1] + column
    inputs = tokens[place].astype(np.int64)
    targets = tokens[place + 1].astype(np.int64)
    targets[(column < windows[:, 1:2]) | (column >= windows[:, 2:3])] = IGNORED
    return inputs, targets

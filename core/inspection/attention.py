"""Attention: how much each token looks at each earlier one, in every head of every layer."""

import numpy as np
import torch

from core.errors import SettingError
from core.inspection.subject import Subject
from core.model.taps import capture
from core.protocol import AttentionResult, HeadHabit

NO_ATTENTION = (
    "This network was made without attention (--attention none): no token looks at another.",
    "Choose another view, or another run.",
)


@torch.inference_mode()
def attention(subject: Subject) -> AttentionResult:
    """The patterns for a prompt of T tokens: L H T T, rows sum to 1.

    Raises:
        SettingError: the network has no attention.
    """
    model = subject.model
    if model.config.attention == "none":
        raise SettingError(*NO_ATTENTION)
    names = [f"blocks.{layer}.attn.hook_pattern" for layer in range(model.config.n_layers)]
    with capture(model, names) as captured:
        model.features(subject.batch)
    pattern = np.stack([captured[name][0].float().cpu().numpy() for name in names])
    return AttentionResult(pattern, tuple(tuple(habit(head) for head in heads) for heads in pattern))


def habit(pattern: np.ndarray) -> HeadHabit:
    """What a head looks at most, of three simple things. Each is averaged over the tokens for which it is another
    thing than the ones before it in the list.  T T → habit"""
    itself = HeadHabit("itself", float(np.diagonal(pattern).mean()))
    before = HeadHabit("the token before it", float(np.diagonal(pattern, -1).mean()) if len(pattern) > 1 else 0.0)
    first = HeadHabit("the first token", float(pattern[2:, 0].mean()) if len(pattern) > 2 else 0.0)
    return max((first, before, itself), key=lambda one: one.mean)

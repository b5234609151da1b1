"""Attention: how much each token looks at each earlier one, in every head of every layer, and what each head does."""

from collections.abc import Callable, Iterable

import numpy as np
import torch
from torch import Tensor

from core.config import HEAD_KINDS
from core.errors import SettingError
from core.inspection.head_scores import HeadScores, chance_of, check_attends, repeated_tokens, score_heads
from core.inspection.head_stories import kind_of
from core.inspection.known_heads import Weights, known_heads
from core.inspection.subject import Subject
from core.model.gpt import GPT
from core.model.taps import capture
from core.protocol import AttentionResult, HeadLabel


@torch.inference_mode()
def attention(subject: Subject) -> AttentionResult:
    """What is asked for of a prompt of T tokens, L H T T; and what each head does on tokens that come twice.

    Raises:
        SettingError: the network has no attention.
    """
    check_attends(subject.model)
    quantity = subject.looking.quantity
    numbers = torch.stack([layer[0].float() for layer in QUANTITIES[quantity](subject.model, subject.batch)])
    try:
        labels, unlabelled = labels_of(subject), ""
    except SettingError as error:
        labels, unlabelled = (), error.message
    return AttentionResult(numbers.cpu().numpy(), quantity, labels, unlabelled)


# ---- what is shown: from a network and ids to H T T of each layer, row by row of the asking token, the future 0.  1 T


def weights(model: GPT, ids: Tensor) -> list[Tensor]:
    """The pattern: what the softmax makes of the scores. Rows sum to 1."""
    return _taken(model, ids, "hook_pattern")["hook_pattern"]


def weighted_values(model: GPT, ids: Tensor) -> list[Tensor]:
    """The weight times the length of what is handed over: the value, as the head writes it into the stream (Kobayashi
    et al. 2020)."""
    taken, made = _taken(model, ids, "hook_pattern", "hook_v"), []
    for block, pattern, v in zip(model.blocks, taken["hook_pattern"], taken["hook_v"], strict=True):
        heads, shared = pattern.size(1), pattern.size(1) // v.size(1)
        out = block.get_parameter("attn.out.weight")  # D HK
        into_stream = out.unflatten(1, (heads, -1))  # D H K
        lengths = torch.einsum("bhtk,dhk->bhtd", v.repeat_interleave(shared, dim=1), into_stream).norm(dim=-1)  # B H T
        made.append(pattern * lengths[:, :, None, :])
    return made


def scores(model: GPT, ids: Tensor) -> list[Tensor]:
    """Queries times keys over √K, before the softmax."""
    taken = _taken(model, ids, "hook_attn_scores")["hook_attn_scores"]
    return [layer.masked_fill(layer.isneginf(), 0.0) for layer in taken]


def _taken(model: GPT, ids: Tensor, *taps: str) -> dict[str, list[Tensor]]:
    """What passes the named taps of each layer's attention, and of no other."""
    names = {tap: [f"blocks.{layer}.attn.{tap}" for layer in range(model.config.n_layers)] for tap in taps}
    with capture(model, (name for some in names.values() for name in some)) as captured:
        model.features(ids)
    return {tap: [captured[name] for name in some] for tap, some in names.items()}


QUANTITIES: dict[str, Callable[[GPT, Tensor], Iterable[Tensor]]] = {
    "weights": weights,
    "values": weighted_values,
    "scores": scores,
}


# ---- what each head does


def labels_of(subject: Subject) -> tuple[tuple[HeadLabel, ...], ...]:
    """A label for each head, by layer, measured once for each network.

    Raises:
        SettingError: there is no room for tokens that come twice.
    """
    ids = repeated_tokens(subject.model, subject.tokenizer)

    def measured() -> HeadScores:
        return score_heads(subject.model, ids)

    origin = subject.origin
    if origin is None:
        found = measured()
    else:
        found = known_heads(subject.memory).scores.made(Weights.of(origin.run, origin.step, subject.surgery), measured)
    chance = chance_of(ids)
    return tuple(
        tuple(label(found.scores[:, layer, head], chance) for head in range(found.scores.shape[2]))
        for layer in range(found.scores.shape[1])
    )


def label(of_kinds: np.ndarray, chance: tuple[float, ...]) -> HeadLabel:
    """What a head does most of all, and whether that stands out.  K → label"""
    clear = kind_of(of_kinds, chance)
    kinds = tuple(HEAD_KINDS)
    number = kinds.index(clear) if clear else int(np.argmax(np.nan_to_num(of_kinds - chance, nan=-1.0)))
    return HeadLabel(kinds[number], float(of_kinds[number]), chance[number], bool(clear))

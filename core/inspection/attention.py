"""Attention: how much each token looks at each earlier one, in every head of every layer, and what each head does."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from core.config import HEAD_KINDS
from core.errors import SettingError
from core.inspection.head_scores import HeadScores, chance_of, check_attends, cost_of, repeated_tokens, score_heads
from core.inspection.head_stories import kind_of
from core.inspection.known_heads import known_heads
from core.inspection.subject import Subject
from core.model.gpt import GPT
from core.model.taps import capture
from core.protocol import AttentionResult, HeadLabel

# Multiplications of a measuring that nobody waits for: some 30 ms.
QUICK = 3e9
Labels = tuple[tuple[HeadLabel, ...], ...]  # by layer and head


def attention(subject: Subject) -> Iterator[AttentionResult | None]:
    """What is asked for of a prompt of T tokens, L H T T; and what each head does on tokens that come twice, which in a
    large network follows when it is measured.

    Raises:
        SettingError: the network has no attention.
    """
    check_attends(subject.model)
    quantity = subject.looking.quantity
    with torch.inference_mode():
        numbers = [layer[0].float().cpu().numpy() for layer in QUANTITIES[quantity](subject.model, subject.batch)]
    result = AttentionResult(np.stack(numbers), quantity)
    for found in labelled(subject):
        yield None if found is None else replace(result, labels=found[0], unlabelled=found[1])


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


def labelled(subject: Subject) -> Iterator[tuple[Labels, str] | None]:
    """A label for each head, by layer, or none and why; where the measuring takes long, that comes first."""
    try:
        ids = repeated_tokens(subject.model, subject.tokenizer)
    except SettingError as error:
        yield (), error.message
        return
    known = scores_known(subject)
    if known is None and cost_of(subject.model, ids) > QUICK:
        yield (), "What each head does is being measured."
        yield None
    yield labels_of(known or scores_now(subject, ids), ids), ""


def scores_known(subject: Subject) -> HeadScores | None:
    """What was measured of this network before."""
    weights = subject.weights
    return None if weights is None else known_heads(subject.memory).scores.get(weights)


def scores_now(subject: Subject, ids: Tensor) -> HeadScores:
    """All heads measured, and remembered.  B 2n → scores"""
    weights, found = subject.weights, score_heads(subject.model, ids)
    return found if weights is None else known_heads(subject.memory).scores.keep(weights, found)


def labels_of(found: HeadScores, ids: Tensor) -> Labels:
    """A label for each head, by layer."""
    chance, (_, layers, heads) = chance_of(ids), found.scores.shape
    return tuple(tuple(label(found.scores[:, layer, head], chance) for head in range(heads)) for layer in range(layers))


def label(of_kinds: np.ndarray, chance: tuple[float, ...]) -> HeadLabel:
    """What a head does most of all, and whether that stands out.  K → label"""
    clear = kind_of(of_kinds, chance)
    kinds = tuple(HEAD_KINDS)
    number = kinds.index(clear) if clear else int(np.argmax(np.nan_to_num(of_kinds - chance, nan=-1.0)))
    return HeadLabel(kinds[number], float(of_kinds[number]), chance[number], bool(clear))

"""Knock-outs one at a time: what becomes of a token's odds when one more part of the network is off."""

from collections.abc import Callable, Iterator

import numpy as np
import torch
from torch import Tensor

from core.inspection.subject import Subject
from core.inspection.walking import on_from, streams
from core.model.block import Block
from core.model.surgery import steering_direction, steering_ids
from core.model.taps import replaced


@torch.inference_mode()
def odds_without(subject: Subject, token: int) -> Iterator[np.ndarray]:
    """The odds of a token after the place asked about, each time with one part off: L H+1, filled layer by layer.

    Heads first, then the feed-forward; nan where there is none, or where it is not known yet. Zeros stand in their
    place, or their means where the subject has some. All parts of a layer are worked out in one batch, from the stream
    in front of the layer on.
    """
    model = subject.model
    heads = model.config.n_heads if model.config.attention != "none" else 0
    found = np.full((model.config.n_layers, heads + 1), np.nan)
    before = streams(subject)
    for layer, block in enumerate(model.blocks):
        assert isinstance(block, Block)
        rows = heads + (block.mlp is not None)
        with replaced(model, _put_out(subject, layer, block, heads)):
            logits = on_from(model, layer, before[layer].expand(rows, -1, -1))  # B V
        found[layer, :rows] = logits.double().softmax(dim=-1)[:, token].cpu().numpy()
        yield found.copy()


def _push(subject: Subject, layer: int) -> Tensor:
    """What steers behind a layer; zeros where nothing does.  D"""
    surgery, whole = subject.surgery, subject.before().model
    if not surgery.steers or surgery.layer_of(whole.config) != layer:
        return torch.zeros(whole.config.d_model, dtype=whole.embed.weight.dtype)
    ids = steering_ids(surgery, subject.tokenizer)
    return surgery.steer_strength * steering_direction(whole, layer, *ids)


def _put_out(subject: Subject, layer: int, block: Block, heads: int) -> dict[str, Callable[[Tensor], Tensor]]:
    """Row h of a batch without head h; the last row without feed-forward."""
    means = subject.means.by_tap if subject.means is not None else {}
    taps: dict[str, Callable[[Tensor], Tensor]] = {}
    if block.attn is not None:
        mean_z = means.get(f"blocks.{layer}.attn.hook_z")  # H K

        def without_head(z: Tensor) -> Tensor:  # B H T K
            z = z.clone()
            for head in range(heads):
                z[head, head] = 0.0 if mean_z is None else mean_z[head].to(z.dtype)
            return z

        taps[f"blocks.{layer}.attn.hook_z"] = without_head
    if block.mlp is not None:
        mean_post = means.get(f"blocks.{layer}.mlp.hook_post")  # F
        push = _push(subject, layer)  # rides on the feed-forward's bias, and stays
        instead = push if mean_post is None else block.mlp.down(mean_post.to(push.dtype))  # D

        def without_feed_forward(made: Tensor) -> Tensor:  # B T D
            made = made.clone()
            made[heads] = instead
            return made

        taps[f"blocks.{layer}.hook_mlp_out"] = without_feed_forward
    return taps

"""The walk through a network cut open: the stream in front of each layer, and on from there."""

import torch.nn.functional as F
from torch import Tensor

from core.inspection.subject import Subject
from core.model.gpt import GPT
from core.model.taps import capture


def streams(subject: Subject, ids: Tensor | None = None) -> list[Tensor]:
    """What stands in front of each layer, up to the place asked about: 1 T D each. ``ids``: another prompt's, 1 T."""
    model = subject.model
    taps = [f"blocks.{layer}.hook_resid_pre" for layer in range(model.config.n_layers)]
    with capture(model, taps) as seen:
        model.features((subject.batch if ids is None else ids)[:, : subject.at + 1])
    return [seen[tap] for tap in taps]


def on_from(model: GPT, layer: int, stream: Tensor) -> Tensor:
    """The logits after the last place, from the stream in front of a layer on.  B T D → B V"""
    for block in list(model.blocks)[layer:]:
        stream = block(stream)
    return F.linear(model.ln_final(stream[:, -1]), model.head_weight)

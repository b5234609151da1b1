"""How a network is, looked at between two steps: what a step moved, how large the stream is, which units are silent.

Nothing hooks the network while it learns. A look reads a few entries of each matrix before and after one ordinary
step, and sends a few validation windows through the network once, in evaluation mode: no generator is touched.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from core.model.gpt import GPT
from core.model.taps import capture, tap_names
from core.protocol import LayerHealth
from core.training.device import autocast

# Entries of each matrix that are compared: enough for two figures of a ratio.
ENTRIES = 4096
# Tokens that are sent through the network.
TOKENS = 256
# A unit is silent if it never reaches this share of the root mean square of its layer's units.
SILENT = 0.01

Sampled = dict[str, list[Tensor]]


@dataclass(frozen=True)
class Signs:
    """Of each block, in order: root mean square of the stream behind it, and share of silent units."""

    activation: tuple[float, ...]
    dead: tuple[float, ...]


def sampled_weights(model: GPT) -> Sampled:
    """Copies of evenly spread entries of every matrix, by block."""
    return {name: [_spread(p).clone() for p in matrices] for name, matrices in _matrices(model)}


def update_ratios(model: GPT, before: Sampled) -> dict[str, float]:
    """By block ‖after − before‖ / ‖before‖ over the entries that were copied."""
    ratios = {}
    for name, matrices in _matrices(model):
        pairs = [(_spread(p).float(), old.float()) for p, old in zip(matrices, before[name], strict=True)]
        moved = sum(float((new - old).square().sum()) for new, old in pairs)
        length = sum(float(old.square().sum()) for _, old in pairs)
        ratios[name] = (moved / length) ** 0.5 if length else 0.0
    return ratios


@torch.no_grad()
def signs_of(model: GPT, inputs: np.ndarray, precision: str) -> Signs:
    """``inputs``: token ids, B T; of them at most ``TOKENS`` are looked at. The model's mode is put back."""
    device = next(model.parameters()).device
    rows = inputs[: max(1, TOKENS // inputs.shape[1])]
    layers = range(len(model.blocks))
    streams, units = ([f"blocks.{layer}.{tap}" for layer in layers] for tap in ("hook_resid_post", "mlp.hook_post"))
    was_training = model.training
    model.eval()
    try:
        there = set(tap_names(model))  # a network may have no feed-forward block
        with (
            capture(model, [*streams, *(name for name in units if name in there)]) as seen,
            autocast(device.type, precision),
        ):
            model.features(torch.from_numpy(rows).to(device))
    finally:
        model.train(was_training)
    return Signs(
        tuple(float(seen[name].float().square().mean().sqrt()) for name in streams),
        tuple(_silent(seen[name]) if name in seen else 0.0 for name in units),
    )


def layer_health(ratios: dict[str, float], signs: Signs) -> tuple[LayerHealth, ...]:
    """Both looks together, one entry a block."""
    return tuple(
        LayerHealth(name, ratio, activation, dead)
        for (name, ratio), activation, dead in zip(ratios.items(), signs.activation, signs.dead, strict=True)
    )


def _matrices(model: GPT) -> Iterable[tuple[str, list[nn.Parameter]]]:
    for layer, block in enumerate(model.blocks):
        yield f"blocks.{layer}", [p for p in block.parameters() if p.dim() == 2]


def _spread(parameter: nn.Parameter) -> Tensor:
    flat = parameter.detach().reshape(-1)
    return flat[:: max(1, len(flat) // ENTRIES)]


def _silent(units: Tensor) -> float:
    """Share of the units (B T F) that stay near zero for every token."""
    size = units.float().abs()  # B T F
    typical = size.square().mean().sqrt()
    return float((size.flatten(0, -2).amax(0) < SILENT * typical).float().mean())

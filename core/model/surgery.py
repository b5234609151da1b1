"""Surgery: a copy of a network whose weights are edited, so that parts of it are switched off or its stream is steered.

Nothing hooks such a network: whatever works on a GPT works on it, the quick decoder too. What a part adds to the stream
passes one matrix, ``attn.out`` or ``mlp.down``. A head or a neuron that is off has zeros for its columns there; under
mean ablation, what they would add on average goes into the bias, and so does a direction that steers.
"""

import copy
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from core.config import Component, ModelConfig, SurgeryConfig
from core.model.block import Block
from core.model.gpt import GPT
from core.model.taps import capture
from core.text.tokenizers import Tokenizer


@dataclass(frozen=True)
class Outlet:
    """A matrix that writes into the stream, whose part it is ("attention" or "mlp"), and the tap of what it reads."""

    layer: int
    part: str
    matrix: nn.Linear
    reads: str

    def inputs_of(self, component: Component, config: ModelConfig) -> slice | None:
        """Which of the matrix's inputs a component fills; None where it is none of this matrix's."""
        if component.layer != self.layer:
            return None
        if component.kind in ("layer", self.part):
            return slice(None)
        if component.kind == "head" and self.part == "attention":
            width = config.head_width
            return slice(component.number * width, (component.number + 1) * width)
        if component.kind == "neuron" and self.part == "mlp":
            return slice(component.number, component.number + 1)
        return None


def outlets(model: GPT) -> Iterator[Outlet]:
    """In the order of the walk."""
    for layer, block in enumerate(model.blocks):
        assert isinstance(block, Block)
        if block.attn is not None:
            yield Outlet(layer, "attention", block.attn.out, f"blocks.{layer}.attn.hook_z")
        if block.mlp is not None:
            yield Outlet(layer, "mlp", block.mlp.down, f"blocks.{layer}.mlp.hook_post")


@dataclass(frozen=True)
class Means:
    """What every head and neuron hands on, averaged over all tokens of ``texts``: by tap, in 64 bits (H K or F)."""

    texts: tuple[tuple[int, ...], ...]
    by_tap: Mapping[str, Tensor]


@torch.no_grad()
def measure_means(model: GPT, texts: Iterable[Sequence[int]]) -> Means:
    """The means over texts of 1 … context_length tokens each."""
    read = tuple(tuple(ids) for ids in texts)
    taps = [outlet.reads for outlet in outlets(model)]
    sums: dict[str, Tensor] = {}
    tokens = 0
    for ids in read:
        with capture(model, taps) as captured:
            model.features(torch.tensor([ids]))
        for name, value in captured.items():
            total = value[0].double().sum(dim=-2)  # H K or F
            sums[name] = total if name not in sums else sums[name] + total
        tokens += len(ids)
    return Means(read, {name: total / tokens for name, total in sums.items()})


def steering_ids(surgery: SurgeryConfig, tokenizer: Tokenizer) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The tokens of the texts that it steers away from and towards; an empty one begins like any text."""
    away, towards = (
        (*tokenizer.prefix, *tokenizer.encode(text)) or (tokenizer.bos_id,)
        for text in (surgery.steer_from, surgery.steer_to)
    )
    return away, towards


@torch.no_grad()
def steering_direction(model: GPT, layer: int, away: Sequence[int], towards: Sequence[int]) -> Tensor:
    """The stream behind a layer at the last token of one text, less that of another (Turner et al. 2023).  D"""
    tap = f"blocks.{layer}.hook_resid_post"
    ends = []
    for ids in (towards, away):
        with capture(model, (tap,)) as captured:
            model.features(torch.tensor([ids[-model.config.context_length :]]))
        ends.append(captured[tap][0, -1])
    return ends[0] - ends[1]


@torch.no_grad()
def operate(model: GPT, surgery: SurgeryConfig, means: Means | None = None, direction: Tensor | None = None) -> GPT:
    """An operated copy; the network itself stays as it is, and they share what is not changed.

    ``means``: as measured, for mean ablation; ``direction`` (D): for steering.

    Raises:
        SettingError: the network has not what shall be changed.
    """
    surgery.check_fits(model.config)
    if surgery.ablation == "mean" and surgery.off and means is None:
        raise ValueError("mean ablation needs means")
    # Tensors that are known to the memo are not copied.
    shared = {id(tensor): tensor for tensor in itertools.chain(model.parameters(), model.buffers())}
    operated = copy.deepcopy(model, shared)
    for outlet in outlets(operated):
        off = torch.zeros(outlet.matrix.in_features, dtype=torch.bool)
        for component in surgery.components:
            inputs = outlet.inputs_of(component, model.config)
            if inputs is not None:
                off[inputs] = True
        if off.any():
            _switch_off(outlet, off, surgery, means)
    if surgery.steers and direction is not None:
        layer = surgery.layer_of(model.config)
        last = [outlet for outlet in outlets(operated) if outlet.layer == layer][-1]
        _add_to_bias(last.matrix, surgery.steer_strength * direction)
    return operated


def _switch_off(outlet: Outlet, off: Tensor, surgery: SurgeryConfig, means: Means | None) -> None:
    """``off``: which of the matrix's inputs are to be nothing."""
    matrix, weight = outlet.matrix, outlet.matrix.weight.detach()  # D in
    whole = any(one.layer == outlet.layer and one.kind in ("layer", outlet.part) for one in surgery.components)
    if surgery.ablation == "mean" and means is not None:
        _add_to_bias(matrix, weight[:, off].double() @ means.by_tap[outlet.reads].flatten()[off])
    elif whole and matrix.bias is not None:
        matrix.bias = nn.Parameter(torch.zeros_like(matrix.bias))  # all that it writes is nothing
    matrix.weight = nn.Parameter(weight.masked_fill(off, 0.0))


def _add_to_bias(matrix: nn.Linear, more: Tensor) -> None:
    """Add to what a matrix writes, whatever it reads; one without a bias gets it."""
    before = torch.zeros_like(more) if matrix.bias is None else matrix.bias.detach()
    matrix.bias = nn.Parameter((before + more).to(matrix.weight.dtype))

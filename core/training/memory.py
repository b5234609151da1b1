"""How much memory a training takes, worked out from its shape before anything is built; and what would fit.

What the backward pass needs is counted tensor by tensor (a test compares with what torch's autograd really keeps);
what the process takes beside tensors was measured (benchmarks/estimate.py).
"""

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import torch

from core.config import ModelConfig, RunConfig, TrainingConfig, Value, parameter_count
from core.errors import DeviceError, SettingError
from core.model.cross_entropy import PIECE
from core.protocol import WouldFit

FULL = 4  # bytes of an fp32 number
# Code that is first needed by a step, threads and their heaps, tokens read from the disk, what is left between pieces.
AROUND = 165e6
SPARE = 1.15
# Bytes of a logit while it becomes its gradient: product, fp32, odds, error.
LOGIT = 14
# Copies of the blocks' matrices of one shape while Muon makes them orthogonal, in fp32.
ORTHOGONAL = 4
CGROUPS = (("memory.max", "memory.current"), ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes"))


def training_memory(config: RunConfig) -> int:
    """Bytes that training ``config`` takes at its peak, over those of a program that has only loaded.

    Device, precision, attention form and vocabulary must be resolved. On a card: its memory.
    """
    model, training = config.model, config.training
    parameters = parameter_count(model, model.vocab_size)
    matrices = block_matrices(model)
    muon = matrices if training.optimizer == "muon" else 0
    kept = parameters * 4 * FULL - muon * FULL  # weights, gradients, two moments; Muon has one
    half = 2 * matrices if training.precision == "bf16" else 0
    tokens = training.batch_size * model.context_length
    in_step = half + saved_for_backward(model, training) + _passing(model, training, tokens)
    after_step = ORTHOGONAL * FULL * muon * 2 / 3 + parameters * FULL  # the feed-forward matrices are 2/3; a copy
    return int(kept + SPARE * max(in_step, after_step) + AROUND)


def block_matrices(model: ModelConfig) -> int:
    """Numbers in the matrices of all blocks."""
    d, kv = model.d_model, model.kv_heads * model.head_width
    gates = 2 if model.mlp == "swiglu" else 1
    return model.n_layers * (d * (2 * d + 2 * kv) + (gates + 1) * d * model.ff_width)


def saved_for_backward(model: ModelConfig, training: TrainingConfig) -> int:
    """Bytes of the tensors that a micro-batch's forward pass keeps for the backward pass."""
    number = 2 if training.precision == "bf16" else FULL
    dropped = model.dropout > 0
    fused = training.attention_form == "fused" and not (dropped and training.device == "cpu")
    stream = 2 * FULL + 6 * number  # the stream twice; normalised twice, q, k, v, z in the precision of products
    stream += 2 * FULL if model.norm == "rmsnorm" else 0
    stream += 2 * number if model.position == "rope" and fused else 0
    stream += 2 * FULL + 2 * number if model.qk_norm else 0
    stream += 2 * number if dropped else 0
    gates = 2 if model.mlp == "swiglu" else 1
    inner = 2 * number * gates
    pattern = 0 if fused else number * (3 if dropped else 1)
    layer = stream * model.d_model + inner * model.ff_width + pattern * model.n_heads * model.context_length
    outside = (FULL + (FULL if model.norm == "rmsnorm" else 0) + (FULL if dropped else 0)) * model.d_model
    return training.batch_size * model.context_length * (model.n_layers * layer + outside)


def _passing(model: ModelConfig, training: TrainingConfig, tokens: int) -> int:
    """Bytes of what comes and goes: logits in pieces with the head's gradient, the gradients of one block."""
    piece = PIECE.get(training.device, PIECE["cuda"])
    logits = min(tokens * model.vocab_size, piece) * LOGIT + 3 * FULL * model.vocab_size * model.d_model
    block = FULL * tokens * (3 * model.d_model + 2 * model.ff_width)
    return logits + block


def free_memory(device: str) -> int:
    """Bytes that can still be had, of the card or of the machine; inside a container no more than its share."""
    if device == "cuda":
        return int(torch.cuda.mem_get_info()[0])
    return min([int(psutil.virtual_memory().available), *_shares(Path("/sys/fs/cgroup"))])


def _shares(groups: Path) -> Iterator[int]:
    """What control groups of Linux leave this process."""
    for most, used in CGROUPS:
        try:
            limit = (groups / most).read_text(encoding="ascii").strip()
            if limit.isdecimal():
                yield max(0, int(limit) - int((groups / used).read_text(encoding="ascii")))
        except (OSError, ValueError):
            continue


def check_fits(config: RunConfig) -> None:
    """Refuse a training that would take more memory than there is.

    Raises:
        DeviceError: it would; the hint says what fits.
    """
    needed, free = training_memory(config), free_memory(config.training.device)
    if needed <= free:
        return
    ways = [f"{spoken(way.settings)} ({way.memory / 1e9:.1f} GB)" for way in what_fits(config, free)]
    raise DeviceError(
        f"This training needs about {needed / 1e9:.1f} GB of memory, and {free / 1e9:.1f} GB are free.",
        f"It would fit with {', or '.join(ways)}." if ways else "Close other programs, or choose a smaller model.",
    )


def spoken(settings: dict[str, Value]) -> str:
    """Settings as the terminal takes them."""
    return " ".join(f"--{name.replace('_', '-')} {value}" for name, value in settings.items())


def what_fits(config: RunConfig, free: int) -> tuple[WouldFit, ...]:
    """For each of batch, context and size the least change with which it fits into ``free`` bytes, where there is one.

    A smaller batch learns the same: its micro-batches are added up.
    """
    return tuple(way for kind in (_batches, _contexts, _sizes) if (way := _first_that_fits(config, kind(config), free)))


def _first_that_fits(config: RunConfig, ways: Iterator[dict[str, Value]], free: int) -> WouldFit | None:
    for settings in ways:
        try:
            changed = with_settings(config, settings)
        except SettingError:
            continue
        needed = training_memory(changed)
        if needed <= free:
            return WouldFit(settings, needed)
    return None


def with_settings(config: RunConfig, settings: dict[str, Value]) -> RunConfig:
    """``config`` with some settings of network and training changed."""
    model = {name: value for name, value in settings.items() if hasattr(config.model, name)}
    training = {name: value for name, value in settings.items() if hasattr(config.training, name)}
    return replace(
        config,
        model=replace(config.model, **model),  # type: ignore[arg-type]
        training=replace(config.training, **training),  # type: ignore[arg-type]
    )


def _batches(config: RunConfig) -> Iterator[dict[str, Value]]:
    training = config.training
    for halvings in range(1, 1 + int(math.log2(training.batch_size))):
        parts = 2**halvings
        yield {
            "batch_size": training.batch_size // parts,
            "grad_accumulation": min(1024, training.grad_accumulation * parts),
        }


def _contexts(config: RunConfig) -> Iterator[dict[str, Value]]:
    length = config.model.context_length // 2
    while length >= 16:
        yield {"context_length": length}
        length //= 2


def _sizes(config: RunConfig) -> Iterator[dict[str, Value]]:
    """Narrower and shallower together; heads of about the same width."""
    model = config.model
    width, layers, heads = model.d_model, model.n_layers, model.n_heads
    while width > 16:
        width, layers, heads = width // 2, max(1, round(layers / 1.5)), max(1, heads // 2)
        size: dict[str, Value] = {"n_layers": layers, "d_model": width - width % (2 * heads), "n_heads": heads}
        size |= {"d_ff": 4 * width} if model.d_ff else {}
        yield size | ({"n_kv_heads": 0} if model.n_kv_heads else {})

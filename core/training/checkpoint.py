"""The state of a training on disk: what a checkpoint holds beside the weights, and how to go on from it.

``optimizer.safetensors`` holds the optimisers' tensors by name, ``state.json`` the place in the walk and the
generators' states. Together with config.json they give the same bits as a run that was never stopped.
"""

import base64
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
import torch

from core.errors import RunError
from core.model.gpt import GPT
from core.model.weights import load_weights, read_tensors, save_tensors, save_weights
from core.training.optimizers import Optimizers


@dataclass
class Position:
    """Where a training stands. ``window``: the next window of the epoch's order; ``seconds``: without pauses;
    ``waited``: validation losses since the best one."""

    step: int = 0
    epoch: int = 0
    window: int = 0
    tokens: int = 0
    seconds: float = 0.0
    train_loss: float | None = None
    val_loss: float | None = None
    best_val_loss: float | None = None
    best_step: int | None = None
    waited: int = 0


@dataclass(frozen=True)
class _State:
    """state.json. Generator states are base64 of the bytes torch gives."""

    position: Position
    torch_generator: str
    cuda_generator: str = ""


def save_checkpoint(folder: Path, model: GPT, optimizers: Optimizers, position: Position) -> None:
    """Write model, optimiser and state into ``folder``, so that training can go on from there.

    Raises:
        OSError: the disk is full or cannot be written.
    """
    save_weights(model, folder / "model.safetensors")
    save_tensors(optimizers.state(), folder / "optimizer.safetensors")
    cuda = _pack(torch.cuda.get_rng_state()) if _on_cuda(model) else ""
    state = _State(position, _pack(torch.get_rng_state()), cuda)
    (folder / "state.json").write_bytes(msgspec.json.format(msgspec.json.encode(state), indent=1))


def save_snapshot(folder: Path, model: GPT) -> None:
    """Write the weights alone: enough to chat and inspect, not to go on training."""
    save_weights(model, folder / "model.safetensors")


def load_checkpoint(folder: Path, model: GPT, optimizers: Optimizers) -> Position:
    """Put weights, optimisers and torch's global generator back as they were, and say where that is.

    Raises:
        RunError: the folder is only a snapshot, or its state cannot be read.
    """
    if not (folder / "state.json").is_file():
        raise RunError(f"{folder.name} is a snapshot and cannot be resumed.", "Resume the run without naming a step.")
    try:
        state = msgspec.json.decode((folder / "state.json").read_bytes(), type=_State)
    except msgspec.DecodeError as error:
        raise RunError(
            f"{folder / 'state.json'} is damaged ({error}).", "Resume from an earlier checkpoint."
        ) from error
    load_weights(model, folder / "model.safetensors")
    optimizers.load(read_tensors(folder / "optimizer.safetensors"))
    torch.set_rng_state(_unpack(state.torch_generator))
    if state.cuda_generator and _on_cuda(model):
        torch.cuda.set_rng_state(_unpack(state.cuda_generator))
    return state.position


def _on_cuda(model: GPT) -> bool:
    return next(model.parameters()).device.type == "cuda"


def _pack(state: torch.Tensor) -> str:
    return base64.b64encode(state.numpy().tobytes()).decode("ascii")


def _unpack(words: str) -> torch.Tensor:
    return torch.from_numpy(np.frombuffer(base64.b64decode(words), dtype=np.uint8).copy())

"""Weights on disk: ``model.safetensors``, one tensor a parameter under the module's name; a tied head is stored once.

Format: safetensors (github.com/huggingface/safetensors), which holds numbers only and can run no code.
"""

from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from core.errors import RunError
from core.model.gpt import GPT
from core.paths import os_errors

# What has a row for each token.
BY_TOKEN = frozenset({"embed.weight", "unembed.weight"})


def save_weights(model: GPT, path: Path) -> None:
    """Write every parameter.

    Raises:
        OSError: the disk is full or cannot be written.
    """
    save_tensors(dict(model.named_parameters()), path)


def save_tensors(tensors: Mapping[str, torch.Tensor], path: Path, metadata: dict[str, str] | None = None) -> None:
    """Write named tensors into a new file that others may read as far as any new file: the library says 0600.

    Raises:
        OSError: the disk is full or cannot be written.
    """
    path.touch()
    mode = path.stat().st_mode
    with os_errors():
        save_file({name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}, path, metadata)
    path.chmod(mode)


def load_weights(model: GPT, path: Path) -> None:
    """Fill ``model`` from a file.

    Raises:
        RunError: the file is missing or damaged, or holds another network.
    """
    load_tensors(model, read_tensors(path))


@torch.no_grad()
def load_grown(model: GPT, path: Path) -> None:
    """Fill ``model`` from a file whose network knows fewer tokens: those behind them keep what they are filled with.

    Raises:
        RunError: the file is missing or damaged, or holds another network.
    """
    tensors = read_tensors(path)
    own = dict(model.named_parameters())
    for name in BY_TOKEN & tensors.keys() & own.keys():
        more = own[name].detach().cpu()[len(tensors[name]) :]
        tensors[name] = torch.cat((tensors[name], more))  # V D
    load_tensors(model, tensors)


def read_tensors(path: Path) -> dict[str, torch.Tensor]:
    """The named tensors of a file.

    Raises:
        RunError: the file is missing or damaged.
    """
    try:
        return load_file(path)
    except (OSError, SafetensorError) as error:
        raise RunError(f"{path} cannot be read ({error}).", "Choose another step of this run.") from error


@torch.no_grad()
def load_tensors(model: GPT, tensors: Mapping[str, torch.Tensor]) -> None:
    """Fill ``model`` from named tensors, or leave it as it is.

    Raises:
        RunError: names or shapes are not those of this network.
    """
    own = dict(model.named_parameters())
    if own.keys() != tensors.keys():
        odd = sorted(own.keys() ^ tensors.keys())[0]
        raise RunError(f"These weights belong to another network: {odd} is on one side only.", "Choose another run.")
    for name, parameter in own.items():
        if parameter.shape != tensors[name].shape:
            found, wanted = tuple(tensors[name].shape), tuple(parameter.shape)
            raise RunError(f"{name} has the shape {found}, but the network needs {wanted}.", "Choose another run.")
    for name, parameter in own.items():
        parameter.copy_(tensors[name])

"""Turns our tensors into theirs and back, by the tables."""

from collections.abc import Iterable, Mapping

import torch
from torch import Tensor

from core.control import RunControl
from core.errors import ExchangeError
from core.exchange.tables import Piece


def outward(ours: Mapping[str, Tensor], pieces: Iterable[Piece], zeros: bool) -> dict[str, Tensor]:
    """Their tensors. A bias that the network does without is left out, or written as ``zeros``."""
    theirs: dict[str, Tensor] = {}
    for piece in pieces:
        tensor = ours.get(piece.ours)
        if tensor is not None:
            theirs[piece.theirs] = _out(tensor, piece)
        elif zeros:
            theirs[piece.theirs] = torch.zeros(_width(ours, piece))
    return theirs


def inward(
    theirs: Mapping[str, Tensor], pieces: Iterable[Piece], shapes: Mapping[str, torch.Size], control: RunControl
) -> dict[str, Tensor]:
    """Our tensors, of these shapes. A bias that they do without becomes zeros.

    Raises:
        ExchangeError: a tensor is missing, has another shape, or holds numbers that are none.
        Interrupted: a stop was asked for.
    """
    ours = {name: torch.zeros(shape) for name, shape in shapes.items()}
    for piece in pieces:
        if piece.ours not in ours:
            continue
        tensor = theirs.get(piece.theirs)
        if tensor is None:
            if piece.theirs.endswith(".bias"):
                continue
            raise ExchangeError(f"The weights lack {piece.theirs}.", "Is the folder whole?")
        place = ours[piece.ours] if piece.rows is None else ours[piece.ours][slice(*piece.rows)]
        value = tensor.T if piece.transposed else tensor
        if value.shape != place.shape:
            raise ExchangeError(
                f"{piece.theirs} has the shape {tuple(tensor.shape)}, which does not fit its configuration.",
                "Is the folder whole?",
            )
        control.check()
        place.copy_(value)
    broken = next((name for name, tensor in ours.items() if not torch.isfinite(tensor).all()), None)
    if broken is not None:
        raise ExchangeError(f"The weights of {broken} hold numbers that are none (NaN or infinity).", "Take another.")
    return ours


def _out(tensor: Tensor, piece: Piece) -> Tensor:
    value = tensor if piece.rows is None else tensor[slice(*piece.rows)]
    if piece.turned:
        value = _interleave(value, piece.turned)
    return (value.T if piece.transposed else value).contiguous()


def _interleave(rows: Tensor, heads: int) -> Tensor:
    """Rows of rotary pairs (i, i + K/2) side by side, as llama.cpp's NORM rotation takes them."""
    halves: Tensor = rows.unflatten(0, (heads, 2, -1))  # type: ignore[no-untyped-call, unused-ignore]  # H 2 K/2 …
    return halves.transpose(1, 2).flatten(0, 2)


def _width(ours: Mapping[str, Tensor], piece: Piece) -> int:
    """How long a missing bias is: as many numbers as its weight gives."""
    weight = ours[piece.ours.removesuffix(".bias") + ".weight"]
    first, last = piece.rows or (0, len(weight))
    return last - first

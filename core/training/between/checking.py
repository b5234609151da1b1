"""Whether every number is one: a loss, gradient or weight that is not ends the run before anything of it is kept."""

import math
from collections.abc import Iterator

import torch

from core.protocol import Event
from core.training.cadence import Due
from core.training.state import State


def check(state: State, due: Due) -> Iterator[Event]:
    """Look at the loss and gradient of the newest step, and at every weight."""
    state.finite = math.isfinite(float(state.loss)) and math.isfinite(float(state.norm)) and _weights_are(state)
    yield from ()


def _weights_are(state: State) -> bool:
    return bool(torch.stack([p.isfinite().all() for p in state.parts.model.parameters()]).all())

"""Whether every number is one: a loss, gradient or weight that is not ends the run before anything of it is kept."""

import math
from collections.abc import Iterator

import torch

from core.model.gpt import GPT
from core.protocol import Event
from core.training.cadence import Due
from core.training.state import State


def check(state: State, due: Due) -> Iterator[Event]:
    """Look at the loss and gradient of the newest step, and at every weight."""
    step_is = math.isfinite(float(state.loss)) and math.isfinite(float(state.norm))
    state.finite = step_is and weights_are_finite(state.parts.model)
    yield from ()


@torch.no_grad()
def weights_are_finite(model: GPT) -> bool:
    """Whether every weight is a number, by their sum: infinity and NaN stay in it, whatever is added.

    That is ten times quicker than asking each. (Weights whose sum alone overflows are beyond 10³²: diverged as well.)
    """
    return math.isfinite(float(torch.stack([p.sum() for p in model.parameters()]).sum()))

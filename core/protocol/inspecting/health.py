"""What the view of a network's health finds."""

from dataclasses import dataclass

import numpy as np

from core.protocol.inspecting.table import Table, ViewResult
from core.protocol.watching import Health


@dataclass(frozen=True)
class TensorHealth:
    """One tensor of weights. ``norm``: root of the sum of squares; ``rms``: root of their mean; ``largest``: greatest
    absolute value; ``bad``: how many are not finite; ``histogram``: counts of the finite weights in bins of equal width
    from −``largest`` to ``largest``. All but ``bad`` are of the finite weights."""

    name: str
    shape: tuple[int, ...]
    count: int
    norm: float
    rms: float
    largest: float
    bad: int
    histogram: np.ndarray


@dataclass(frozen=True)
class HealthResult(ViewResult):
    """``tensors``: in the order of the walk, a tied head once; ``silent``: of each layer the share of feed-forward
    units that stay silent on this prompt, None where the layer has none; ``looks``: how the training was, up to this
    step."""

    tensors: tuple[TensorHealth, ...]
    silent: tuple[float | None, ...]
    looks: tuple[Health, ...] = ()

    def table(self, tokens: tuple[str, ...]) -> Table:
        return Table(
            ("tensor", "shape", "parameters", "norm", "rms", "largest", "not finite"),
            tuple(
                (one.name, " × ".join(map(str, one.shape)), one.count, one.norm, one.rms, one.largest, one.bad)
                for one in self.tensors
            ),
        )

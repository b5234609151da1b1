"""What the view of blocks finds."""

from dataclasses import dataclass

import numpy as np

from core.protocol.inspecting.next_token import Candidate
from core.protocol.inspecting.table import Table, ViewResult


@dataclass(frozen=True)
class BlockStage:
    """One stage of the network's diagram, and what it makes of the prompt.

    ``name``: the public name of its tap; ``kind``: how it is drawn; ``letters`` and ``shape``: of what it makes;
    ``note``: what else is to be said of the ``formula``; ``parameters``: those that are its own; ``picture``: a sample
    of the numbers, at most 48 each way, as shares of the largest (−1…1), NaN for the masked future; ``length``: of the
    vector that it makes for the place that is asked about; ``turned``: by how many degrees the stream there points
    elsewhere than before; None where it means nothing.
    """

    name: str
    kind: str
    label: str
    layer: int | None
    letters: str
    shape: tuple[int, ...]
    formula: str
    parameters: int
    picture: np.ndarray
    length: float | None = None
    turned: float | None = None
    note: str = ""


@dataclass(frozen=True)
class BlockSource:
    """The lines that compute a stage. ``file``: as it lies in the program; ``first``: the number of the first line;
    ``marked``: those of them, counted from 0, that do it."""

    file: str
    first: int
    text: str
    marked: tuple[int, ...]


@dataclass(frozen=True)
class BlocksResult(ViewResult):
    """``stages``: in the order of the walk; of a layer that is ``folded`` only where it ends. ``layer_parameters``: of
    each layer; ``chosen``: the name of the stage that is looked at, with all of its ``tensor`` (T W, or H T W; of the
    head the logits after the place, V) and its ``source``; ``candidates``: what the head finds likeliest next.
    """

    stages: tuple[BlockStage, ...]
    folded: tuple[int, ...]
    layer_parameters: tuple[int, ...]
    parameters: int
    chosen: str
    tensor: np.ndarray
    source: BlockSource | None
    candidates: tuple[Candidate, ...]
    dropout: float = 0.0
    tied_head: bool = True

    @property
    def stage(self) -> BlockStage:
        """The one that is looked at."""
        return next(stage for stage in self.stages if stage.name == self.chosen)

    def table(self, tokens: tuple[str, ...]) -> Table:
        return Table(
            ("stage", "what it is", "shape", "parameters", "length at the place", "turned by", "formula"),
            tuple(
                (
                    stage.name, stage.label, " × ".join(map(str, stage.shape)), stage.parameters, stage.length,
                    stage.turned, stage.formula,
                )
                for stage in self.stages
            ),
        )  # fmt: skip

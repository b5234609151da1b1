"""What the view of feed-forward neurons finds."""

from dataclasses import dataclass

import numpy as np

from core.protocol.inspecting.table import Table, ViewResult


@dataclass(frozen=True)
class Neuron:
    """One neuron over the text that was read. ``largest`` and ``mean`` activation; ``active``: the share of tokens at
    which it is above a hundredth of its layer's root mean square; ``token``: the one that excites it most."""

    number: int
    largest: float
    mean: float
    active: float
    token: str


@dataclass(frozen=True)
class NeuronPassage:
    """Tokens of the text and the neuron's activation at each; ``at``: the one at which it is greatest.

    ``inputs``: the ids of the whole window that the network read, in which the passage begins at ``begin``; ``file``,
    ``path`` and ``line`` (from 1): where the exciting token stands, 0 where nobody knows.
    """

    tokens: tuple[str, ...]
    activation: tuple[float, ...]
    at: int
    inputs: tuple[int, ...] = ()
    begin: int = 0
    file: str = ""
    path: str = ""
    line: int = 0


@dataclass(frozen=True)
class Written:
    """A token, and by how much the neuron's column raises its logit for one unit of activation, at a stream of root
    mean square 1."""

    id: int
    token: str
    raised: float


@dataclass(frozen=True)
class NeuronsResult(ViewResult):
    """The chosen neuron, and all of its layer.

    ``neurons``: those that fit the word that was looked for, the most excited first; ``histogram``: counts of the
    chosen one's activations in bins of equal width between ``low`` and ``high``; ``passages``: those that excite it
    most; ``raised`` and ``lowered``: the tokens that it writes; ``tokens_read`` of ``tokens_to_read``. ``note``: why it
    is the prompt that was read and not the training text; else empty.
    """

    layer: int
    layers: int
    chosen: Neuron
    neurons: tuple[Neuron, ...]
    passages: tuple[NeuronPassage, ...]
    raised: tuple[Written, ...]
    lowered: tuple[Written, ...]
    histogram: np.ndarray
    low: float
    high: float
    tokens_read: int
    tokens_to_read: int
    note: str = ""

    def table(self, tokens: tuple[str, ...]) -> Table:
        return Table(
            ("neuron", "largest", "mean", "active", "most excited by"),
            tuple((one.number, one.largest, one.mean, one.active, one.token) for one in self.neurons),
        )

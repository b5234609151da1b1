"""What the view of a text's loss finds. Losses are in nats: −ln of the odds that the network gave what came."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.protocol.inspecting.table import Table, ViewResult
from core.protocol.texts import TextFile
from core.protocol.writing import Token


@dataclass(frozen=True)
class LossGroup:
    """The mean over some ``tokens`` of the text; ``at``: the first of them, by its number in the text."""

    label: str
    tokens: int
    loss: float
    at: int


@dataclass(frozen=True)
class HardToken:
    """``at``: its number in the text; ``before``: the words that stand before it; ``line`` 0: nobody knows."""

    at: int
    token: str
    before: str
    loss: float
    file: str = ""
    line: int = 0


@dataclass(frozen=True)
class ShownText:
    """A stretch of the text, from its token number ``offset`` on; the arrays have an entry for each token.

    ``losses``: NaN for a first one that nothing foretells; ``seen``: the tokens before it that the network saw;
    ``documents`` (numbers in ``files``) and ``lines``: where it stands, empty where nobody knows. ``inputs``: what the
    network read, row by row, each with the token behind it, W T+1; of a row the targets from ``firsts`` on are shown.
    """

    offset: int
    tokens: tuple[Token, ...]
    losses: np.ndarray
    seen: np.ndarray
    inputs: np.ndarray
    firsts: tuple[int, ...]
    documents: np.ndarray
    lines: np.ndarray


@dataclass(frozen=True)
class TextLossResult(ViewResult):
    """``source``: which text it is, and why no other in ``note``; ``total`` tokens are to be foretold, ``measured``
    are by now, at a mean of ``loss``; ``bits_per_byte``: the same, fair between tokenizers.

    ``reported``: the validation loss that the run wrote down at this step, with ``precision``; ``same``: the mean here
    over the windows that it measured. Both are None where there is no such loss, ``same`` until they are measured;
    ``unreported`` says why there is none.
    """

    source: Literal["kept-back", "prompt", "file"]
    note: str
    files: tuple[TextFile, ...]
    shown: ShownText
    total: int
    measured: int
    loss: float | None
    bits_per_byte: float | None
    reported: float | None = None
    same: float | None = None
    precision: str = ""
    unreported: str = ""
    by_position: tuple[LossGroup, ...] = ()
    by_frequency: tuple[LossGroup, ...] = ()
    by_file: tuple[LossGroup, ...] = ()
    hardest: tuple[HardToken, ...] = ()

    def table(self, tokens: tuple[str, ...]) -> Table:
        shown = self.shown
        return Table(
            ("place", "token", "loss", "odds", "rank", "foretold from", "file", "line"),
            tuple(
                (
                    shown.offset + i,
                    token.text,
                    *((float(shown.losses[i]), token.probability, token.rank, int(shown.seen[i])) if shown.seen[i]
                      else (None, None, None, 0)),
                    self.files[shown.documents[i]].name if len(shown.documents) else None,
                    int(shown.lines[i]) if len(shown.lines) else None,
                )
                for i, token in enumerate(shown.tokens)
            ),
        )  # fmt: skip

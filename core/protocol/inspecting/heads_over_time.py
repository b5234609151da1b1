"""What the view of heads over time finds."""

from dataclasses import dataclass

import numpy as np

from core.protocol.inspecting.table import Table, ViewResult


@dataclass(frozen=True)
class HeadStory:
    """What became of one head. ``kind``: what it does at the last step that was measured, by the name in HEAD_KINDS, or
    empty where nothing stands out; ``since``: the step by which it did, and the one before, at which it did not yet (−1
    for none). ``lost``: nats that a repeated token costs more without it; ``matters_since``: the same two steps for
    that. ``sentence`` says it all.
    """

    kind: str
    sentence: str
    since: tuple[int, int] | None = None
    lost: float | None = None
    matters_since: tuple[int, int] | None = None


@dataclass(frozen=True)
class HeadsOverTimeResult(ViewResult):
    """``steps``: all that were kept and can be read, rising, S of them. What is not measured yet is NaN.

    ``scores``: 0 … 1, of K kinds in the order of ``kinds``, K S L H; ``chance``: those of a head which attends evenly,
    K. ``losses``: mean loss in nats on the first and the second copy of random tokens that come twice, S 2;
    ``without``: the same with one head switched off, S L H 2. ``ids``: the tokens it was measured on, B T.
    ``stories``: of each head, by layer. ``damaged``: steps that cannot be read. ``sentence``: what to know about the
    whole; ``leads``: layer and number of the head that matters most. ``progress``: 0 … 1.
    """

    steps: tuple[int, ...]
    kinds: tuple[str, ...]
    scores: np.ndarray
    chance: tuple[float, ...]
    losses: np.ndarray
    without: np.ndarray
    ids: np.ndarray
    stories: tuple[tuple[HeadStory, ...], ...] = ()
    damaged: tuple[int, ...] = ()
    sentence: str = ""
    leads: tuple[int, int] | None = None
    progress: float = 1.0

    @property
    def lost(self) -> np.ndarray:
        """How many nats of what a repetition gains are lost without a head.  S L H"""
        gain = self.losses[:, 0] - self.losses[:, 1]
        left: np.ndarray = self.without[..., 0] - self.without[..., 1]
        lost: np.ndarray = gain[:, None, None] - left
        return lost

    def table(self, tokens: tuple[str, ...]) -> Table:
        lost = self.lost
        return Table(
            ("step", "layer", "head", *(kind.replace("-", " ") for kind in self.kinds), "lost without it"),
            tuple(
                (step, layer, head, *map(_number, self.scores[:, s, layer, head]), _number(lost[s, layer, head]))
                for s, step in enumerate(self.steps)
                for layer in range(lost.shape[1])
                for head in range(lost.shape[2])
            ),
        )


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)

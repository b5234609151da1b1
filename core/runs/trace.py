"""The course of a run as a judge sees it: one row for each measured validation loss, whoever feeds it.

Fed by a training step by step, or with the rows of metrics.jsonl in portions; both give the same.
"""

from dataclasses import dataclass, field

import numpy as np

from core.protocol import Health, Step
from core.runs.folder import RunFolder
from core.runs.health_lines import read_health
from core.runs.metrics import Logged, read_logged


@dataclass(frozen=True)
class Look:
    """One measurement. ``train``: mean of the training losses logged since the one before; ``rate``: learning rate."""

    step: int
    tokens: float
    val: float
    train: float
    rate: float


@dataclass
class Trace:
    """Rows in the order of the run; ``ratios``: (step, median update-to-weight ratio of the blocks), where health was
    looked at; ``progress``: share of the budget used; ``step``: the last logged."""

    looks: list[Look] = field(default_factory=list)
    ratios: list[tuple[int, float]] = field(default_factory=list)
    step: int = 0
    progress: float = 0.0
    _losses: list[np.ndarray] = field(default_factory=list)

    def take(self, step: Step) -> None:
        """One logged step."""
        val = np.nan if step.val_loss is None else step.val_loss
        self._rows(np.array([[step.step], [step.tokens], [step.train_loss], [val], [step.learning_rate]]))
        self.progress = step.progress

    def take_logged(self, logged: Logged) -> None:
        """Rows of metrics.jsonl."""
        if logged.resumed_from is not None:
            self.cut_after(logged.resumed_from)
        if logged.last is not None:
            self._rows(logged.rows[[0, 1, 3, 4, 6]])
            self.progress = logged.last.progress

    def take_health(self, health: Health) -> None:
        """What one step moved."""
        self.ratios.append((health.step, health.update_ratio))

    def cut_after(self, step: int) -> None:
        """Forget what lies beyond ``step``: the run goes on from there."""
        self.looks = [look for look in self.looks if look.step <= step]
        self.ratios = [(at, ratio) for at, ratio in self.ratios if at <= step]
        self._losses, self.step = [], min(self.step, step)

    def _rows(self, rows: np.ndarray) -> None:
        steps, tokens, train, val, rate = rows
        if not len(steps):
            return
        begin = 0
        for at in np.flatnonzero(~np.isnan(val)).tolist():
            self._losses.append(train[begin : at + 1])
            losses = np.concatenate(self._losses)
            self.looks.append(
                Look(int(steps[at]), float(tokens[at]), float(val[at]), float(losses.mean()), float(rate[at]))
            )
            self._losses, begin = [], at + 1
        self._losses.append(train[begin:])
        self.step = int(steps[-1])


def read_trace(folder: RunFolder) -> Trace:
    """The course of a run so far; without rows where there is none yet."""
    trace = Trace()
    for logged in read_logged(folder.path / "metrics.jsonl"):
        trace.take_logged(logged)
    for health in read_health(folder):
        trace.take_health(health)
    return trace

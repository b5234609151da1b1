"""Everything the page shows about one run: filled from events while it trains here, or from its folder.

Rows stand in growing numpy columns, so that a long run costs no more to draw than a short one. A resume drops the
rows beyond the step it goes on from, as readers of metrics.jsonl do.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from core.config import BUDGETS, RunConfig
from core.protocol import (
    Changed,
    CheckpointWritten,
    Event,
    ExamTaken,
    Health,
    Paused,
    PromptAdded,
    References,
    Resumed,
    SampleWritten,
    Started,
    Step,
    TextChoice,
    TrainDone,
    Verdict,
)
from core.runs.metrics import Logged
from hellogpt_gui.engine.training_state import Phase
from hellogpt_gui.library.selection import SelectedStep

# The smoothed training loss averages over about the last 6 % of the run, so that it follows the steep start closely.
SMOOTHING = 0.06


# Rows of a block, of which a long curve is drawn by its lowest and highest alone.
BLOCK = 64


class Columns:
    """Rows of floats in growing numpy columns. Column 0 is the step and rises."""

    def __init__(self, width: int) -> None:
        self._table = np.empty((width, 256))  # a column lies in one piece: to search it copies nothing
        self._used = 0
        self._extremes: dict[int, np.ndarray] = {}

    def __len__(self) -> int:
        return self._used

    def append(self, *row: float) -> None:
        self.extend(np.array(row)[:, None])

    def extend(self, rows: np.ndarray) -> None:
        """Rows as columns: (width, rows)."""
        end = self._used + rows.shape[1]
        if end > self._table.shape[1]:
            room = np.empty((len(self._table), max(end, 2 * self._table.shape[1])))
            room[:, : self._used] = self._table[:, : self._used]
            self._table = room
        self._table[:, self._used : end] = rows
        self._used = end

    def cut_after(self, step: int) -> None:
        """Drop the rows beyond ``step``."""
        self._used = int(np.searchsorted(self[0], step, side="right"))
        self._extremes = {column: known[: self._used // BLOCK * 2] for column, known in self._extremes.items()}

    def __getitem__(self, column: int) -> np.ndarray:
        """One column, as a view: (rows,)."""
        return self._table[column, : self._used]

    def at_or_before(self, step: int) -> np.ndarray | None:
        """The last row whose step is not beyond ``step``."""
        row = int(np.searchsorted(self[0], step, side="right")) - 1
        return self._table[:, row] if row >= 0 else None

    def outline(self, column: int) -> np.ndarray:
        """Numbers of the rows in which a column is lowest and highest, for each whole block, then of those left over.

        Every block is looked at once, so that a long run costs no more to draw than a short one.
        """
        known = self._extremes.get(column, np.empty(0, dtype=np.int64))
        done, whole = len(known) // 2, self._used // BLOCK
        if whole > done:
            blocks = self[column][done * BLOCK : whole * BLOCK].reshape(-1, BLOCK)
            begins = np.arange(done, whole) * BLOCK
            both = np.stack([begins + np.argmin(blocks, axis=1), begins + np.argmax(blocks, axis=1)], axis=1)
            known = self._extremes[column] = np.concatenate([known, np.sort(both, axis=1).ravel()])
        return np.concatenate([known, np.arange(whole * BLOCK, self._used)])


STEP, TOKENS, SECONDS, LOSS, SMOOTH = range(5)


@dataclass
class RunRecord:
    """One run as far as it is known.

    ``train``: columns STEP, TOKENS, SECONDS, LOSS, SMOOTH; ``val``: STEP, TOKENS, SECONDS, LOSS. ``last``: the newest
    logged step. ``sources``: the words its texts were asked for with, ``choices``: of them; ``parent``: RUN@STEP
    that it was forked from; ``imported``: it was not trained here. ``added``: prompts that were added while it ran.
    ``bits_per_byte``: bits per byte for one nat per token, constant over a run's validation text.
    """

    name: str = ""
    config: RunConfig | None = None
    parameters: int = 0
    tokens_train: int = 0
    text: str = ""
    text_bytes: int = 0
    files: int = 0
    sources: tuple[str, ...] = ()
    choices: tuple[TextChoice, ...] = ()
    parent: str = ""
    imported: bool = False
    references: References | None = None
    phase: Phase = "idle"
    stopped_by: str = ""
    train: Columns = field(default_factory=lambda: Columns(5))
    val: Columns = field(default_factory=lambda: Columns(4))
    samples: list[SampleWritten] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    stops: list[int] = field(default_factory=list)
    verdict: Verdict | None = None
    health: list[Health] = field(default_factory=list)
    exams: list[ExamTaken] = field(default_factory=list)
    changes: list[Changed] = field(default_factory=list)
    last: Step | None = None
    bits_per_byte: float | None = None

    def reference(self, step: SelectedStep) -> str:
        """RUN or RUN@STEP, of which another run may begin, when this step is chosen."""
        return f"{self.name}@{step}" if isinstance(step, int) or step == "best" else self.name

    @property
    def step_seconds(self) -> float | None:
        """How long a step takes at the speed of the last: without what is measured, written and saved between steps."""
        last = self.last
        if last is None or not last.step or not last.tokens_per_second:
            return None
        return last.tokens / last.step / last.tokens_per_second

    def take(self, events: Sequence[Event]) -> None:
        """Note what the engine said."""
        for event in events:
            self._take_one(event)

    def _take_one(self, event: Event) -> None:
        if isinstance(event, Step):
            self._take_step(event)
        elif isinstance(event, SampleWritten):
            self.samples.append(event)
            self._add_stop(event.step)
        elif isinstance(event, PromptAdded):
            self.added.append(event.prompt)
        elif isinstance(event, Verdict):
            self.verdict = event
        elif isinstance(event, Health):
            self.health.append(event)
        elif isinstance(event, Changed):
            self.changes.append(event)
        elif isinstance(event, ExamTaken):
            self.exams.append(event)
        elif isinstance(event, CheckpointWritten) and event.kind == "snapshot":  # checkpoints between are pruned
            self._add_stop(event.step)
        elif isinstance(event, Started):
            self._take_start(event)
        elif isinstance(event, Paused):
            self.phase = "paused"
        elif isinstance(event, Resumed):
            self.phase = "training"
        elif isinstance(event, TrainDone):
            self.phase, self.stopped_by = "idle", event.stopped_by
            self.verdict = event.verdict or self.verdict

    def _take_start(self, started: Started) -> None:
        self.name, self.phase, self.stopped_by = started.run, "training", ""
        self.parameters, self.tokens_train = started.parameters, started.tokens_train
        self.text, self.text_bytes = started.text, started.text_bytes
        self.references = started.references
        self.cut_after(started.step)

    def take_logged(self, logged: Logged) -> None:
        """Note steps that stand in the run's folder, as ``take`` does one by one."""
        if logged.resumed_from is not None:
            self.cut_after(logged.resumed_from)
        rows, last = logged.rows, logged.last
        if last is None:
            return
        self.train.extend(np.concatenate([rows[:4], self._smoothed(rows[3])[None]]))
        self.last = last
        measured = rows[:, ~np.isnan(rows[4])]
        self.val.extend(measured[[0, 1, 2, 4]])
        told = measured[4:, ~np.isnan(measured[5]) & (measured[4] > 0)]
        if told.shape[1]:
            self.bits_per_byte = float(told[1, -1] / told[0, -1])

    def _smoothed(self, losses: np.ndarray) -> np.ndarray:
        """The smoothed training loss of rows that follow: each moves towards the loss by 1 / (1 + SMOOTHING · row).

        In one product instead of row by row: s_n = P_n · (s_0 + Σ a_k · loss_k / P_k), P_n = Π (1 − a_k).
        """
        before = float(self.train[SMOOTH][-1]) if len(self.train) else float(losses[0])
        share = 1 / (1 + SMOOTHING * np.arange(len(self.train), len(self.train) + len(losses)))
        share[0] = share[0] if len(self.train) else 0.0
        left = np.cumprod(1 - share)
        return left * (before + np.cumsum(share * losses / left))

    def _take_step(self, step: Step) -> None:
        smooth = step.train_loss
        if len(self.train):
            before_loss = float(self.train[SMOOTH][-1])
            smooth = before_loss + (step.train_loss - before_loss) / (1 + SMOOTHING * len(self.train))
        self.train.append(step.step, step.tokens, step.seconds, step.train_loss, smooth)
        self.last = step
        if step.val_loss is None:
            return
        self.val.append(step.step, step.tokens, step.seconds, step.val_loss)
        if step.val_bits_per_byte is not None and step.val_loss > 0:
            self.bits_per_byte = step.val_bits_per_byte / step.val_loss

    def _add_stop(self, step: int) -> None:
        if step not in self.stops:
            self.stops.append(step)
            self.stops.sort()

    def cut_after(self, step: int) -> None:
        """Forget what lies beyond ``step``: the run goes on from there."""
        if self.last is None or self.last.step <= step:
            return
        self.train.cut_after(step)
        self.val.cut_after(step)
        self.samples = [sample for sample in self.samples if sample.step <= step]
        self.stops = [stop for stop in self.stops if stop <= step]
        self.health = [look for look in self.health if look.step <= step]
        self.exams = [exam for exam in self.exams if exam.step <= step]
        self.changes = [change for change in self.changes if change.step <= step]
        self.last = self.verdict = None

    # ---- what is asked of it ----

    @property
    def running(self) -> bool:
        return self.phase != "idle"

    @property
    def done(self) -> bool:
        """Whether the whole budget has been used."""
        whole = self.last is not None and self.last.progress >= 1
        return not self.running and (self.stopped_by == "budget" or whole)

    @property
    def smoothed_loss(self) -> float | None:
        """Training loss, smoothed, in nats per token."""
        return float(self.train[SMOOTH][-1]) if len(self.train) else None

    @property
    def val_loss(self) -> float | None:
        """The validation loss measured last, in nats per token."""
        return float(self.val[LOSS][-1]) if len(self.val) else None

    @property
    def best(self) -> tuple[int, float] | None:
        """Step and value of the lowest validation loss."""
        if not len(self.val):
            return None
        row = int(np.argmin(self.val[LOSS]))
        return int(self.val[STEP][row]), float(self.val[LOSS][row])

    def val_loss_at(self, step: int) -> float | None:
        """The validation loss measured last at ``step`` or before."""
        row = self.val.at_or_before(step)
        return None if row is None else float(row[LOSS])

    def train_loss_at(self, step: int) -> float | None:
        """The smoothed training loss at ``step`` or just before."""
        row = self.train.at_or_before(step)
        return None if row is None else float(row[SMOOTH])

    @property
    def changeable(self) -> dict[str, float]:
        """What may be changed while it trains, as it is now: the learning rate and the budget."""
        if self.config is None:
            return {}
        training = self.config.training
        names = ("learning_rate", next(kind for kind in BUDGETS if getattr(training, kind)))
        return {name: float(getattr(training, name)) for name in names} | {
            one.setting: one.after for one in self.changes
        }

    @property
    def prompts(self) -> tuple[str, ...]:
        """What the samples continue, in the order of their first appearance; last what they will from now on."""
        return tuple(dict.fromkeys([*(sample.prompt for sample in self.samples), *self.added]))

    def nearest_stop(self, step: float) -> int | None:
        """The checkpoint or snapshot nearest to ``step``."""
        return min(self.stops, key=lambda stop: abs(stop - step)) if self.stops else None

    def stop_beside(self, step: int | None, direction: int) -> int | None:
        """The next stop before (−1) or after (+1) ``step``; from no step, the newest."""
        if not self.stops or step is None:
            return self.stops[-1] if self.stops else None
        beyond = [stop for stop in self.stops if (stop - step) * direction > 0]
        return None if not beyond else min(beyond) if direction > 0 else max(beyond)

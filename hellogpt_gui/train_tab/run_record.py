"""Everything the page shows about one run: filled from events while it trains here, or from its folder.

Rows stand in growing numpy columns, so that a long run costs no more to draw than a short one. A resume drops the
rows beyond the step it goes on from, as readers of metrics.jsonl do.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from core.config import RunConfig
from core.protocol import CheckpointWritten, Event, Paused, References, Resumed, SampleWritten, Started, Step, TrainDone
from hellogpt_gui.engine.training_state import Phase

# The smoothed training loss averages over about the last 6 % of the run, so that it follows the steep start closely.
SMOOTHING = 0.06


class Columns:
    """Rows of floats in numpy columns of one growing array. Column 0 is the step and rises."""

    def __init__(self, width: int) -> None:
        self._rows = np.empty((256, width))
        self._used = 0

    def __len__(self) -> int:
        return self._used

    def append(self, *row: float) -> None:
        if self._used == len(self._rows):
            self._rows = np.concatenate([self._rows, np.empty_like(self._rows)])
        self._rows[self._used] = row
        self._used += 1

    def cut_after(self, step: int) -> None:
        """Drop the rows beyond ``step``."""
        self._used = int(np.searchsorted(self[0], step, side="right"))

    def __getitem__(self, column: int) -> np.ndarray:
        """One column, as a view: (rows,)."""
        return self._rows[: self._used, column]

    def at_or_before(self, step: int) -> np.ndarray | None:
        """The last row whose step is not beyond ``step``."""
        row = int(np.searchsorted(self[0], step, side="right")) - 1
        return self._rows[row] if row >= 0 else None


STEP, TOKENS, SECONDS, LOSS, SMOOTH = range(5)


@dataclass
class RunRecord:
    """One run as far as it is known.

    ``train``: columns STEP, TOKENS, SECONDS, LOSS, SMOOTH; ``val``: STEP, TOKENS, SECONDS, LOSS. ``last``: the newest
    logged step. ``sources``: the words its texts were asked for with; ``parent``: RUN@STEP that it was forked from;
    ``imported``: it was not trained here. ``bits_per_byte``: bits per byte for one nat per token, constant over a
    run's validation text.
    """

    name: str = ""
    config: RunConfig | None = None
    parameters: int = 0
    tokens_train: int = 0
    text: str = ""
    text_bytes: int = 0
    files: int = 0
    sources: tuple[str, ...] = ()
    parent: str = ""
    imported: bool = False
    references: References | None = None
    phase: Phase = "idle"
    stopped_by: str = ""
    train: Columns = field(default_factory=lambda: Columns(5))
    val: Columns = field(default_factory=lambda: Columns(4))
    samples: list[SampleWritten] = field(default_factory=list)
    stops: list[int] = field(default_factory=list)
    last: Step | None = None
    bits_per_byte: float | None = None
    step_seconds: float | None = None

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

    def _take_start(self, started: Started) -> None:
        self.name, self.phase, self.stopped_by = started.run, "training", ""
        self.parameters, self.tokens_train = started.parameters, started.tokens_train
        self.text, self.text_bytes = started.text, started.text_bytes
        self.references = started.references
        self.cut_after(started.step)

    def _take_step(self, step: Step) -> None:
        before = self.last
        if before is not None and step.step > before.step and step.seconds > before.seconds:
            self.step_seconds = (step.seconds - before.seconds) / (step.step - before.step)
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
        self.last = None

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
    def prompts(self) -> tuple[str, ...]:
        """What the samples continue, in the order of their first appearance."""
        return tuple(dict.fromkeys(sample.prompt for sample in self.samples))

    def nearest_stop(self, step: float) -> int | None:
        """The checkpoint or snapshot nearest to ``step``."""
        return min(self.stops, key=lambda stop: abs(stop - step)) if self.stops else None

    def stop_beside(self, step: int | None, direction: int) -> int | None:
        """The next stop before (−1) or after (+1) ``step``; from no step, the newest."""
        if not self.stops or step is None:
            return self.stops[-1] if self.stops else None
        beyond = [stop for stop in self.stops if (stop - step) * direction > 0]
        return None if not beyond else min(beyond) if direction > 0 else max(beyond)

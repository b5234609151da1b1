"""Where one session of a training stands: what the loop and everything done between its steps look at and change."""

import dataclasses
import math
import time
from dataclasses import dataclass

import torch

from core.config import BUDGETS, RunConfig
from core.control import RunControl
from core.model.gpt import GPT
from core.runs.change_lines import read_changes
from core.runs.trace import read_trace
from core.runs.writing import RunWriter
from core.text.prepare import Prepared
from core.text.template import Template
from core.training.batches import Batches
from core.training.cadence import Budget
from core.training.checkpoint import Position
from core.training.exam import NO_QUESTIONS, Paper
from core.training.optimizers import Optimizers
from core.training.vital_signs import Sampled

# The speed shown is the mean over about this many steps.
SPEED_SMOOTHING = 0.1


@dataclass(frozen=True)
class Parts:
    """What a training consists of, made by ``core.training.parts``. ``config`` has every choice resolved;
    ``template``: how prompts become turns, where it is taught to answer."""

    config: RunConfig
    prepared: Prepared
    writer: RunWriter
    model: GPT
    optimizers: Optimizers
    batches: Batches
    prompts: tuple[str, ...]
    paper: Paper = NO_QUESTIONS
    template: Template | None = None


class State:
    """The parts, the place in the walk (``at``, which a checkpoint keeps), and what is known of the newest step.

    ``loss``, ``norm``, ``rate``: of that step; ``rate_scale``: what the person has multiplied the rates by;
    ``finite``: whether every number so far is one; ``used``: share of the budget when it was last looked for what is
    due, so that what measuring and saving take is not lost; ``step_seconds``: what a step takes; ``logged``,
    ``saved``: seconds of the run when that was done last; ``trace``: the course of the run for the verdict;
    ``prompts``: what samples continue now; ``weighed``: the step at which some weights were noted, to see how far the
    next one moves them, and those weights.
    """

    def __init__(self, parts: Parts, position: Position, control: RunControl) -> None:
        self.parts = parts
        self.at = position
        self.control = control
        self.settings = parts.config.training
        self.budget = Budget.of(self.settings, parts.batches.windows(self.settings.epochs))
        self.device = next(parts.model.parameters()).device
        self.step_tokens = (
            self.settings.batch_size * self.settings.grad_accumulation * parts.config.model.context_length
        )
        self.rate_scale = 1.0
        self.loss = self.norm = torch.zeros(())
        self.rate = 0.0
        self.finite = True
        for past in read_changes(parts.writer.folder):
            self.change(past.setting, past.after)
        self.used = self.progress()
        self.step_seconds: float | None = None
        self.logged, self.logged_step = 0.0, position.step
        self.saved = position.seconds
        self.trace = read_trace(parts.writer.folder)
        self.prompts = list(parts.prompts)
        self.weighed: tuple[int, Sampled] | None = None
        self._warm = False
        self.start_clock()

    @property
    def changeable(self) -> dict[str, float]:
        """What may be changed while it trains, as it is now: the learning rate and the budget."""
        budget = next(kind for kind in BUDGETS if getattr(self.settings, kind))
        rate = self.parts.config.training.learning_rate * self.rate_scale
        return {"learning_rate": rate, budget: float(getattr(self.settings, budget))}

    def change(self, setting: str, value: float) -> None:
        """From here on one of what is ``changeable`` is ``value``; Muon's rate follows AdamW's in proportion."""
        if setting == "learning_rate":
            self.rate_scale = value / self.parts.config.training.learning_rate
        elif setting in self.changeable:
            kind = type(getattr(self.settings, setting))
            self.settings = dataclasses.replace(self.settings, **{setting: kind(value)})
            self.budget = Budget.of(self.settings, self.parts.batches.windows(self.settings.epochs))

    def start_clock(self) -> None:
        """From here on time counts for the run."""
        self._clock = time.perf_counter()

    def tick(self) -> None:
        """Move the run's clock on."""
        now = time.perf_counter()
        self.at.seconds += now - self._clock
        self._clock = now

    def count_step(self, took: float) -> None:
        """One more step is done, in so many seconds."""
        self.at.step += 1
        self.at.tokens += self.step_tokens
        mean = self.step_seconds
        if mean is None or not self._warm:  # a session's first step also sets things up
            self._warm, self.step_seconds = mean is not None, took
        else:
            self.step_seconds = mean + SPEED_SMOOTHING * (took - mean)
        self.tick()

    def progress(self) -> float:
        """Share of the budget used now, 0…1."""
        return self.budget.progress(self.at.step, self.at.seconds)

    def bits_per_byte(self, loss: float | None) -> float | None:
        """A validation loss in bits for each byte of text."""
        return None if loss is None else loss / math.log(2) / self.parts.prepared.bytes_per_val_token

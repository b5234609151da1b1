"""What is done between two steps: one part a file, each of one shape.

A part takes the training's state and what is due, changes what it measures there, writes it into the run folder, and
yields events. ``PARTS`` is their order; when one finds a number that is none, those after it are left out. A part must
leave weights, optimisers and torch's global generator as they are, and tick the run's clock for the time it took.
"""

from collections.abc import Callable, Iterator

from core.protocol import Event
from core.training.between.changing import take_changes
from core.training.between.checking import check
from core.training.between.evaluating import evaluate, patience_is_over
from core.training.between.examining import take_exam
from core.training.between.figures import log_step
from core.training.between.health import look_at_health
from core.training.between.judging import judge_run, verdict_of
from core.training.between.prompts import take_prompts
from core.training.between.sampling import write_samples
from core.training.between.saving import keep, save
from core.training.cadence import Due
from core.training.state import State

Part = Callable[[State, Due], Iterator[Event]]

PARTS: tuple[Part, ...] = (
    check, take_changes, evaluate, log_step, look_at_health, judge_run, take_prompts, write_samples, take_exam, keep
)  # fmt: skip

__all__ = ["PARTS", "Part", "patience_is_over", "save", "take_prompts", "verdict_of"]

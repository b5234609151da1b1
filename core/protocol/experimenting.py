"""Experiments: several trainings that are compared, and what comes of them.

While one runs, the events of its trainings come too, all but their last words: TrialDone stands in place of TrainDone.
"""

from dataclasses import dataclass
from typing import ClassVar, Literal

from core.config import ExperimentConfig, RunConfig
from core.protocol.base import Command, Done, Event, Lane
from core.protocol.choosing import TextChoice
from core.protocol.training import References


@dataclass(frozen=True)
class RunExperiment(Command):
    """Carry out an experiment, or go on with the one of that name that was begun with the same settings.

    ``config``: what all its trainings share; ``texts`` and ``choices`` as in Train; ``name``: empty to name it
    after its kind.
    """

    lane: ClassVar[Lane] = "train"

    experiment: ExperimentConfig
    config: RunConfig
    texts: tuple[str, ...] = ()
    name: str = ""
    choices: tuple[TextChoice, ...] = ()


@dataclass(frozen=True)
class ContinueExperiment(Command):
    """Go on with an experiment that was begun: trainings that are finished are not done again."""

    lane: ClassVar[Lane] = "train"

    name: str


@dataclass(frozen=True)
class ListExperiments(Command):
    """What has come of every experiment so far, newest first. Answered by ExperimentsListed."""


@dataclass(frozen=True)
class Trial:
    """One training of an experiment. ``rate``: the learning rate as a multiple of the settings' own.

    ``tuning``: it only serves to choose the learning rate of its variant.
    """

    variant: str
    rate: float
    seed: int
    tuning: bool = False

    @property
    def key(self) -> str:
        """What it is called in the experiment's files."""
        return f"{self.variant} x{self.rate:g} seed {self.seed}{' tuning' if self.tuning else ''}"


@dataclass(frozen=True)
class Tried:
    """A learning rate that was tried while tuning, and the validation loss it came to; None: no finite number."""

    rate: float
    val_loss: float | None


@dataclass(frozen=True)
class VariantResult:
    """What has come of one variant so far.

    ``losses``: final validation losses of its trainings in nats per token, one a seed; None: no finite number.
    ``mean``, ``spread``: of the finite ones, the spread as standard deviation (n − 1). ``rate``: the learning rate
    chosen, as a multiple. ``sentence``: what may be said of it, or empty. ``whole``: all others are beside this one.
    """

    name: str
    label: str
    parameters: int
    rate: float | None
    learning_rate: float | None
    tried: tuple[Tried, ...] = ()
    losses: tuple[float | None, ...] = ()
    runs: tuple[str, ...] = ()
    mean: float | None = None
    spread: float | None = None
    sentence: str = ""
    whole: bool = False


@dataclass(frozen=True)
class ExperimentResult:
    """What has come of an experiment so far. ``done`` of ``trials`` trainings are finished.

    ``steps``, ``tokens``: of each training; ``sentences``: what may be said of all of it; ``note``: how it was judged.
    """

    name: str
    kind: str
    label: str
    created: str
    text: str
    steps: int
    tokens: int
    done: int
    trials: int
    variants: tuple[VariantResult, ...]
    sentences: tuple[str, ...]
    note: str
    references: References | None = None

    @property
    def complete(self) -> bool:
        return self.done == self.trials


@dataclass(frozen=True)
class TrialStarted(Event):
    """A training of an experiment begins, or goes on. ``number``: 1 … ``trials``."""

    event: ClassVar[str] = "trial_started"

    experiment: str
    trial: Trial
    label: str
    number: int
    trials: int


@dataclass(frozen=True)
class TrialDone(Event):
    """A training of an experiment is finished. ``val_loss``: None where the loss was no finite number any more."""

    event: ClassVar[str] = "trial_done"

    experiment: str
    trial: Trial
    run: str
    step: int
    val_loss: float | None
    stopped_by: str


@dataclass(frozen=True)
class ExperimentSoFar(Event):
    """The result has changed."""

    event: ClassVar[str] = "result"

    result: ExperimentResult


@dataclass(frozen=True)
class ExperimentDone(Done):
    """``stopped_by``: "user" where trainings are left to do."""

    result: ExperimentResult
    stopped_by: Literal["budget", "user"] = "budget"


@dataclass(frozen=True)
class ExperimentsListed(Done):
    """``left_out``: a sentence for each folder that cannot be read."""

    experiments: tuple[ExperimentResult, ...]
    left_out: tuple[str, ...] = ()

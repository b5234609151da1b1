"""Which trainings an experiment has: those that are still to do follow from those that are finished.

Where the learning rate is tuned, each variant is trained once with every rate on one seed; then the best rate, by final
validation loss, with other seeds. The results are those of the other seeds alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from core.config import ExperimentConfig, RunConfig
from core.experiments.variants import Variant, multiples, variants_of
from core.protocol import Trial


@dataclass(frozen=True)
class Outcome:
    """How a training ended. ``val_loss``: None where the loss was no finite number any more."""

    run: str
    step: int
    val_loss: float | None
    stopped_by: str
    parameters: int = 0


Outcomes = Mapping[str, Outcome]  # by a trial's key


class Plan:
    """The trainings of one experiment.

    Raises:
        SettingError: settings do not fit together.
    """

    def __init__(self, experiment: ExperimentConfig, shared: RunConfig) -> None:
        self.experiment, self.shared = experiment, shared
        self.variants = variants_of(experiment, shared)
        self._seed = shared.training.seed

    @property
    def trials(self) -> int:
        """How many trainings there are."""
        tuned = sum(variant.rate is None for variant in self.variants)
        return len(self.variants) * self.experiment.seeds + tuned * self.experiment.rates_tried

    def tuning(self, variant: Variant) -> list[Trial]:
        """The trainings that choose a variant's learning rate."""
        if variant.rate is not None:
            return []
        return [Trial(variant.name, rate, self._seed, tuning=True) for rate in multiples(self.experiment)]

    def rate(self, variant: Variant, outcomes: Outcomes) -> float | None:
        """The multiple of the learning rate that a variant is measured with; None while that is not known."""
        if variant.rate is not None:
            return variant.rate
        trials = self.tuning(variant)
        if any(trial.key not in outcomes for trial in trials):
            return None
        return min(trials, key=lambda trial: (_or_worst(outcomes[trial.key].val_loss), trial.rate)).rate

    def measuring(self, variant: Variant, outcomes: Outcomes) -> list[Trial]:
        """The trainings that a variant is judged by; none while its learning rate is not known."""
        rate = self.rate(variant, outcomes)
        first = self._seed + (1 if variant.rate is None else 0)
        return [] if rate is None else [Trial(variant.name, rate, first + n) for n in range(self.experiment.seeds)]

    def next(self, outcomes: Outcomes) -> Trial | None:
        """The training that is to be done now; None when all are finished.

        First every variant's tuning, then one seed of every variant after the other: whoever stops early has a
        picture of all of them.
        """
        for variant in self.variants:
            for trial in self.tuning(variant):
                if trial.key not in outcomes:
                    return trial
        for number in range(self.experiment.seeds):
            for variant in self.variants:
                trial = self.measuring(variant, outcomes)[number]
                if trial.key not in outcomes:
                    return trial
        return None

    def variant(self, name: str) -> Variant:
        return next(variant for variant in self.variants if variant.name == name)

    def config(self, trial: Trial) -> RunConfig:
        """The settings of one training."""
        return self.variant(trial.variant).config(self.shared, trial.rate, trial.seed)


def _or_worst(loss: float | None) -> float:
    return float("inf") if loss is None else loss

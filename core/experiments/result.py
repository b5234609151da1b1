"""From finished trainings to numbers: mean and spread of each variant, and the sentences that they carry."""

import dataclasses
import statistics
from collections.abc import Sequence

from core.config import EXPERIMENTS, parameter_count
from core.experiments.plan import Outcomes, Plan
from core.experiments.sentences import NOTE, SENTENCES, sentence_of
from core.experiments.variants import WHOLE, Variant
from core.protocol import ExperimentResult, References, Tried, VariantResult


def result_of(
    name: str,
    created: str,
    plan: Plan,
    outcomes: Outcomes,
    text: str,
    steps: int,
    tokens: int,
    references: References | None,
) -> ExperimentResult:
    """What has come of an experiment so far. ``steps`` and ``tokens``: of each training."""
    measured = [_measured(plan, variant, outcomes) for variant in plan.variants]
    whole = next((one for one in measured if one.whole), None)
    spoken = tuple(_with_sentence(plan, one, whole, references) for one in measured)
    done = sum(
        trial.key in outcomes
        for variant in plan.variants
        for trial in (*plan.tuning(variant), *plan.measuring(variant, outcomes))
    )
    kind = plan.experiment.kind
    return ExperimentResult(
        name=name,
        kind=kind,
        label=EXPERIMENTS[kind].label,
        created=created,
        text=text,
        steps=steps,
        tokens=tokens,
        done=done,
        trials=plan.trials,
        variants=spoken,
        sentences=SENTENCES[kind](spoken) if done == plan.trials else (),
        note=NOTE.format(seeds=plan.experiment.seeds),
        references=references,
    )


def _measured(plan: Plan, variant: Variant, outcomes: Outcomes) -> VariantResult:
    """One variant's numbers."""
    rate = plan.rate(variant, outcomes)
    finished = [outcomes[trial.key] for trial in plan.measuring(variant, outcomes) if trial.key in outcomes]
    tried = [Tried(trial.rate, outcomes[trial.key].val_loss) for trial in plan.tuning(variant) if trial.key in outcomes]
    losses = [one.val_loss for one in finished]
    mean, spread = mean_and_spread([loss for loss in losses if loss is not None])
    model = variant.config(plan.shared, 1.0, 0).model
    known = [outcome.parameters for key, outcome in outcomes.items() if key.startswith(f"{variant.name} x")]
    return VariantResult(
        name=variant.name,
        label=variant.label,
        parameters=max(known, default=0) or (parameter_count(model, model.vocab_size) if model.vocab_size else 0),
        rate=rate,
        learning_rate=None if rate is None else rate * plan.shared.training.learning_rate,
        tried=tuple(tried),
        losses=tuple(losses),
        runs=tuple(one.run for one in finished),
        mean=mean,
        spread=spread,
        whole=variant.name == WHOLE,
    )


def mean_and_spread(losses: Sequence[float]) -> tuple[float | None, float | None]:
    """Mean, and standard deviation with n − 1; None where there are too few."""
    if not losses:
        return None, None
    return statistics.fmean(losses), statistics.stdev(losses) if len(losses) > 1 else None


def _with_sentence(
    plan: Plan, one: VariantResult, whole: VariantResult | None, references: References | None
) -> VariantResult:
    """Nothing is said before all seeds of both are there."""
    seeds = plan.experiment.seeds
    if whole is None or one.whole or min(len(one.losses), len(whole.losses)) < seeds:
        return one
    return dataclasses.replace(one, sentence=sentence_of(plan.variant(one.name), one, whole, references))

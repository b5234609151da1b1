"""Which trainings there are: rates are tuned on one seed, results come from others, and all see equally many tokens."""

import itertools

import pytest

from core.config import EXPERIMENTS, ExperimentConfig
from core.experiments.plan import Outcome, Plan
from core.protocol import Trial

from .conftest import tiny_config


def walk(plan: Plan, losses: dict[str, float | None]) -> list[Trial]:
    """All trainings in order, each ending with the loss that stands under its key, else 1."""
    outcomes: dict[str, Outcome] = {}
    order = []
    while (trial := plan.next(outcomes)) is not None:
        assert trial.key not in outcomes
        order.append(trial)
        outcomes[trial.key] = Outcome("r", 2, losses.get(trial.key, 1.0), "budget")
    return order


@pytest.mark.parametrize("kind", EXPERIMENTS)
def test_every_training_is_done_once_and_they_are_as_many_as_was_said(kind: str) -> None:
    plan = Plan(ExperimentConfig(kind, seeds=2), tiny_config())
    order = walk(plan, {})
    assert len(order) == len({trial.key for trial in order}) == plan.trials
    for variant in plan.variants:
        assert sum(not trial.tuning for trial in order if trial.variant == variant.name) == 2


def test_results_come_from_seeds_that_nobody_tuned_on() -> None:
    order = walk(Plan(ExperimentConfig(seeds=3), tiny_config(seed=5)), {})
    assert {trial.seed for trial in order if trial.tuning} == {5}
    assert {trial.seed for trial in order if not trial.tuning} == {6, 7, 8}


def test_the_best_rate_of_the_tuning_is_measured_and_no_number_is_never_best() -> None:
    plan = Plan(ExperimentConfig(seeds=1, rate_factor=2.0), tiny_config())
    losses: dict[str, float | None] = {
        "whole x0.5 seed 0 tuning": 2.0, "whole x1 seed 0 tuning": 1.5, "whole x2 seed 0 tuning": None,
        "no-attention x0.5 seed 0 tuning": None, "no-attention x1 seed 0 tuning": 3.0,
        "no-attention x2 seed 0 tuning": 2.5,
    }  # fmt: skip
    chosen = {trial.variant: trial.rate for trial in walk(plan, losses) if not trial.tuning}
    assert chosen["whole"] == 1.0
    assert chosen["no-attention"] == 2.0


def test_a_seed_of_every_variant_comes_before_the_next_seed_of_any() -> None:
    measuring = [trial for trial in walk(Plan(ExperimentConfig(seeds=2), tiny_config()), {}) if not trial.tuning]
    seeds = [trial.seed for trial in measuring]
    assert seeds == sorted(seeds)


def test_all_trainings_see_equally_many_tokens() -> None:
    for kind in EXPERIMENTS:
        plan = Plan(ExperimentConfig(kind, seeds=1), tiny_config())
        configs = [plan.config(trial) for trial in walk(plan, {})]
        tokens = {(c.training.steps, c.training.batch_size, c.training.grad_accumulation, c.model.context_length)
                  for c in configs}  # fmt: skip
        assert len(tokens) == 1
        for one, other in itertools.pairwise(configs):
            assert one.text == other.text

"""Numbers from finished trainings, beside Python's own statistics."""

import statistics

import pytest

from core.config import ExperimentConfig, parameter_count
from core.experiments.plan import Outcome, Plan
from core.experiments.result import mean_and_spread, result_of
from core.protocol import ExperimentResult

from .conftest import tiny_config


def test_mean_and_spread() -> None:
    assert mean_and_spread([]) == (None, None)
    assert mean_and_spread([2.5]) == (2.5, None)
    mean, spread = mean_and_spread([2.0, 2.5, 4.5])
    assert (mean, spread) == (3.0, pytest.approx(statistics.stdev([2.0, 2.5, 4.5])))


def result(outcomes: dict[str, Outcome]) -> ExperimentResult:
    plan = Plan(ExperimentConfig(seeds=3), tiny_config())
    return result_of("x", "", plan, outcomes, "Story", 2, 32, None)


def test_an_experiment_that_has_not_begun_has_no_numbers() -> None:
    empty = result({})
    assert (empty.done, empty.trials, empty.complete) == (0, 42, False)
    assert all(one.mean is None and not one.sentence for one in empty.variants)
    assert empty.sentences == ()


def test_what_is_measured_is_without_what_was_tuned() -> None:
    plan = Plan(ExperimentConfig(seeds=3), tiny_config())
    outcomes: dict[str, Outcome] = {}
    while (trial := plan.next(outcomes)) is not None:
        better = 0.5 if trial.variant == "whole" else 0.0
        loss = 9.0 - trial.rate if trial.tuning else 3.0 - better + trial.seed / 100
        outcomes[trial.key] = Outcome(f"run {len(outcomes)}", 2, loss, "budget")
    found = result_of("x", "", plan, outcomes, "Story", 2, 32, None)
    assert found.complete
    whole, *others = found.variants
    assert whole.losses == (2.51, 2.52, 2.53)
    assert whole.mean == pytest.approx(2.52)
    assert whole.rate == 3.0
    assert [tried.rate for tried in whole.tried] == pytest.approx([1 / 3, 1, 3])
    assert not whole.sentence
    assert all("higher" in one.sentence for one in others)
    assert whole.parameters == parameter_count(tiny_config().model, 300)

"""Learning-rate schedules at their turning points."""

import math

import pytest

from core import config
from core.config import TrainingConfig
from core.training.schedules import SCHEDULES, rate_factor


def test_registry_holds_what_is_declared() -> None:
    assert set(SCHEDULES) == set(config.SCHEDULES)


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_warm_up_rises_in_equal_parts(schedule: str) -> None:
    settings = TrainingConfig(schedule=schedule, warmup_steps=10)
    factors = [rate_factor(settings, step, 0.0) for step in range(12)]
    assert factors[:10] == pytest.approx([0.1 * k for k in range(1, 11)])
    assert factors[10:] == [1.0, 1.0]


def test_no_warm_up_starts_at_the_full_rate() -> None:
    assert rate_factor(TrainingConfig(schedule="constant", warmup_steps=0), 0, 0.0) == 1.0


def test_warmup_stable_decay_is_flat_then_straight_to_zero() -> None:
    curve = SCHEDULES["wsd"]
    assert curve(0.0, 0.35) == curve(0.65, 0.35) == 1.0
    assert curve(0.825, 0.35) == pytest.approx(0.5)
    assert curve(1.0, 0.35) == 0.0


@pytest.mark.parametrize(("share", "factor"), [(1.0, 0.6), (0.8, 0.75), (0.4, 1.0), (0.2, 1.0)])
def test_how_long_the_decay_takes_is_a_setting(share: float, factor: float) -> None:
    settings = TrainingConfig(schedule="wsd", warmup_steps=0, decay_share=share)
    assert rate_factor(settings, 100, 0.4) == pytest.approx(factor)


def test_cosine_goes_from_one_to_a_tenth() -> None:
    curve = SCHEDULES["cosine"]
    assert curve(0.0, 0.7) == 1.0
    assert curve(0.5, 0.7) == pytest.approx(0.55)
    assert curve(1.0, 0.7) == pytest.approx(0.1)
    assert all(math.isfinite(curve(k / 10, 0.7)) for k in range(12))

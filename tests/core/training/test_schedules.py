"""Learning-rate schedules at their turning points."""

import math

import pytest

from core import config
from core.training.schedules import SCHEDULES, rate_factor


def test_registry_holds_what_is_declared() -> None:
    assert set(SCHEDULES) == set(config.SCHEDULES)


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_warm_up_rises_in_equal_parts(schedule: str) -> None:
    factors = [rate_factor(schedule, step, 0.0, 10) for step in range(12)]
    assert factors[:10] == pytest.approx([0.1 * k for k in range(1, 11)])
    assert factors[10:] == [1.0, 1.0]


def test_no_warm_up_starts_at_the_full_rate() -> None:
    assert rate_factor("constant", 0, 0.0, 0) == 1.0


def test_warmup_stable_decay_is_flat_then_straight_to_zero() -> None:
    curve = SCHEDULES["wsd"]
    assert curve(0.0) == curve(0.3) == 1.0
    assert curve(0.65) == pytest.approx(0.5)
    assert curve(1.0) == 0.0


def test_cosine_goes_from_one_to_a_tenth() -> None:
    curve = SCHEDULES["cosine"]
    assert curve(0.0) == 1.0
    assert curve(0.5) == pytest.approx(0.55)
    assert curve(1.0) == pytest.approx(0.1)
    assert all(math.isfinite(curve(k / 10)) for k in range(12))

"""Each rule speaks on a course of its kind, and stays silent just beyond its thresholds.

How often the rules are right on real runs is measured by ``benchmarks/verdicts.py``.
"""

from collections.abc import Callable

import pytest

from core.protocol import Health, References, Step, Verdict
from core.runs.trace import Trace
from core.runs.verdict import Facts, judge

REFERENCES = References(5.7, 4.2, 2.9)
TOKENS = 20_000


def course(
    val: Callable[[int], float],
    train: Callable[[int], float] | None = None,
    moves: Callable[[int], float] | None = lambda n: 0.012,
    steps: int = 640,
    rate: Callable[[int], float] = lambda n: 1e-3,
) -> Trace:
    """Measured every 20 steps, 512 tokens a step; ``moves`` is looked at one step later."""
    trace, train = Trace(), train or val
    for n in range(steps + 1):
        measured = val(n) if n % 20 == 0 else None
        trace.take(Step(n, n * 512, n * 0.01, train(n), measured, rate(n), 0.5, 5e4, None, n / steps))
        if moves is not None and n % 20 == 1:
            trace.take_health(Health(n, 0.5, 5e4, 10**8, moves(n), 1.0, 0.0))
    return trace


def verdict(trace: Trace, ended: bool = False, tokens: int = 10**7, not_finite: bool = False) -> Verdict:
    found = judge(trace, Facts(REFERENCES, tokens, ended, not_finite))
    assert found is not None
    assert found.judgement.endswith(".")
    assert found.reason.endswith(".")
    assert found.rule.endswith((".", ".)"))
    assert len(found.evidence) >= 2
    return found


def falls(to: float, over: float) -> Callable[[int], float]:
    """From chance towards ``to``; two thirds of the way after ``over`` steps."""
    return lambda n: to + (5.7 - to) * 2.0 ** (-n / over * 1.6)


def test_before_anything_is_measured_nothing_is_said() -> None:
    assert judge(Trace(), Facts(REFERENCES)) is None


def test_a_curve_that_has_only_begun_is_not_judged() -> None:
    assert verdict(course(falls(2.0, 300), steps=110)).kind == "early"
    assert verdict(course(falls(2.0, 300), steps=120)).kind == "falling"


def test_what_falls_is_learning_well_once_it_is_better_than_token_pairs() -> None:
    found = verdict(course(falls(2.0, 300)))
    assert (found.kind, found.judgement, found.remedy) == ("falling", "Learning well.", "")
    assert found.reason == "Better than token pairs since step 400; no sign of memorising."
    assert verdict(course(falls(3.0, 300))).judgement == "Still falling."


def test_after_the_end_a_longer_training_is_offered() -> None:
    assert verdict(course(falls(2.0, 300)), ended=True).remedy == "longer"


def test_a_flat_curve_is_a_plateau_unless_the_schedule_has_made_it_flat() -> None:
    flat = falls(3.0, 60)
    found = verdict(course(flat))
    assert (found.kind, found.remedy) == ("plateau", "stop")
    assert found.since is not None
    assert 180 <= found.since <= 320
    assert verdict(course(flat), ended=True).remedy == "lower_rate"
    assert verdict(course(flat, rate=lambda n: 1e-3 * (1 - n / 700))).kind == "falling"


def test_steps_that_go_too_far_and_do_not_calm_down_are_too_long() -> None:
    stuck = falls(3.4, 100)
    assert verdict(course(stuck, moves=lambda n: 0.03)).kind == "rate_too_high"
    assert verdict(course(stuck, moves=lambda n: 0.05 * 0.998**n)).kind != "rate_too_high"  # they calm down
    assert verdict(course(stuck, moves=lambda n: 0.021)).kind == "plateau"
    assert (
        verdict(course(stuck, moves=lambda n: 0.06 if n < 300 else 0.036)).kind == "rate_too_high"
    )  # far too long yet
    assert verdict(course(stuck, moves=lambda n: 0.06 if n < 300 else 0.034)).kind == "plateau"
    assert verdict(course(falls(2.0, 100), moves=lambda n: 0.05)).kind != "rate_too_high"  # it learns all the same
    assert verdict(course(stuck, moves=None)).kind == "plateau"  # a run of before health


def test_a_slow_fall_by_short_steps_wants_longer_ones() -> None:
    slow = falls(2.0, 1500)
    found = verdict(course(slow, moves=lambda n: 0.003))
    assert (found.kind, found.remedy) == ("rate_too_low", "higher_rate")
    assert verdict(course(slow, moves=lambda n: 0.007)).kind == "falling"
    assert verdict(course(falls(2.0, 200), moves=lambda n: 0.003)).kind == "falling"  # below token pairs already


def test_without_health_a_loss_above_token_frequencies_after_200_steps_says_it() -> None:
    assert verdict(course(falls(2.0, 3000), moves=None)).kind == "rate_too_low"
    assert verdict(course(falls(2.0, 1000), moves=None)).kind == "falling"


def u_turn(n: int) -> float:
    """Down to 2.5 at step 300, and up again."""
    return 2.5 + 3.2 * 2.0 ** (-n / 60) + max(0, n - 300) * 0.001


def test_validation_rises_while_training_falls_is_overfitting_since_the_lowest() -> None:
    found = verdict(course(u_turn, lambda n: 5.7 - n * 0.006), tokens=TOKENS)
    assert (found.kind, found.remedy) == ("overfitting", "best")
    assert found.since is not None
    assert 260 <= found.since <= 380
    assert f"since step {found.since}" in found.judgement


def test_the_same_in_the_first_pass_over_a_text_cannot_be_overfitting() -> None:
    assert verdict(course(u_turn, lambda n: 5.7 - n * 0.006), tokens=640 * 512).kind != "overfitting"


def test_a_flat_validation_loss_that_training_leaves_behind_is_overfitting_too() -> None:
    assert verdict(course(falls(2.6, 60), lambda n: 5.7 - n * 0.006), tokens=TOKENS).kind == "overfitting"


@pytest.mark.parametrize(("train", "kind"), [(0.8, "memorising"), (1.0, "overfitting")])
def test_a_training_loss_far_below_is_memorising(train: float, kind: str) -> None:
    found = verdict(course(u_turn, falls(train, 150)), tokens=TOKENS)
    assert found.kind == kind


def test_a_loss_above_the_untrained_one_has_diverged() -> None:
    up = verdict(course(lambda n: 5.6 if n < 100 else 7.0, lambda n: 5.7 if n < 100 else 7.1))
    assert (up.kind, up.remedy) == ("diverged", "lower_rate")


def test_a_run_that_was_stopped_by_a_number_that_is_none_has_diverged() -> None:
    assert verdict(course(falls(2.0, 300)), ended=True, not_finite=True).kind == "diverged"


def test_every_figure_is_finite_and_written() -> None:
    for trace in (course(falls(2.0, 300)), course(u_turn, lambda n: 5.7 - n * 0.006)):
        for evidence in verdict(trace, tokens=TOKENS).evidence:
            assert evidence.what
            assert evidence.found
            assert "nan" not in evidence.found

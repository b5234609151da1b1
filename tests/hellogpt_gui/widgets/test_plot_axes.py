"""Ticks are round in the unit that is written, few enough, inside the range, and there are always some."""

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hellogpt_gui.widgets.plot_axes import Scale, ScaledAxis, exponential_scale, linear_scale, round_step, seconds_scale


def plain(value: float) -> str:
    return f"{value:.0f}"


SCALES = {
    "loss": linear_scale(plain),
    "bits": linear_scale(plain, 1 / math.log(2)),
    "step": linear_scale(plain, whole=True),
    "perplexity": exponential_scale(plain),
    "seconds": seconds_scale(plain),
}
LOSSES = st.tuples(st.floats(0.0, 12.0), st.floats(0.05, 12.0), st.integers(2, 12))
TIMES = st.tuples(st.floats(0, 1e6), st.floats(4, 1e7), st.integers(2, 12))


def check(scale: Scale, low: float, span: float, at_most: int) -> None:
    high = low + span
    ticks = scale.ticks(low, high, at_most)
    slack = 1e-6 * max(1.0, abs(high))
    values = [value for value, _ in ticks]
    assert values == sorted(set(values))
    assert all(low - slack <= value <= high + slack for value in values)
    assert 1 <= len(ticks) <= at_most + 1
    assert len({label for _, label in ticks}) == len(ticks)


@given(LOSSES)
@pytest.mark.parametrize("name", ["loss", "bits", "perplexity"])
def test_ticks_of_losses_lie_inside_and_differ(name: str, given_range: tuple[float, float, int]) -> None:
    check(SCALES[name], *given_range)


@given(TIMES)
@example((0.25, 4.5, 2))
@pytest.mark.parametrize("name", ["step", "seconds"])
def test_ticks_of_steps_and_times_lie_inside_and_differ(name: str, given_range: tuple[float, float, int]) -> None:
    check(SCALES[name], *given_range)


@pytest.mark.parametrize("name", SCALES)
def test_a_range_without_width_has_at_most_one_tick(name: str) -> None:
    assert len(SCALES[name].ticks(3.0, 3.0, 5)) <= 1


@given(st.floats(1e-6, 1e9), st.integers(1, 20))
def test_a_round_step_divides_into_few_parts_and_is_round(span: float, at_most: int) -> None:
    step = round_step(span, at_most)
    assert span / step <= at_most * 1.00001
    mantissa = step / 10.0 ** math.floor(math.log10(step) + 1e-9)
    assert min(abs(mantissa - nice) for nice in (1, 2, 2.5, 5)) < 1e-6


def test_labels_have_the_digits_that_tell_them_apart() -> None:
    assert [label for _, label in SCALES["loss"].ticks(0, 1, 4)] == ["0.00", "0.25", "0.50", "0.75", "1.00"]
    assert [label for _, label in SCALES["loss"].ticks(0, 8, 4)] == ["0", "2", "4", "6", "8"]


def test_another_unit_moves_labels_not_curves() -> None:
    ticks = {label: value for value, label in SCALES["bits"].ticks(0, 3, 5)}
    assert ticks["1"] == pytest.approx(math.log(2))
    assert SCALES["bits"].words(math.log(2)) == "1.00"


def test_perplexity_is_marked_at_1_2_5_and_in_a_narrow_range_at_equal_distances() -> None:
    scale = SCALES["perplexity"]
    wide = scale.ticks(0.0, math.log(100), 8)
    assert [label for _, label in wide] == ["1", "2", "5", "10", "20", "50", "100"]
    assert wide[3][0] == pytest.approx(math.log(10))
    assert [label for _, label in scale.ticks(math.log(5.4), math.log(9.2), 4)] == ["6", "7", "8", "9"]
    assert [label for _, label in scale.ticks(math.log(900), math.log(60_000), 3)] == ["1k", "10k"]


def test_seconds_are_round_on_a_clock() -> None:
    assert [value for value, _ in SCALES["seconds"].ticks(0, 100, 4)] == [0, 30, 60, 90]
    assert [value for value, _ in SCALES["seconds"].ticks(0, 40 * 86400, 4)] == [k * 864_000 for k in range(5)]


def test_steps_have_no_ticks_between_whole_numbers() -> None:
    assert [value for value, _ in SCALES["step"].ticks(0, 3, 12)] == [0, 1, 2, 3]


def test_an_axis_writes_its_scale_and_another_one_after_a_switch(qapp: object) -> None:
    axis = ScaledAxis("left", SCALES["loss"], 50)
    ((_, values),) = axis.tickValues(0.0, 8.0, 200)
    assert axis.tickStrings(values, 1.0, 1.0) == ["0", "2", "4", "6", "8"]
    axis.set_scale(SCALES["perplexity"])
    ((_, values),) = axis.tickValues(0.0, math.log(100), 400)
    assert axis.tickStrings(values, 1.0, 1.0) == ["1", "2", "5", "10", "20", "50", "100"]
    axis.set_spacing(150)
    ((_, values),) = axis.tickValues(0.0, math.log(100), 400)
    assert axis.tickStrings(values, 1.0, 1.0) == ["1", "10", "100"]

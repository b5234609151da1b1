"""Round values along an axis."""

import math

import pytest

from hellogpt_gui.widgets.round_ticks import round_ticks


def test_they_are_round_and_lie_inside() -> None:
    ticks = round_ticks(-0.62, 2.4, 7, signed=True)
    assert [value for value, _ in ticks] == pytest.approx([-0.5, 0.0, 0.5, 1.0, 1.5, 2.0])
    assert [words for _, words in ticks] == ["−0.5", "0", "+0.5", "+1.0", "+1.5", "+2.0"]
    assert [words for _, words in round_ticks(0.0, 0.05, 5)] == ["0", "0.01", "0.02", "0.03", "0.04", "0.05"]


@pytest.mark.parametrize(("low", "high"), [(1.0, 1.0), (0.0, math.nan), (0.0, math.inf)])
def test_without_a_range_there_are_none(low: float, high: float) -> None:
    assert round_ticks(low, high, 5) == []

"""How much of a curve is drawn, and where an axis ends."""

import numpy as np
import pytest

from hellogpt_gui.widgets.plot_data import MOST_POINTS, Curve, round_end, thin, visible


def test_thinning_keeps_every_peak() -> None:
    rng = np.random.default_rng(3)
    curve = Curve(np.arange(50_000.0), rng.normal(size=50_000))
    drawn = thin(curve)
    assert len(drawn.x) <= MOST_POINTS
    assert drawn.y.max() == curve.y.max()
    assert drawn.y.min() == curve.y.min()
    assert drawn.x[-1] == curve.x[-1]
    assert np.all(np.diff(drawn.x) >= 0)


def test_a_short_curve_is_drawn_as_it_is() -> None:
    curve = Curve(np.arange(10.0), np.arange(10.0))
    assert thin(curve) is curve
    assert visible(curve, 3.5, 5.5).x.tolist() == [3.0, 4.0, 5.0, 6.0]


@pytest.mark.parametrize(("last", "end"), [(0, 10), (7, 8), (10, 10), (840, 1000), (1001, 1200), (99_999, 100_000)])
def test_axes_end_at_round_numbers(last: float, end: float) -> None:
    assert round_end(last) == pytest.approx(end)

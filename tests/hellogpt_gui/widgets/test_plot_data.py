"""How much of a curve is drawn, and where an axis ends."""

import numpy as np
import pytest

from hellogpt_gui.widgets.plot_data import MOST_POINTS, Curve, drawn, round_end, thin, visible


def test_thinning_keeps_every_peak() -> None:
    rng = np.random.default_rng(3)
    curve = Curve(np.arange(50_000.0), rng.normal(size=50_000))
    thinned = thin(curve)
    assert len(thinned.x) <= MOST_POINTS
    assert thinned.y.max() == curve.y.max()
    assert thinned.y.min() == curve.y.min()
    assert thinned.x[-1] == curve.x[-1]
    assert np.all(np.diff(thinned.x) >= 0)


def test_a_short_curve_is_drawn_as_it_is() -> None:
    curve = Curve(np.arange(10.0), np.arange(10.0))
    assert thin(curve) is curve
    assert visible(curve, 3.5, 5.5).x.tolist() == [3.0, 4.0, 5.0, 6.0]


@pytest.mark.parametrize(("last", "end"), [(0, 10), (7, 8), (10, 10), (840, 1000), (1001, 1200), (99_999, 100_000)])
def test_axes_end_at_round_numbers(last: float, end: float) -> None:
    assert round_end(last) == pytest.approx(end)


def test_of_a_long_curve_the_outline_is_drawn_until_its_points_can_be_told_apart() -> None:
    x = np.arange(1_000_000.0)
    y = np.sin(x / 1000)
    y[[123_456, 876_543]] = (9.0, -9.0)
    rows = np.arange(0, len(x), 64)
    rows = np.union1d(rows, [123_456, 876_543])
    curve = Curve(x, y, Curve(x[rows], y[rows]))
    far = drawn(curve, 0, 1e6)
    assert len(far.x) <= MOST_POINTS
    assert (far.y.max(), far.y.min()) == (9.0, -9.0)
    near = drawn(curve, 123_000, 124_000)
    assert near.x.tolist() == list(range(122_999, 124_002))

"""The loss plot: what it draws of long curves, where its axes end, and what mouse and keys do."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from pytestqt.qtbot import QtBot

from hellogpt_gui.widgets.loss_plot import LossPlot
from hellogpt_gui.widgets.plot_axes import exponential_scale, linear_scale, logarithmic_scale, seconds_scale
from hellogpt_gui.widgets.plot_data import MOST_POINTS, Curve, PlotData
from hellogpt_gui.widgets.plot_references import area_of

pytestmark = pytest.mark.usefixtures("dressed")


def falling(n: int) -> PlotData:
    x = np.arange(n, dtype=float)
    y = 2 + 5 * np.exp(-x / n * 6)
    noise = np.random.default_rng(0).normal(0, 0.1, n)
    references = (("chance", 7.3), ("token pairs", 3.0))
    return PlotData(Curve(x, y + noise), Curve(x, y), Curve(x[::10], y[::10] + 0.1), references, (n - 10.0, 2.1), 10.0)


@pytest.fixture
def plot(qtbot: QtBot) -> LossPlot:
    made = LossPlot(linear_scale(lambda x: f"{x:.0f}", whole=True), linear_scale(lambda y: f"{y:.2f}"), "Nothing yet")
    qtbot.addWidget(made)
    made.resize(700, 420)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_a_million_points_are_drawn_as_a_few_thousand(plot: LossPlot) -> None:
    plot.show_data(falling(1_000_000))
    assert max(plot.points_drawn) <= MOST_POINTS
    assert min(plot.points_drawn) > 100


def test_zoomed_in_every_point_is_there_and_escape_shows_the_whole_run(qtbot: QtBot, plot: LossPlot) -> None:
    plot.show_data(falling(100_000))
    with qtbot.waitSignal(plot.zoomed) as said:
        for _ in range(14):
            qtbot.keyClick(plot, Qt.Key.Key_Plus)
    assert said.args == [True]
    low, high = plot.x_range
    assert high - low < 2000
    assert plot.points_drawn[0] == pytest.approx(high - low, abs=4)
    with qtbot.waitSignal(plot.zoomed) as said:
        qtbot.keyClick(plot, Qt.Key.Key_Escape)
    assert said.args == [False]
    assert plot.x_range[1] >= 100_000


def test_new_points_move_the_range_only_while_the_whole_run_is_shown(qtbot: QtBot, plot: LossPlot) -> None:
    plot.show_data(falling(500))
    first = plot.x_range
    plot.show_data(falling(5000))
    assert plot.x_range[1] > first[1]
    qtbot.keyClick(plot, Qt.Key.Key_Plus)
    zoomed = plot.x_range
    plot.show_data(falling(9000))
    assert plot.x_range == zoomed


def test_a_click_says_where(qtbot: QtBot, plot: LossPlot) -> None:
    plot.show_data(falling(1000))
    view = plot._view
    place = view.mapFromScene(plot._box.mapViewToScene(QPointF(400, 4)))
    qtbot.mouseMove(view.viewport(), place)
    with qtbot.waitSignal(plot.clicked, timeout=2000) as said:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert said.args[0] == pytest.approx(400, abs=4)


def test_the_card_has_the_values_under_the_pointer(plot: LossPlot) -> None:
    data = falling(1000)
    plot.show_data(data)
    plot._on_mouse(plot._box.mapViewToScene(QPointF(500.3, 4)))
    assert plot.crosshair.card.isVisible()
    assert plot.crosshair.card.accessibleName().startswith("Step 500, Validation ")
    assert f"Training {data.smooth.y[500]:.2f}" in plot.crosshair.card.accessibleName()


@pytest.mark.parametrize("at", [0.0, 300.0, 560.0, 760.0, 990.0])
@pytest.mark.parametrize("width", [420, 700])
def test_the_card_covers_no_reference(plot: LossPlot, at: float, width: int) -> None:
    """One of the two lies where the card would stand at the right of the line."""
    plot.resize(width, 420)
    data = replace(falling(1000), references=(("chance", 7.3), ("token frequencies", 5.6), ("token pairs", 3.0)))
    plot.show_data(data)
    plot._on_mouse(plot._box.mapViewToScene(QPointF(at, 4)))
    card, areas = plot.crosshair.card, plot._references.areas
    assert card.isVisible()
    assert len(areas) == 3
    assert all(area.width() > 50 and plot._view.rect().contains(area.toAlignedRect()) for area in areas)
    assert not [area for area in areas if QRectF(card.geometry()).intersects(area)]
    assert plot._view.rect().contains(card.geometry())


@pytest.mark.parametrize("reference", [1.9, 2.0, 2.05, 2.15, 2.3, 6.9])
def test_a_reference_and_the_names_at_the_ends_cover_each_other_nowhere(plot: LossPlot, reference: float) -> None:
    """The curves end between 2 and 2.1."""
    plot.show_data(replace(falling(1000), references=(("chance", 7.3), ("token frequencies", reference))))
    names = [area_of(plot._view, name) for name in plot._names]
    assert all(name.width() > 30 for name in names)
    for area in plot._references.areas:
        assert plot._view.rect().contains(area.toAlignedRect())
        assert not any(area.intersects(name) for name in names)


def test_the_dots_lie_on_the_curves(plot: LossPlot) -> None:
    data = falling(1000)
    plot.show_data(data)
    plot._on_mouse(plot._box.mapViewToScene(QPointF(505.2, 4)))
    val, train = plot.crosshair._dots.getData()
    assert list(val) == [500, 505]
    assert list(train) == pytest.approx([data.val.y[50], data.smooth.y[505]])


def test_arrows_step_and_an_empty_plot_says_so(qtbot: QtBot, plot: LossPlot) -> None:
    assert not plot._view.isVisible()
    with qtbot.waitSignal(plot.stepped) as said:
        qtbot.keyClick(plot, Qt.Key.Key_Left)
    assert said.args == [-1]


def test_linear_ticks_are_round_in_the_unit_that_is_written() -> None:
    bits = linear_scale(lambda y: f"{y:.2f}", factor=0.4)
    ticks = bits.ticks(0.0, 9.0, 6)
    assert [label for _, label in ticks] == ["0", "1", "2", "3"]
    assert [value for value, _ in ticks] == pytest.approx([0, 2.5, 5, 7.5])
    assert bits.words(5.0) == "2.00"


def test_perplexity_ticks_are_round_powers() -> None:
    scale = exponential_scale(lambda nats: f"{np.exp(nats):.0f}")
    ticks = scale.ticks(float(np.log(4)), float(np.log(1500)), 9)
    assert [label for _, label in ticks] == ["5", "10", "20", "50", "100", "200", "500", "1k"]
    assert ticks[1][0] == pytest.approx(np.log(10))


def test_seconds_are_round_on_a_clock() -> None:
    scale = seconds_scale(lambda seconds: f"{seconds:.0f} s")
    assert [value for value, _ in scale.ticks(0, 100, 5)] == [0, 30, 60, 90]


def test_a_logarithmic_axis_has_round_numbers_at_places_of_their_logarithms() -> None:
    scale = logarithmic_scale(lambda x: f"{x:g}", lambda x: f"{x:.0f}", floor=0.5)
    ticks = scale.ticks(float(np.log(0.5)), float(np.log(3000)), 8)
    assert [label for _, label in ticks] == ["1", "3", "10", "30", "100", "300", "1000", "3000"]
    assert ticks[2][0] == pytest.approx(np.log(10))
    places = scale.place(np.array([0.0, 1.0, 40.0]))
    assert places == pytest.approx(np.log([0.5, 1, 40]))
    assert [scale.words(float(place)) for place in places] == ["0", "1", "40"]


@pytest.mark.parametrize(("low", "high"), [(1.4, 9.2), (2.0, 2.3), (0.02, 11.0), (4.0, 4.4)])
def test_a_logarithmic_axis_is_labelled_and_not_crowded(low: float, high: float) -> None:
    ticks = logarithmic_scale("{:g}".format, "{:.2f}".format).ticks(float(np.log(low)), float(np.log(high)), 5)
    assert 1 <= len(ticks) <= 6
    assert all(low <= float(label) <= high for _, label in ticks)


def test_logarithmic_axes_show_the_whole_run_from_its_first_point(plot: LossPlot) -> None:
    data = falling(1000)
    x, y = (
        logarithmic_scale("{:g}".format, "{:.0f}".format, floor=0.5),
        logarithmic_scale("{:g}".format, "{:.2f}".format),
    )
    plot.set_scales(x, y, "Step")
    curves = {
        name: Curve(x.place(curve.x), y.place(curve.y))
        for name, curve in (("raw", data.raw), ("smooth", data.smooth), ("val", data.val))
    }
    plot.show_data(replace(data, **curves, references=(), best=None, chosen=float(np.log(400))))
    low, high = plot.x_range
    assert low == pytest.approx(np.log(0.5))
    assert np.log(999) < high < np.log(9990)
    assert plot.crosshair.card.accessibleName().startswith("Step 400, Validation ")

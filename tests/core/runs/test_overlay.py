"""Curves laid over one another: in a unit that is fair, at most so many points, and a sentence that is true."""

import numpy as np
import pytest

from core.config import build_config
from core.runs.compare import Compared, Comparison
from core.runs.curves import Curves
from core.runs.overlay import MOST_POINTS_IN_ALL, View, chart_of, fair_unit, laid_over, leading_sentence
from core.runs.summaries import RunSummary
from core.runs.svg_chart import to_svg

COLORS = {"surface": "#FFFFFF", "text": "#000000", "text-2": "#444444", "line": "#EEEEEE", "edge": "#CCCCCC"}


def run(name: str, best: float | None, bits: float | None = 0.5, points: int = 10) -> Compared:
    rows = np.stack([np.arange(1.0, points + 1)] * 4)
    rows[1:3] *= [[64.0], [0.5]]
    summary = RunSummary(
        name=name, model=name, serial=1, parameters=1, preset="small", text="", steps=points, steps_planned=None,
        progress=1.0, val_loss=best, best_val_loss=best, created="", size=1, star=False, state="done", curve=(),
    )  # fmt: skip
    return Compared(summary, build_config("small"), Curves(rows, rows[:, :2], bits))


def test_the_best_is_named_in_the_unit_that_is_fair() -> None:
    runs = (run("a", 2.0, 0.9), run("b", 2.5, 0.5), run("c", None))
    same = Comparison(runs, ())
    assert leading_sentence(same) == "a came lowest: 2.000 nats per token, 0.500 below b."
    assert fair_unit(same) == "nats"
    other = Comparison(runs, (), same_tokens=False)
    assert leading_sentence(other) == "b came lowest: 1.250 bits per byte, 0.550 below a."
    assert fair_unit(other) == "bits/byte"


@pytest.mark.parametrize(
    ("comparison", "words"),
    [
        (Comparison((run("a", 2.0), run("b", 2.5)), (), same_text=False), "different texts"),
        (Comparison((run("a", 2.0), run("b", 2.5, None)), (), same_tokens=False), "cannot be compared"),
        (Comparison((run("a", 2.0), run("b", 2.0002)), ()), "came to the same loss: 2.000"),
        (Comparison((run("a", 2.0), run("b", None)), ()), ""),
    ],
)
def test_where_none_can_be_named_the_reason_is(comparison: Comparison, words: str) -> None:
    assert words in leading_sentence(comparison)
    assert "lowest" not in leading_sentence(comparison)


def test_curves_come_in_the_chosen_units() -> None:
    comparison = Comparison((run("a", 2.0), run("b", 2.0, None)), ())
    first, second = laid_over(comparison, View("training", "bits/byte", "tokens"))
    assert (first.x[0], first.x[-1], first.y[-1]) == (64.0, 640.0, 5.0)
    assert len(second.x) == 0, "its bits per byte are not known"
    assert len(laid_over(comparison, View())[0].x) == 2


def test_many_long_curves_have_few_points_together() -> None:
    runs = tuple(run(f"r{k}", 2.0, points=2000) for k in range(100))
    found = laid_over(Comparison(runs, ()), View("training"))
    assert sum(len(one.x) for one in found) <= MOST_POINTS_IN_ALL
    assert all(one.y.max() == 2000 for one in found)


def test_the_chart_for_a_file_holds_what_is_shown() -> None:
    comparison = Comparison((run("a", 2.0), run("b", 2.0)), ())
    chart = chart_of(comparison, View("training"), [("#0072B2", ""), ("#D55E00", "8 4")], COLORS, ((2, 5), (0, 9)))
    assert [line.label for line in chart.lines] == ["a", "b"]
    assert chart.y_title == "Training loss in nats per token"
    assert chart.x_range == (2, 5)
    assert "stroke-dasharray:8 4" in to_svg(chart, standalone=True)

"""Charts as SVG: well-formed whatever the words, every point where it belongs."""

import math
import re
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.runs.svg_chart import Chart, Line, ticks, to_svg

COLORS = {"surface": "#FFFFFF", "text": "#000000", "text-2": "#444444", "line": "#EEEEEE", "edge": "#CCCCCC"}
SVG = "{http://www.w3.org/2000/svg}"


def chart(label: str = "a", **own: object) -> Chart:
    x = np.arange(1.0, 101.0)
    line = Line(label, "#0072B2", x, 1 + 4 / np.sqrt(x))
    return Chart(**{"lines": (line,), "x_title": "Step", "y_title": "Loss", "colors": COLORS} | own)  # type: ignore[arg-type]


def points(svg: str) -> list[tuple[float, float]]:
    (line,) = ElementTree.fromstring(svg).iter(f"{SVG}polyline")
    return [(float(x), float(y)) for x, y in re.findall(r"([-\d.]+),([-\d.]+)", line.attrib["points"])]


@given(st.text(st.characters(codec=None), max_size=40))
def test_any_words_make_a_well_formed_picture(words: str) -> None:
    svg = to_svg(chart(words, title=words, x_title=words, references=((words, 3.0),)))
    found = "".join(ElementTree.fromstring(svg.encode()).itertext())
    assert "<script" not in svg
    assert all(ord(sign) >= 32 or sign in "\n\t\r" for sign in found)


def test_points_stand_where_their_values_are() -> None:
    shown = points(to_svg(chart(x_range=(0.0, 100.0), y_range=(0.0, 5.0))))
    assert len(shown) == 100
    assert shown[-1] == (720 - 16, pytest.approx(320 - (1.4 / 5) * 304, abs=0.1))
    assert [y for _, y in shown] == sorted(y for _, y in shown), "the loss falls, the picture's y grows"


def test_what_is_outside_the_shown_part_is_left_out() -> None:
    shown = points(to_svg(chart(x_range=(50.0, 60.0), y_range=(1.5, 1.6))))
    assert len(shown) == 11
    assert all(16 <= y <= 320 for _, y in shown)


def test_empty_and_flat_curves_are_drawn_too() -> None:
    nothing = Line("none", "#000000", np.empty(0), np.empty(0))
    flat = Line("flat", "#000000", np.array([1.0]), np.array([2.0]))
    for lines in ((), (nothing,), (flat,), (nothing, flat)):
        ElementTree.fromstring(to_svg(chart(lines=lines), standalone=True))


def test_the_legend_wraps_and_every_run_stands_in_it() -> None:
    x = np.array([1.0, 2.0])
    lines = [Line(f"model-{k}/serial_{k}", "#000000", x, x) for k in range(12)]
    root = ElementTree.fromstring(to_svg(chart(lines=lines)))
    assert {line.label for line in lines} <= {text.text for text in root.iter(f"{SVG}text")}
    assert all(float(text.attrib["y"]) <= float(root.attrib["height"]) for text in root.iter(f"{SVG}text"))


@given(st.floats(-1e6, 1e6), st.floats(1e-6, 1e6))
def test_ticks_are_round_few_and_inside(low: float, span: float) -> None:
    high = low + span
    found = ticks(low, high)
    assert len(found) <= 8
    assert all(low - 1e-6 * span <= value <= high + 1e-6 * span for value, _ in found)
    assert ticks(math.nan, 1.0) == ticks(1.0, 1.0) == []

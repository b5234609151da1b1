"""Colours of numbers: the bar has the colour of a cell where the number's mark stands, on either side of 0."""

import numpy as np
import pytest

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.colour_scale import triangle_image
from hellogpt_gui.widgets.value_scale import SHARES, ValueScale, figure

pytestmark = pytest.mark.usefixtures("dressed")


def test_shares_are_drawn_as_ever() -> None:
    pattern = np.array([[1.0, 0.0], [0.3, 0.7]])
    assert SHARES.triangle(pattern) == triangle_image(pattern)
    assert SHARES.marks == (1.0, 0.5, 0.2, 0.0)


@pytest.mark.parametrize("scale", [ValueScale(8.0), ValueScale(8.0, signed=True)], ids=["from 0", "signed"])
def test_a_mark_stands_at_its_own_colour(scale: ValueScale) -> None:
    bar = scale.bar()
    for mark in scale.marks:
        row = round((1 - scale.place(mark)) * (bar.height() - 1))
        cell, there = scale.triangle(np.array([[mark]])).pixelColor(0, 0), bar.pixelColor(0, row)
        assert abs(cell.red() - there.red()) + abs(cell.green() - there.green()) < 12


def test_less_than_nothing_has_a_colour_of_its_own_and_the_future_none() -> None:
    image = ValueScale.of(np.array([[-2.0, 0.0], [1.0, 0.0]]), signed=True)
    assert image.most == 2.0
    drawn = image.triangle(np.array([[-2.0, 9.0], [1.0, 0.0]]))
    assert drawn.pixelColor(0, 0) == theme.color("against")
    assert drawn.pixelColor(1, 1) == theme.color("surface")
    assert drawn.pixelColor(1, 0).alpha() == 0
    assert (image.ink(-2.0), image.ink(1.0)) == ("against", "for")


def test_strength_is_how_far_from_nothing() -> None:
    scale = ValueScale(4.0, signed=True)
    assert scale.strength(-4.0) == scale.strength(9.0) == 1.0
    assert scale.strength(0.0) == 0.0
    assert 0.5 < scale.strength(2.0) < 1.0
    assert ValueScale.of(np.zeros((2, 2))).strength(0.0) == 0.0


def test_figures_have_a_real_minus_and_no_negative_nothing() -> None:
    assert (figure(-1.234), figure(-0.001), figure(2.0)) == ("−1.23", "0.00", "2.00")

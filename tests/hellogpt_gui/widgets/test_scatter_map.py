"""A map of points: what is drawn where, and what is under the pointer."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from pytestqt.qtbot import QtBot

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.scatter_map import ScatterMap
from hellogpt_gui.widgets.scatter_names import Marks
from hellogpt_gui.widgets.scatter_painting import MANY, crowd
from hellogpt_gui.widgets.signed_map import signed_image

pytestmark = pytest.mark.usefixtures("dressed")


def test_of_many_points_those_over_one_another_let_less_through() -> None:
    places = np.array([[20.5, 10.5], [40.5, 10.5], [40.5, 10.5]])
    image = crowd(QRectF(0, 0, 60, 30), places, np.zeros(3, dtype=int))
    one, two = image.pixelColor(20, 10).alphaF(), image.pixelColor(40, 10).alphaF()
    assert two == pytest.approx(1 - (1 - one) ** 2, abs=0.01)
    assert image.pixelColor(50, 25).alpha() == 0


def test_each_point_is_where_its_place_is_also_when_there_are_many(qtbot: QtBot) -> None:
    made = ScatterMap("points")
    qtbot.addWidget(made)
    made.resize(400, 300)
    points = np.random.default_rng(0).normal(size=(MANY + 1, 2))
    points[7] = np.nan
    made.show_points(points, [str(k) for k in range(len(points))], np.full(len(points), 0.5), ("x", "y"))
    made.show_marks(Marks((1, 7), (2,), 3))
    farthest = int(np.nanargmax(points[:, 0]))
    place = made.place_of(farthest)
    picture = made.grab().toImage()
    assert picture.pixelColor(place.toPoint()) != theme.color("chrome")
    assert made._nearest(place) == farthest
    assert made._nearest(QPointF(1, 1)) == -1
    assert made.field.contains(place)


def test_the_colours_of_a_signed_map_run_from_one_to_the_other_through_the_page() -> None:
    image = signed_image(np.array([[1.0, 0.0, -1.0, 0.5]]))
    for column, name in enumerate(("for", "surface", "against")):
        assert image.pixelColor(column, 0) == theme.color(name)
    half = [(a + b) / 2 for a, b in zip(theme.color("for").getRgb(), theme.color("surface").getRgb(), strict=True)]
    assert image.pixelColor(3, 0).getRgb() == pytest.approx(half, abs=1)

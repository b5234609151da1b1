"""A small curve: where its points stand."""

import math

import pytest
from pytestqt.qtbot import QtBot

from hellogpt_gui.widgets.spark_line import SparkLine

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture
def line(qtbot: QtBot) -> SparkLine:
    made = SparkLine()
    qtbot.addWidget(made)
    made.resize(108, 28)
    return made


def test_points_go_from_left_to_right_and_the_greatest_stands_highest(line: SparkLine) -> None:
    line.show_values([1.0, 3.0, 2.0])
    points = line.points()
    assert [point.x() for point in points] == [4, 54, 104]
    assert [point.y() for point in points] == [24, 4, 14]


def test_what_is_no_number_is_left_out_and_equal_values_stand_in_the_middle(line: SparkLine) -> None:
    assert line.points() == []
    line.show_values([2.0, math.nan, 2.0])
    assert [(point.x(), point.y()) for point in line.points()] == [(4, 14), (104, 14)]

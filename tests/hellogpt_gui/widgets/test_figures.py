"""Figures and the progress line: what they show, they also say."""

import pytest
from pytestqt.qtbot import QtBot

from hellogpt_gui.widgets.figures import Figure, FigureRow, FigureText
from hellogpt_gui.widgets.progress_line import ProgressLine

pytestmark = pytest.mark.usefixtures("dressed")


def test_a_figure_says_caption_value_unit_and_note(qtbot: QtBot) -> None:
    figure = Figure("Speed")
    qtbot.addWidget(figure)
    figure.show_text(FigureText("27.3", "k tokens/s", "75 ms a step"))
    assert figure.accessibleName() == "Speed: 27.3 k tokens/s, 75 ms a step"


def test_figures_stand_in_equal_columns(qtbot: QtBot) -> None:
    row = FigureRow(("One", "Two", "Three", "Four"))
    qtbot.addWidget(row)
    row.resize(960, 60)
    row.show()
    qtbot.waitExposed(row)
    assert len({figure.width() for figure in row.figures}) <= 2  # a pixel's rounding
    assert row.figures[3].geometry().right() == row.width() - 1


@pytest.mark.parametrize(("given", "shown"), [(0.35, 0.35), (None, 0.0), (1.7, 1.0), (-1.0, 0.0)])
def test_the_bar_holds_its_fraction_within_its_ends(qtbot: QtBot, given: float | None, shown: float) -> None:
    bar = ProgressLine()
    qtbot.addWidget(bar)
    bar.set_fraction(given)
    assert bar.fraction == shown


def test_the_bar_is_painted_as_far_as_it_is(qtbot: QtBot) -> None:
    bar = ProgressLine()
    qtbot.addWidget(bar)
    bar.resize(200, 4)
    bar.set_fraction(0.5)
    image = bar.grab().toImage()
    assert image.pixelColor(90, 2) != image.pixelColor(110, 2)

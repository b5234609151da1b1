"""The dot plot: where values stand, what a missing one says, and that it is as high as its rows."""

import pytest
from pytestqt.qtbot import QtBot

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.dot_plot import DotMark, DotPlot, DotRow

pytestmark = pytest.mark.usefixtures("dressed")
ROWS = (
    DotRow("whole", (2.0, 2.1), 2.05, 0.07, "2.05", chosen=True),
    DotRow("without", (3.0,), 3.0, None, "3.00"),
    DotRow("lost", note="no number"),
)


def shown(qtbot: QtBot, rows: tuple[DotRow, ...], marks: tuple[DotMark, ...] = ()) -> DotPlot:
    plot = DotPlot("plot")
    qtbot.addWidget(plot)
    plot.resize(640, 300)
    plot.show_rows("Title", "axis", rows, marks)
    plot.show()
    return plot


def colored(plot: DotPlot, name: str) -> list[int]:
    """The columns in which a colour of the theme stands, from left to right."""
    image = plot.grab().toImage()
    wanted = theme.color(name).rgb()
    return [x for x in range(image.width()) if any(image.pixel(x, y) == wanted for y in range(image.height()))]


def test_the_smaller_stands_at_the_left_and_the_chosen_in_its_own_colour(qtbot: QtBot) -> None:
    plot = shown(qtbot, ROWS)
    train, val = colored(plot, "train"), colored(plot, "val")
    assert train
    assert val
    assert max(train) < min(val)


def test_without_values_nothing_stands_there(qtbot: QtBot) -> None:
    plot = shown(qtbot, (DotRow("lost", note="no number", chosen=True),))
    assert not colored(plot, "train")
    assert "lost: no number" in plot.accessibleDescription()


def test_it_is_as_high_as_its_rows(qtbot: QtBot) -> None:
    assert shown(qtbot, ROWS).sizeHint().height() > shown(qtbot, ROWS[:1]).sizeHint().height()


def test_a_mark_far_away_does_not_squeeze_the_rows(qtbot: QtBot) -> None:
    near = shown(qtbot, ROWS, (DotMark(3.2, "near"),))
    far = shown(qtbot, ROWS, (DotMark(50.0, "far"),))
    none = shown(qtbot, ROWS)
    assert far._range() == none._range()
    assert near._range()[1] > none._range()[1]


@pytest.mark.parametrize("value", [0.0, 1e-6, 2.5, 1e6])
def test_one_value_alone_has_round_ticks_about_it(qtbot: QtBot, value: float) -> None:
    plot = shown(qtbot, (DotRow("one", (value,), value, None, "x"),))
    low, high = plot._range()
    assert low < value < high
    assert colored(plot, "val")

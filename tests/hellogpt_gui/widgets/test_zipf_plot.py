"""The plot of ranks and counts."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from hellogpt_gui.widgets.zipf_plot import ZipfPlot

pytestmark = pytest.mark.usefixtures("dressed")
RANKS = np.array([1, 2, 3, 5, 9, 20, 80])


@pytest.fixture
def plot(qtbot: QtBot) -> ZipfPlot:
    made = ZipfPlot()
    qtbot.addWidget(made)
    made.resize(500, 300)
    made.show_words(RANKS, 8000 / RANKS, [f"word{n}" for n in range(1, 41)])
    made.show()
    return made


def test_a_few_words_stand_at_their_points(plot: ZipfPlot) -> None:
    assert plot.accessibleDescription() == "word1 8000, word2 4000, word3 2667, word5 1600, word20 400"
    assert [name.toPlainText() for name in plot._names] == ["word1", "word2", "word3", "word5", "word20"]


def test_a_text_that_keeps_the_law_lies_on_the_line(plot: ZipfPlot) -> None:
    x, y = plot._curve.getData()
    law_x, law_y = plot._law.getData()
    np.testing.assert_allclose(y, np.interp(x, law_x, law_y), atol=1e-9)


def test_axes_are_written_in_ranks_and_counts(plot: ZipfPlot) -> None:
    assert {"1", "10"} <= {label for _, label in plot._axes["bottom"].ticks()}
    assert {"100", "1k"} <= {label for _, label in plot._axes["left"].ticks()}


def test_no_words_and_one_word_are_drawn_too(plot: ZipfPlot) -> None:
    plot.show_words(np.zeros(0), np.zeros(0), [])
    plot.show_words(np.array([1]), np.array([3]), ["a"])
    assert not plot.grab().isNull()


def test_it_follows_the_look(plot: ZipfPlot, dressed: object) -> None:
    from hellogpt_gui.theme import theme

    light = plot.grab().toImage()
    theme.set_scheme("dark")
    assert plot.grab().toImage() != light

"""A thin bar: as long as its share, announced as a progress bar."""

from collections.abc import Callable

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.progress_line import ProgressLine

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture
def line(qtbot: QtBot) -> ProgressLine:
    made = ProgressLine()
    qtbot.addWidget(made)
    made.resize(200, made.sizeHint().height())
    return made


def filled(line: ProgressLine) -> int:
    picture = line.grab().toImage()
    return sum(picture.pixelColor(x, picture.height() // 2) == theme.color("accent-bar") for x in range(200))


@pytest.mark.parametrize("fraction", [0.25, 0.5, 1.0])
def test_it_is_as_long_as_its_share(line: ProgressLine, fraction: float) -> None:
    line.set_fraction(fraction)
    assert line.fraction == fraction
    assert filled(line) == pytest.approx(200 * fraction, abs=4)


@pytest.mark.parametrize(("given", "shown"), [(None, 0.0), (-1.0, 0.0), (7.0, 1.0)])
def test_an_unknown_end_is_empty_and_no_share_leaves_the_bar(
    line: ProgressLine, given: float | None, shown: float
) -> None:
    line.set_fraction(0.5)
    line.set_fraction(given)
    assert line.fraction == shown


def test_the_first_step_is_already_seen(line: ProgressLine) -> None:
    line.set_fraction(0.0)
    assert filled(line) == 0
    line.set_fraction(0.0005)
    assert filled(line) > 0


def test_a_screen_reader_hears_a_progress_bar_and_its_share(line: ProgressLine) -> None:
    line.set_fraction(0.3)
    heard = QAccessible.queryAccessibleInterface(line)
    assert heard.role() == QAccessible.Role.ProgressBar
    assert heard.valueInterface().currentValue() / heard.valueInterface().maximumValue() == pytest.approx(0.3)


def test_it_follows_scheme_and_zoom(line: ProgressLine, follows_the_look: Callable[[QWidget], None]) -> None:
    follows_the_look(line)

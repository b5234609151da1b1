"""The foot of the library: the selected step in words, two arrows, the track; it moves the selection and follows."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.paths import Home
from core.runs import RunSummary, Stop, list_runs
from hellogpt_gui.engine.training_state import TrainingState
from hellogpt_gui.library.reader import folder_of
from hellogpt_gui.library.scrubber_pane import HEIGHT, ScrubberPane
from hellogpt_gui.library.selection import Selection
from hellogpt_gui.theme import theme

from .conftest import write_run

pytestmark = pytest.mark.usefixtures("dressed")

RUN = "fox/serial_1"
IDLE = TrainingState()


@pytest.fixture
def on_disk(home: Home) -> tuple[RunSummary, tuple[Stop, ...]]:
    write_run(home, "fox")
    return list_runs(home)[0], folder_of(home, RUN).steps()


@pytest.fixture
def foot(qtbot: QtBot, on_disk: tuple[RunSummary, tuple[Stop, ...]]) -> ScrubberPane:
    selection = Selection()
    made = ScrubberPane(selection)
    made.selection = selection
    qtbot.addWidget(made)
    made.resize(264, made.height())
    selection.select(RUN)
    made.show_run(*on_disk, IDLE)
    made.show()
    qtbot.waitExposed(made)
    return made


def said(foot: ScrubberPane) -> tuple[str, str]:
    return foot._number.text(), foot._kind.text()


def test_the_selected_step_stands_in_words(foot: ScrubberPane) -> None:
    assert said(foot) == ("100", "checkpoint")
    foot.selection.set_step("best")
    assert said(foot) == ("64", "best")
    foot.selection.set_step(8)
    assert said(foot) == ("8", "snapshot")


def test_the_arrows_go_from_stop_to_stop_and_end_at_the_ends(qtbot: QtBot, foot: ScrubberPane) -> None:
    assert not foot.on.isEnabled()
    qtbot.mouseClick(foot.back, Qt.MouseButton.LeftButton)
    assert foot.selection.step == 64
    qtbot.mouseClick(foot.on, Qt.MouseButton.LeftButton)
    assert foot.selection.step == 100
    qtbot.keyClick(foot.scrubber, Qt.Key.Key_Home)
    assert foot.selection.step == 0
    assert not foot.back.isEnabled()
    assert foot.on.isEnabled()


@pytest.mark.parametrize(
    ("step", "selected"),
    [(ScrubberPane.step_first, 0), (ScrubberPane.step_back, 64), (ScrubberPane.step_last, "latest")],
)
def test_the_menus_steps_are_the_same(
    foot: ScrubberPane, step: Callable[[ScrubberPane], None], selected: int | str
) -> None:
    step(foot)
    assert foot.selection.step == selected


def test_what_trains_here_ends_with_now(foot: ScrubberPane, on_disk: tuple[RunSummary, tuple[Stop, ...]]) -> None:
    foot.selection.set_step("live")
    foot.show_run(*on_disk, TrainingState("training", RUN, step=117, progress=0.4))
    assert said(foot) == ("117", "now")
    foot.show_run(*on_disk, TrainingState("training", RUN, step=118, progress=0.4))
    assert said(foot) == ("118", "now")


def test_without_a_run_it_is_off(foot: ScrubberPane) -> None:
    foot.selection.select(None)
    foot.show_run(None, (), IDLE)
    assert said(foot) == ("–", "")
    assert not foot.back.isEnabled()
    assert not foot.on.isEnabled()
    assert not foot.scrubber.isEnabled()


def test_it_follows_scheme_and_zoom(foot: ScrubberPane) -> None:
    light = foot.grab().toImage()
    theme.set_scheme("dark")
    assert foot.grab().toImage() != light
    while theme.zoom < 1.5:
        theme.zoom_in()
    assert foot.height() == theme.px(HEIGHT) + 1
    assert foot.rect().contains(foot.scrubber.geometry())

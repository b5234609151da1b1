"""What trains is said in library, status bar, title and menu, and one press goes there."""

from dataclasses import replace

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hellogpt_gui.engine.training_state import TrainingState

from .conftest import Opened

CTRL = Qt.KeyboardModifier.ControlModifier
RUN = "little-world/serial_3"
AT_WORK = TrainingState("training", RUN, 512, 0.256, 27_000.0, 60.0, 2.4)


def enabled(opened: Opened) -> list[str]:
    names = ("pause", "stop", "show-training")
    return [name for name in names if opened.window.actions_by_id[name].isEnabled()]


def test_at_rest_nothing_can_be_paused(frame: Opened) -> None:
    assert enabled(frame) == []
    assert frame.window.windowTitle() == "HelloGPT"
    assert not frame.window.status.trains_now.isVisibleTo(frame.window)


def test_at_work_it_is_said_everywhere(frame: Opened) -> None:
    window = frame.window
    window.training.show(AT_WORK)
    assert window.windowTitle() == f"25 % · {RUN} – HelloGPT"
    assert window.status.trains_now.isVisibleTo(window)
    assert window.status.figure.text() == "27 k tokens/s"
    assert enabled(frame) == ["pause", "stop", "show-training"]
    assert window.library._training == AT_WORK
    window.training.show(TrainingState())
    assert window.windowTitle() == "HelloGPT"
    assert window.status.figure.text() == ""
    assert enabled(frame) == []


def test_each_phase_allows_what_makes_sense_in_it(frame: Opened) -> None:
    show, pause = frame.window.training.show, frame.window.actions_by_id["pause"]
    show(TrainingState("preparing", stage="Reading"))
    assert enabled(frame) == ["stop", "show-training"]
    assert frame.window.windowTitle() == "HelloGPT"
    show(TrainingState("paused", RUN, 512, 0.5))
    assert enabled(frame) == ["pause", "stop", "show-training"]
    assert pause.text() == "Go &on training"
    show(TrainingState("stopping", RUN, 512, 0.5))
    assert enabled(frame) == ["show-training"]
    assert pause.text() == "&Pause the training"


def test_ctrl_t_and_a_click_go_to_what_trains(qtbot: QtBot, opened: Opened) -> None:
    window = opened.window
    window.training.show(AT_WORK)
    window.show_tab("chat")
    qtbot.keyClick(window, Qt.Key.Key_T, CTRL)
    assert window.front.name == "train"
    assert window.selection.ref == f"{RUN}@live"
    window.selection.select(None)
    window.show_tab("inspect")
    qtbot.mouseClick(window.status.trains_now, Qt.MouseButton.LeftButton)
    assert (window.front.name, window.selection.run) == ("train", RUN)


def test_before_a_run_has_its_name_only_the_tab_is_shown(opened: Opened) -> None:
    opened.window.training.show(TrainingState("preparing"))
    opened.window.show_tab("chat")
    opened.window.training.go_there()
    assert opened.window.front.name == "train"
    assert opened.window.selection.run is None


def test_what_was_live_is_the_last_step_once_its_training_has_ended(frame: Opened) -> None:
    """Also where another training follows at once; a step that was chosen stays."""
    show, selection = frame.window.training.show, frame.window.selection
    show(AT_WORK)
    selection.select(RUN, "live")
    show(replace(AT_WORK, phase="stopping", step=513))
    assert selection.step == "live"
    show(TrainingState())
    assert selection.ref == f"{RUN}@latest"
    show(AT_WORK)
    selection.select(RUN, "live")
    show(TrainingState("preparing", stage="Reading"))
    assert selection.ref == f"{RUN}@latest"
    show(AT_WORK)
    selection.set_step(64)
    show(TrainingState())
    assert selection.step == 64

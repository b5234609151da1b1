"""The row at the foot: what this computer computes with, and what trains now."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.protocol import Failed, Ready
from hellogpt_gui.engine.training_state import TrainingState
from hellogpt_gui.status_bar import StatusBar, TrainsNow
from hellogpt_gui.theme import theme

pytestmark = pytest.mark.usefixtures("dressed")

READY = Ready("cuda", "bf16", 8, 900_000_000, 24_000_000_000)
AT_WORK = TrainingState("training", "little-world/serial_3", 512, 0.25, 27_000.0, 60.0, 2.4)


@pytest.fixture
def status(qtbot: QtBot) -> Iterator[StatusBar]:
    made = StatusBar()
    qtbot.addWidget(made)
    made.resize(1280, made.height())
    made.show()
    qtbot.waitExposed(made)
    yield made
    made._look.stop()


def test_until_the_engine_answers_it_says_so(status: StatusBar) -> None:
    assert status.device.text() == "The engine is loading…"
    assert not status.trains_now.isVisible()


def test_it_says_device_precision_threads_and_memory(status: StatusBar) -> None:
    status.show_engine(READY)
    assert status.device.text() == "CUDA · bf16 · 8 threads"
    assert status.memory.text() == "0.9 of 24 GB"
    status.show_engine(Ready("cpu", "fp32", 1, 1, 2))
    assert status.device.text() == "CPU · fp32 · 1 thread"


def test_on_a_cpu_the_memory_is_looked_at_again(qtbot: QtBot, status: StatusBar) -> None:
    status._look.setInterval(1)
    status.show_engine(Ready("cpu", "fp32", 2, 0, 0))
    assert status.memory.text() == "0.0 of 0 GB"
    qtbot.waitUntil(lambda: status.memory.text() != "0.0 of 0 GB")


def test_an_engine_that_could_not_be_loaded_is_said(status: StatusBar) -> None:
    status.show_engine(Failed("The engine could not be loaded: libtorch.", "Install again.", 1))
    assert status.device.text() == "The engine could not be loaded"
    assert status.memory.text() == ""


def test_the_figure_of_the_tab_in_front_is_shown(status: StatusBar) -> None:
    status.show_figure("27 k tokens/s")
    assert status.figure.text() == "27 k tokens/s"


def test_what_trains_is_shown_while_it_does_and_pressed_says_so(qtbot: QtBot, status: StatusBar) -> None:
    now = status.trains_now
    now.show_state(AT_WORK)
    assert now.isVisible()
    with qtbot.waitSignal(now.clicked):
        qtbot.mouseClick(now, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(now.clicked):
        qtbot.keyClick(now, Qt.Key.Key_Space)
    now.show_state(TrainingState())
    assert not now.isVisible()


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (AT_WORK, "little-world / serial_3 25 %"),
        (TrainingState("preparing", stage="Learning the tokenizer"), "New model Learning the tokenizer"),
        (TrainingState("preparing"), "New model preparing"),
        (TrainingState("paused", "fox/serial_1", 5, 0.5), "fox / serial_1 paused, 50 %"),
        (TrainingState("stopping", "fox/serial_1", 5, 0.999), "fox / serial_1 saving, 99 %"),
        (TrainingState("stopping"), "New model stopping"),
    ],
)
def test_a_screen_reader_hears_the_run_and_how_far_it_is(status: StatusBar, state: TrainingState, words: str) -> None:
    status.trains_now.show_state(state)
    assert status.trains_now.accessibleName() == words


def inked(now: TrainsNow) -> int:
    picture = now.grab().toImage()
    middle = picture.height() // 2
    return sum(picture.pixelColor(x, middle) == theme.color("accent-bar") for x in range(picture.width()))


def test_the_bar_is_as_long_as_the_share_done(status: StatusBar) -> None:
    now = status.trains_now
    now.show_state(TrainingState("training", "fox/serial_1", 1, 0.0))
    assert inked(now) == 0
    now.show_state(TrainingState("training", "fox/serial_1", 1, 0.5))
    assert inked(now) == pytest.approx(theme.px(48), abs=4)
    now.show_state(TrainingState("training", "fox/serial_1", 1, 1.7))
    assert inked(now) == pytest.approx(theme.px(96), abs=4)


@pytest.mark.parametrize("zoom", [1.0, 1.5])
def test_in_the_smallest_window_a_long_name_gives_way(qtbot: QtBot, status: StatusBar, zoom: float) -> None:
    while theme.zoom < zoom:
        theme.zoom_in()
    status.show_engine(READY)
    status.show_figure("27 k tokens/s")
    name = "the-collected-tales-of-foxes-and-owls-at-the-river/serial_12"
    status.trains_now.show_state(TrainingState("training", name, 512, 0.25))
    status.resize(theme.px(720), status.height())
    qtbot.waitUntil(lambda: status.trains_now.geometry().right() < status.width())
    assert status.trains_now.width() < status.trains_now.sizeHint().width()
    assert status.trains_now.width() >= status.trains_now.minimumSizeHint().width()
    for words in (status.device, status.memory, status.figure):
        assert words.width() >= words.sizeHint().width()
    assert inked(status.trains_now) > 0


def test_it_follows_scheme_and_zoom(status: StatusBar) -> None:
    status.show_engine(READY)
    status.trains_now.show_state(AT_WORK)
    light, before = status.grab().toImage(), status.height()
    theme.set_scheme("dark")
    assert status.grab().toImage() != light
    while theme.zoom < 1.5:
        theme.zoom_in()
    assert status.height() == pytest.approx(before * 1.5, abs=1)
    assert not status.grab().isNull()

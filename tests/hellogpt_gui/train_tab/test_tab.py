"""The Train tab on the real engine with a tiny model: train, pause, stop, look again, go on, follow a terminal."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from core.paths import Home
from core.runs import find_run
from core.runs.writing import RunWriter
from hellogpt_gui.engine.client import EngineClient
from hellogpt_gui.engine.training_state import TrainingState
from hellogpt_gui.library.selection import Selection
from hellogpt_gui.notify import Message, Notifier
from hellogpt_gui.train_tab.run_reader import read_record
from hellogpt_gui.train_tab.tab import TrainTab

pytestmark = [pytest.mark.usefixtures("dressed"), pytest.mark.integration]

TINY = {
    "d_model": 16,
    "n_layers": 1,
    "n_heads": 2,
    "context_length": 16,
    "batch_size": 4,
    "threads": 1,
    "vocab_size": 300,
}
LONG = 60_000  # ms; a loaded machine imports torch slowly


@pytest.fixture
def tales(tmp_path: Path) -> Path:
    path = tmp_path / "tales.txt"
    animals = ("fox", "owl", "hare", "mole")
    lines = [f"The {animals[k % 4]} met the {animals[k // 4 % 4]} at the river {k}." for k in range(600)]
    path.write_text("\n\n".join(lines), encoding="utf-8", newline="\n")
    return path


@pytest.fixture
def client(home: Home) -> Iterator[EngineClient]:
    made = EngineClient(home)
    yield made
    made.close()


@pytest.fixture
def tab(qtbot: QtBot, home: Home, client: EngineClient, tales: Path) -> Iterator[TrainTab]:
    made = TrainTab(client, Selection(), home, Notifier())
    qtbot.addWidget(made, before_close_func=lambda tab: tab.close_down())
    made.resize(1016, 727)
    made.use_texts([str(tales)])
    for name, value in TINY.items():
        made.draft.set(name, value)
    made.draft.set("steps", 2000)
    made.setup.show_draft()
    made.show()
    client.start()
    qtbot.waitUntil(lambda: made.draft.looked is not None, timeout=LONG)
    yield made
    if made.session.active:
        with qtbot.waitSignal(made.session.ended, timeout=LONG):
            made.stop_and_keep()


def selection(tab: TrainTab) -> Selection:
    return tab._selection


def train(qtbot: QtBot, tab: TrainTab) -> None:
    """One click on Train, until the curve has two points."""
    qtbot.mouseClick(tab.setup.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(tab.session.record.val) > 1 and bool(tab.session.record.samples), timeout=LONG)


def stop(qtbot: QtBot, tab: TrainTab) -> None:
    with qtbot.waitSignal(tab.session.ended, timeout=LONG):
        qtbot.mouseClick(tab.page.head.stop_button, Qt.MouseButton.LeftButton)


@pytest.mark.smoke
def test_from_text_to_a_run_that_can_be_paused_stopped_and_continued(qtbot: QtBot, tab: TrainTab, home: Home) -> None:
    assert tab.setup.text.card.title.text() == "tales"
    assert tab.setup.name.text() == "tales"
    states: list[TrainingState] = []
    tab.training_changed.connect(states.append)
    train(qtbot, tab)
    assert selection(tab).ref == "tales/serial_1@live"
    assert tab.page.isVisible()
    assert not tab.setup.button.isEnabled()
    assert tab.page.samples.list.entries[0].step == 0

    qtbot.mouseClick(tab.page.head.pause_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: tab.session.record.phase == "paused", timeout=LONG)
    assert tab.page.head.pause_button.text() == "Go on"
    paused_at = tab.session.state.step
    qtbot.mouseClick(tab.page.head.pause_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: tab.session.state.step > paused_at, timeout=LONG)
    stop(qtbot, tab)
    assert tab.page.head.pill.state == "stopped"
    assert tab.setup.button.isEnabled()
    assert {"preparing", "training", "paused", "idle"} <= {state.phase for state in states}

    stopped_at = tab.session.record.last.step
    on_disk = read_record(home, "tales/serial_1")
    assert on_disk.last == tab.session.record.last
    assert on_disk.samples == tab.session.record.samples
    assert on_disk.config is not None
    assert (on_disk.config.training.steps, on_disk.references) == (2000, tab.session.record.references)

    qtbot.mouseClick(tab.page.head.go_on_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: tab.session.state.step > stopped_at, timeout=LONG)
    steps = tab.session.record.train[0]
    assert all(steps[1:] > steps[:-1])
    stop(qtbot, tab)


def test_what_it_will_need_stands_beside_the_time_and_the_time_chooses_the_size(qtbot: QtBot, tab: TrainTab) -> None:
    qtbot.waitUntil(lambda: tab.forecast.answer is not None, timeout=LONG)
    assert tab.forecast.answer.steps == 2000
    assert tab.setup.time.steps.text.value == "≈ 2\u2009000"
    assert tab.setup.time.measured.text().startswith("Measured just now on this computer")
    tab.draft.set("minutes", 1.0)
    switch = tab.setup.time.switch
    qtbot.mouseClick(switch, Qt.MouseButton.LeftButton, pos=QPoint(8, switch.height() // 2))
    qtbot.waitUntil(lambda: bool(tab.draft.sized), timeout=LONG)
    chosen = tab.draft.sized["d_model"]
    train(qtbot, tab)
    assert not tab.forecast.waiting
    assert tab.session.record.config.model.d_model == chosen
    stop(qtbot, tab)


def test_a_run_is_read_from_its_folder_when_it_is_selected(qtbot: QtBot, tab: TrainTab) -> None:
    train(qtbot, tab)
    stop(qtbot, tab)
    figures = [figure.text for figure in tab.page.figures.figures]
    qtbot.mouseClick(tab.page.head.another_button, Qt.MouseButton.LeftButton)
    assert tab.setup.isVisible()
    assert selection(tab).run is None
    selection(tab).select("tales/serial_1", 0)
    qtbot.waitUntil(lambda: tab._shown.last is not None, timeout=LONG)
    assert [figure.text for figure in tab.page.figures.figures][:3] == figures[:3]
    assert tab.page.samples.list.selectionModel().currentIndex().row() == 0
    with qtbot.waitSignal(tab.chat_requested):
        qtbot.mouseClick(tab.page.head.chat_button, Qt.MouseButton.LeftButton)


def test_a_run_that_trains_elsewhere_is_followed(qtbot: QtBot, tab: TrainTab, home: Home) -> None:
    train(qtbot, tab)
    stop(qtbot, tab)
    run = tab.session.record.name
    tab.new_model()
    selection(tab).select(run)
    qtbot.waitUntil(lambda: tab._shown.last is not None, timeout=LONG)
    last = tab._shown.last
    folder = home.checkpoints / run
    line = (folder / "metrics.jsonl").read_text(encoding="utf-8").splitlines()[-1]
    with (folder / "metrics.jsonl").open("a", encoding="utf-8", newline="\n") as file:
        file.write(line.replace(f'"step":{last.step}', f'"step":{last.step + 7}') + "\n")
    qtbot.waitUntil(lambda: tab._shown.last.step == last.step + 7, timeout=LONG)
    assert f"Step {last.step + 7}" in tab.page.done.text().replace("\u2009", "")


def test_a_stop_while_preparing_leaves_the_set_up(qtbot: QtBot, tab: TrainTab, home: Home) -> None:
    with qtbot.waitSignal(tab.session.ended, timeout=LONG):
        qtbot.keyClick(tab.setup, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert tab.page.head.pill.state == "preparing"
        tab.stop_and_keep()
    if tab.session.record.name:  # the engine had already begun: then there is a run, and it is shown
        assert selection(tab).run == tab.session.record.name
    else:
        assert tab.setup.isVisible()


def test_a_text_that_cannot_be_used_is_said_and_the_old_one_comes_back(
    qtbot: QtBot, tab: TrainTab, tmp_path: Path
) -> None:
    said: list[Message] = []
    tab._notifier.shown.connect(said.append)
    empty = tmp_path / "empty.txt"
    empty.write_text("", encoding="utf-8")
    tab.use_texts([str(empty)])
    qtbot.waitUntil(lambda: bool(said) and tab.draft.looked is not None, timeout=LONG)
    assert "empty.txt" in said[0].message
    assert tab.draft.texts == ()
    assert tab.draft.looked.builtin


def test_a_fault_of_the_engine_comes_back_to_the_set_up(qtbot: QtBot, tab: TrainTab) -> None:
    said: list[Message] = []
    tab._notifier.shown.connect(said.append)
    tab.draft.name = "../../x"
    with qtbot.waitSignal(tab.session.ended, timeout=LONG):
        qtbot.mouseClick(tab.setup.button, Qt.MouseButton.LeftButton)
    assert "'../../x' cannot be the name of a model." in said[0].message
    assert tab.setup.isVisible()
    assert tab.setup.button.isEnabled()


def test_a_run_in_use_elsewhere_is_not_continued_twice(qtbot: QtBot, tab: TrainTab, home: Home) -> None:
    train(qtbot, tab)
    stop(qtbot, tab)
    said: list[Message] = []
    tab._notifier.shown.connect(said.append)
    folder, _ = find_run(home, "tales")
    with RunWriter(folder), qtbot.waitSignal(tab.session.ended, timeout=LONG):
        qtbot.mouseClick(tab.page.head.go_on_button, Qt.MouseButton.LeftButton)
    assert "being trained by another program" in said[0].message
    assert tab.page.head.go_on_button.isVisible()

"""What the menus do to the selected run, to folders and to the look."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from core import __version__
from core.paths import Home
from hellogpt_gui.library.reader import folder_of
from hellogpt_gui.library.selection import SelectedStep
from hellogpt_gui.theme import theme

from .conftest import Opened
from .library.conftest import write_run

OF_A_RUN = (
    "star", "open-run", "copy-run", "chat-with", "inspect-with", "step-first", "step-back", "step-on", "step-last"
)  # fmt: skip


def do(opened: Opened, action_id: str) -> None:
    opened.window.actions_by_id[action_id].trigger()


@pytest.fixture
def with_runs(qtbot: QtBot, home: Home, frame: Opened) -> Opened:
    """fox/serial_1 and owl/serial_1, the first one selected."""
    write_run(home, "fox")
    write_run(home, "owl")
    with qtbot.waitSignal(frame.window.library.listed):
        frame.window.library.refresh()
    frame.window.selection.select("fox/serial_1")
    return frame


class Folders(QObject):
    """Stands where the system's program for folders would be."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []
        QDesktopServices.setUrlHandler("file", self, "open")

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toLocalFile())


@pytest.fixture
def folders() -> Iterator[Folders]:
    yield Folders()
    QDesktopServices.unsetUrlHandler("file")


# ---- the run --------------------------------------------------------------------------------------------------------


def test_without_a_run_nothing_can_be_done_to_it(frame: Opened) -> None:
    assert [name for name in OF_A_RUN if frame.window.actions_by_id[name].isEnabled()] == []


def test_with_a_run_all_of_it_can(with_runs: Opened) -> None:
    assert [name for name in OF_A_RUN if not with_runs.window.actions_by_id[name].isEnabled()] == []
    with_runs.window.selection.select(None)
    assert not with_runs.window.actions_by_id["star"].isEnabled()


def test_a_star_is_given_and_taken_on_disk_and_the_check_follows(qtbot: QtBot, with_runs: Opened, home: Home) -> None:
    star, selection = with_runs.window.actions_by_id["star"], with_runs.window.selection
    with qtbot.waitSignal(with_runs.window.library.listed):
        star.trigger()
    assert folder_of(home, "fox/serial_1").star
    assert not folder_of(home, "owl/serial_1").star
    assert star.isChecked()
    selection.select("owl/serial_1")
    assert not star.isChecked()
    selection.select("fox/serial_1")
    with qtbot.waitSignal(with_runs.window.library.listed):
        star.trigger()
    assert not folder_of(home, "fox/serial_1").star


def test_a_runs_name_is_copied_as_the_terminal_takes_it(with_runs: Opened) -> None:
    written: dict[SelectedStep, str] = {
        "latest": "fox/serial_1", "live": "fox/serial_1", "best": "fox/serial_1@best", 64: "fox/serial_1@64"
    }  # fmt: skip
    for step, words in written.items():
        with_runs.window.selection.set_step(step)
        do(with_runs, "copy-run")
        assert QGuiApplication.clipboard().text() == words


def test_steps_are_taken_from_the_menu(qtbot: QtBot, with_runs: Opened) -> None:
    qtbot.waitUntil(with_runs.window.library.foot.scrubber.isEnabled)
    seen = []
    for action_id in ("step-first", "step-on", "step-last", "step-back"):
        do(with_runs, action_id)
        seen.append(with_runs.window.selection.step)
    assert seen == [0, 1, 100, 64]


# ---- folders --------------------------------------------------------------------------------------------------------


def test_folders_are_opened(with_runs: Opened, home: Home, folders: Folders) -> None:
    for action_id in ("open-data", "open-logs", "open-run"):
        do(with_runs, action_id)
    assert folders.opened == [str(home.data), str(home.logs), str(home.checkpoints / "fox" / "serial_1")]


def test_where_no_program_shows_folders_that_is_said(frame: Opened, home: Home) -> None:
    do(frame, "open-data")
    assert frame.said[-1].message == f"{home.data} cannot be opened."
    assert frame.said[-1].hint


def test_chosen_files_become_the_text(qtbot: QtBot, frame: Opened, tmp_path: Path) -> None:
    text = tmp_path / "tales.txt"
    text.write_text("The fox met the owl.", encoding="utf-8")
    do(frame, "choose-files")
    dialog = frame.window.findChild(QFileDialog)
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile(str(text))
    with qtbot.waitSignal(frame.window.deeds.texts_chosen) as said:
        dialog.accept()
    assert [Path(path) for path in said.args[0]] == [text]


# ---- the look -------------------------------------------------------------------------------------------------------


def by_keys(qtbot: QtBot, opened: Opened) -> Callable[[Qt.Key], float]:
    def press(key: Qt.Key) -> float:
        qtbot.keyClick(opened.window, key, Qt.KeyboardModifier.ControlModifier)
        return theme.zoom

    return press


def test_keys_zoom_everything(qtbot: QtBot, opened: Opened) -> None:
    window, press = opened.window, by_keys(qtbot, opened)
    label, body = window.status.device, window.library.foot
    before = (label.font().pixelSize(), body.height(), window.train_tab.setup.button.height())
    assert [press(key) for key in (Qt.Key.Key_Equal, Qt.Key.Key_Plus)] == [1.1, 1.25]
    after = (label.font().pixelSize(), body.height(), window.train_tab.setup.button.height())
    assert all(new == pytest.approx(1.25 * old, abs=2) for old, new in zip(before, after, strict=True))
    assert press(Qt.Key.Key_Minus) == 1.1
    assert press(Qt.Key.Key_0) == 1.0
    assert (label.font().pixelSize(), body.height(), window.train_tab.setup.button.height()) == before


def test_one_of_three_schemes_is_chosen(frame: Opened) -> None:
    actions = frame.window.actions_by_id
    assert actions[f"scheme-{theme.scheme}"].isChecked()
    for scheme, dark in (("dark", True), ("light", False)):
        do(frame, f"scheme-{scheme}")
        assert (theme.scheme, theme.dark) == (scheme, dark)
        checked = [name for name in ("system", "light", "dark") if actions[f"scheme-{name}"].isChecked()]
        assert checked == [scheme]


def test_about_says_version_and_home(frame: Opened, home: Home) -> None:
    do(frame, "about")
    box = frame.window.findChild(QMessageBox)
    assert __version__ in box.text()
    assert str(home.root) in box.informativeText()
    box.reject()

"""Teaching a run to answer: the sheet by keys and clicks, and the run that comes of it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from core.config import build_config
from core.paths import Home
from core.protocol import Tune
from core.runs import find_run
from hellogpt_gui.train_tab.tab import TrainTab
from hellogpt_gui.train_tab.teach_sheet import TeachSheet

from ..conftest import LONG, TINY

pytestmark = pytest.mark.usefixtures("dressed")
Opener = Callable[[tuple[str, ...]], TeachSheet]


@pytest.fixture
def opened(qtbot: QtBot) -> Iterator[Opener]:
    """``opened(sources)``: the sheet for a run of these texts."""
    window = QWidget()
    qtbot.addWidget(window)
    window.show()

    def made(sources: tuple[str, ...]) -> TeachSheet:
        sheet = TeachSheet("old/serial_1@8", build_config("small", TINY), sources, window)
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        sheet.open()
        return sheet

    yield made
    window.close()


def write_minutes(qtbot: QtBot, sheet: TeachSheet, words: str) -> None:
    editor = sheet.fields["minutes"].editor
    assert isinstance(editor, QLineEdit)
    qtbot.waitUntil(sheet.isActiveWindow)  # before that, no field has the keys
    editor.setFocus()
    editor.selectAll()
    qtbot.keyClicks(editor, words)
    qtbot.keyClick(editor, Qt.Key.Key_Tab)


def asked(spy: QSignalSpy) -> list[Tune]:
    return [spy.at(k)[0] for k in range(spy.count())]


def test_a_built_in_text_brings_its_dialogues(qtbot: QtBot, opened: Opener) -> None:
    sheet = opened(("little-world",))
    wanted = QSignalSpy(sheet.wanted)
    assert sheet.source.isVisible()
    assert not sheet.drop.isVisible()
    write_minutes(qtbot, sheet, "soon")
    assert not sheet.go.isEnabled()
    write_minutes(qtbot, sheet, "2")
    qtbot.mouseClick(sheet.go, Qt.MouseButton.LeftButton)
    (command,) = asked(wanted)
    assert (command.run, command.dialogues, command.config.training.minutes) == ("old/serial_1@8", ("little-world",), 2)
    assert command.config.tuning is not None
    assert not sheet.isVisible()


def test_of_another_text_the_dialogues_are_ones_own(qtbot: QtBot, opened: Opener) -> None:
    sheet = opened(("story.txt",))
    wanted = QSignalSpy(sheet.wanted)
    assert not sheet.source.isVisible()
    assert sheet.drop.isVisible()
    assert not sheet.go.isEnabled()
    sheet.drop.dropped.emit(["/one/talk.txt", "/two/more.csv"])
    assert sheet.chosen.text() == "talk.txt, more.csv"
    qtbot.mouseClick(sheet.go, Qt.MouseButton.LeftButton)
    assert asked(wanted)[0].dialogues == ("/one/talk.txt", "/two/more.csv")


def test_ones_own_may_take_the_place_of_the_built_in_ones(qtbot: QtBot, opened: Opener) -> None:
    sheet = opened(("little-world",))
    qtbot.mouseClick(sheet.source.segment(1), Qt.MouseButton.LeftButton)
    assert sheet.drop.isVisible()
    assert not sheet.go.isEnabled()
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


@pytest.mark.integration
def test_the_run_that_is_shown_is_taught_in_front(qtbot: QtBot, tab: TrainTab, home: Home, tmp_path: Path) -> None:
    talk = tmp_path / "talk.txt"
    talk.write_text("User: Who?\nModel: The fox.\n\nUser: Where?\nModel: By the river.\n", encoding="utf-8")
    tab.teach()
    sheet = tab.findChild(TeachSheet)
    assert sheet is not None
    sheet.drop.dropped.emit([str(talk)])
    write_minutes(qtbot, sheet, "0.02")
    with qtbot.waitSignal(tab.session.ended, timeout=LONG):
        qtbot.mouseClick(sheet.go, Qt.MouseButton.LeftButton)
    child, _ = find_run(home, "old")
    assert (child.name, child.info().parent.partition("@")[0]) == ("old/serial_2", "old/serial_1")
    assert child.config().tuning is not None
    assert tab._selection.run == "old/serial_2"
    assert tab.page.isVisible()

"""What the engine does besides training is said at the foot, once it takes long, and no longer when it has ended."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.config import SamplingConfig
from core.paths import Home
from core.protocol import Export, Hello, Import, Inspect, LookAtText, Sample
from hellogpt_gui.asking_watch import WORDS, AskingWatch
from hellogpt_gui.engine import EngineClient
from hellogpt_gui.status_bar import StatusBar

from .conftest import LONG, Opened

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture
def status(qtbot: QtBot) -> StatusBar:
    made = StatusBar()
    qtbot.addWidget(made)
    return made


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (Sample("fox"), "Writing…"),
        (LookAtText(("fox.txt",)), "Reading a text…"),
        (Export("fox", "hf", "/tmp/fox"), "Exporting…"),
        (Import("/tmp/fox", "fox"), "Importing…"),
    ],
)
def test_long_work_is_said(qtbot: QtBot, status: StatusBar, home: Home, command: object, words: str) -> None:
    """The engine has not been started: what is asked waits for as long as one likes."""
    client = EngineClient(home)
    watch = AskingWatch(client, status, status)
    job = client.submit(command)  # type: ignore[arg-type]
    assert status.asking.text() == "", "what ends at once is not shown"
    qtbot.waitUntil(lambda: status.asking.text() == words)
    assert type(command) in WORDS
    client._threads["ask"].start()
    job.stop()
    qtbot.waitUntil(lambda: status.asking.text() == "", timeout=LONG)
    assert not watch._soon.isActive()
    client.close()


@pytest.mark.parametrize("command", [Hello(), Inspect("fox")])
def test_what_is_asked_all_the_time_is_not(status: StatusBar, home: Home, command: object) -> None:
    client = EngineClient(home)
    watch = AskingWatch(client, status, status)
    client.submit(command)  # type: ignore[arg-type]
    assert not watch._soon.isActive()
    assert status.asking.text() == ""


@pytest.mark.integration
def test_an_answer_that_streams_is_said_on_every_tab(
    qtbot: QtBot, open_window: Callable[[Home], Opened], tales_home: Home, tmp_path: Path
) -> None:
    opened = open_window(tales_home)
    opened.client.submit(Sample("tales/serial_1", "The fox", SamplingConfig(max_new_tokens=100_000)))
    qtbot.waitUntil(lambda: opened.window.status.asking.text() == "Writing…", timeout=LONG)
    qtbot.keyClick(opened.window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert opened.window.status.asking.isVisible()

"""A word on the desktop when a training has ended; there is no desktop here, so the tray is one of our own."""

# ruff: noqa: N802, N815 - Qt's own names

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from core.paths import Home
from core.protocol import Failed, TrainDone
from hellogpt_gui import end_note
from hellogpt_gui.actions import Actions
from hellogpt_gui.end_note import EndNote, in_words
from hellogpt_gui.settings import WindowSettings

DONE = TrainDone("tales/serial_1", 1159, 0.66, 0.66, 1159, 0.31, 180.0, "budget")


class Tray(QObject):
    """Stands for the system's tray, which a computer without a desktop does not have."""

    messageClicked = Signal()
    there = True
    shown: list[tuple[str, str]] = []  # noqa: RUF012 - one tray

    def __init__(self, icon: QIcon, parent: QObject) -> None:
        super().__init__(parent)

    @classmethod
    def isSystemTrayAvailable(cls) -> bool:
        return cls.there

    def show(self) -> None: ...

    def hide(self) -> None: ...

    def showMessage(self, title: str, words: str, icon: QIcon, milliseconds: int) -> None:
        self.shown.append((title, words))


@pytest.fixture
def note(dressed: object, qtbot: QtBot, home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[EndNote]:
    monkeypatch.setattr(end_note, "QSystemTrayIcon", Tray)
    Tray.shown, Tray.there = [], True
    window = QWidget()
    qtbot.addWidget(window)
    yield EndNote(window, Actions(window), WindowSettings(home))
    window.close()


def test_it_is_said_while_the_window_is_not_in_front(note: EndNote) -> None:
    note.tell(DONE)
    assert Tray.shown == [("Done: tales/serial_1", "After 1\u2009159 steps, validation loss 0.66.")]


def test_who_looks_at_the_window_is_not_told(note: EndNote, qtbot: QtBot) -> None:
    note._window.show()
    note._window.activateWindow()
    qtbot.waitUntil(note._window.isActiveWindow)
    note.tell(DONE)
    assert note.said is None


def test_the_switch_is_remembered(note: EndNote) -> None:
    note._switch.trigger()
    note.tell(DONE)
    assert note.said is None
    assert not note._settings.note_end


def test_without_a_tray_the_window_asks_for_attention_alone(note: EndNote) -> None:
    Tray.there = False
    note.tell(DONE)
    assert note.said is not None
    assert Tray.shown == []


def test_a_fault_is_said_and_a_stop_before_anything_was_made_is_not(note: EndNote) -> None:
    note.tell(Failed("Stopped before anything was made.", "", 3))
    assert note.said is None
    note.tell(Failed("There is no room left on the disk.", ""))
    assert note.said == ("The training could not go on", "There is no room left on the disk.")


@pytest.mark.parametrize("why", ["budget", "user", "patience", "not_finite"])
def test_every_end_has_words(why: str) -> None:
    ended = TrainDone("tales/serial_1", 9, None, None, None, None, 1.0, why)  # type: ignore[arg-type]
    assert in_words(ended)[0].endswith(": tales/serial_1")

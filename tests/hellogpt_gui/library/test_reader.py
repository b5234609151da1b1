"""Folders are read in a thread of their own, one reading at a time; a fault is said once until it is mended."""

import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from core.errors import HelloGPTError, RunError
from core.paths import Home
from core.runs import RunSummary, listing
from hellogpt_gui.library import reader as module
from hellogpt_gui.library.reader import LibraryReader, Shelves, folder_of

from .conftest import STOPS


@pytest.fixture
def reader(qapp: QCoreApplication, two_models: Home) -> Iterator[LibraryReader]:
    made = LibraryReader(two_models)
    yield made
    made.close()


def read(qtbot: QtBot, reader: LibraryReader, run: str | None = None) -> Shelves:
    with qtbot.waitSignal(reader.read) as said:
        reader.refresh(run)
    return said.args[0]


def test_it_brings_every_run_and_the_stops_of_one(qtbot: QtBot, reader: LibraryReader) -> None:
    shelves = read(qtbot, reader, "fox/serial_2")
    assert {run.name for run in shelves.runs} == {"owl/serial_1", "fox/serial_2", "fox/serial_1"}
    assert shelves.run == "fox/serial_2"
    assert [stop.step for stop in shelves.stops] == list(STOPS)
    assert read(qtbot, reader).stops == ()


def test_it_reads_in_a_thread_of_its_own(qtbot: QtBot, reader: LibraryReader, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[int] = []
    list_runs = module.list_runs_as_read

    def look(home: Home) -> Iterator[list[RunSummary]]:
        threads.append(threading.get_ident())
        yield from list_runs(home)

    monkeypatch.setattr(module, "list_runs_as_read", look)
    read(qtbot, reader)
    assert threads[0] != threading.get_ident()


def test_what_is_asked_meanwhile_is_read_once_more(qtbot: QtBot, reader: LibraryReader) -> None:
    heard: list[Shelves] = []
    reader.read.connect(heard.append)
    for run in (None, "fox/serial_1", "fox/serial_2", "owl/serial_1"):
        reader.refresh(run)
    qtbot.waitUntil(lambda: not reader._reading)
    assert list(dict.fromkeys(shelves.run for shelves in heard)) == [None, "owl/serial_1"]
    reader.close()


def test_what_is_known_of_many_is_shown_before_all_has_been_read(
    qtbot: QtBot, reader: LibraryReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "FIRST_AFTER", 0.0)
    monkeypatch.setattr(listing, "AGAIN_AFTER", 0.0)
    heard: list[Shelves] = []
    reader.read.connect(heard.append)
    reader.refresh("fox/serial_2")
    qtbot.waitUntil(lambda: not reader._reading)
    assert [[run.state for run in shelves.runs].count("unread") for shelves in heard] == [3, 2, 1, 0]
    assert {len(shelves.stops) for shelves in heard} == {len(STOPS)}


def test_a_star_is_set_on_disk_and_read_again(qtbot: QtBot, reader: LibraryReader, two_models: Home) -> None:
    with qtbot.waitSignal(reader.read) as said:
        reader.set_star("owl/serial_1", True)
    assert [run.name for run in said.args[0].runs if run.star] == ["owl/serial_1"]
    assert folder_of(two_models, "owl/serial_1").star


def test_what_was_being_read_when_a_star_was_set_is_not_shown(qtbot: QtBot, reader: LibraryReader) -> None:
    heard: list[Shelves] = []
    reader.read.connect(heard.append)
    reader.refresh(None)
    reader.set_star("owl/serial_1", True)
    qtbot.waitUntil(lambda: bool(heard))
    assert [run.name for run in heard[0].runs if run.star] == ["owl/serial_1"]


def test_a_star_that_cannot_be_set_is_said(qtbot: QtBot, reader: LibraryReader) -> None:
    with qtbot.waitSignal(reader.failed) as said:
        reader.set_star("nobody/serial_1", True)
    assert said.args[0].message.startswith("The star of nobody/serial_1 cannot be changed")


@pytest.mark.parametrize(
    "error", [RunError("The runs are gone.", "Look."), OSError(5, "input/output error"), KeyError(1)]
)
def test_a_fault_is_said_once_until_it_is_mended(
    qtbot: QtBot, reader: LibraryReader, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    heard: list[HelloGPTError] = []
    reader.failed.connect(heard.append)
    with monkeypatch.context() as broken:
        broken.setattr(module, "list_runs_as_read", raising(error))
        for _ in range(3):
            reader.refresh(None)
            qtbot.waitUntil(lambda: not reader._reading)
    assert len(heard) == 1
    assert heard[0].message
    read(qtbot, reader)
    with monkeypatch.context() as broken:
        broken.setattr(module, "list_runs_as_read", raising(error))
        with qtbot.waitSignal(reader.failed):
            reader.refresh(None)


def raising(error: Exception) -> Callable[[Home], Iterator[list[RunSummary]]]:
    """A disk that breaks: none can be made to here."""

    def read_nothing(home: Home) -> Iterator[list[RunSummary]]:
        raise error

    return read_nothing


def test_closed_it_reads_no_more(qtbot: QtBot, reader: LibraryReader) -> None:
    reader.refresh(None)
    reader.close()
    with qtbot.assertNotEmitted(reader.read, wait=50):
        reader.refresh(None)

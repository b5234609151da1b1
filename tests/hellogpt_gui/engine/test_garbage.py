"""Garbage is searched for in the window's thread alone while engines are at work."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.paths import Home
from hellogpt_gui.engine import EngineClient
from hellogpt_gui.engine.garbage import GarbageSearch


@pytest.fixture
def search(qapp: QApplication) -> Iterator[GarbageSearch]:
    owner = QObject()
    search = GarbageSearch(owner)
    yield search
    search.end()


class Ring:
    """Only a search finds out that nobody holds it."""

    def __init__(self) -> None:
        self.itself = self


def test_no_other_thread_searches(search: GarbageSearch, searched_in: list[str]) -> None:
    search.begin()
    thread = threading.Thread(target=lambda: [Ring() for _ in range(20_000)])
    thread.start()
    thread.join()
    assert searched_in == []
    search.search()
    assert searched_in == [threading.main_thread().name]


def test_what_nobody_holds_goes_as_time_passes(search: GarbageSearch, qtbot: QtBot) -> None:
    search.begin()
    ring = Ring()
    gone = weakref.ref(ring)
    del ring
    held = [[] for _ in range(2_000)]  # enough that Python would search
    qtbot.waitUntil(lambda: gone() is None, timeout=60_000)
    assert held


def test_an_engine_that_ends_leaves_it_to_python_again(home: Home, qtbot: QtBot, qapp: QApplication) -> None:
    gc.enable()
    client = EngineClient(home)
    client.start()
    assert not gc.isenabled()
    client.close()
    assert gc.isenabled()


@pytest.fixture
def searched_in() -> Iterator[list[str]]:
    """The name of the thread of each search."""
    names: list[str] = []

    def note(phase: str, _: dict[str, int]) -> None:
        if phase == "start":
            names.append(threading.current_thread().name)

    gc.callbacks.append(note)
    yield names
    gc.callbacks.remove(note)

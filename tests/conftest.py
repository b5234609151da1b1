"""What every test may need: a Qt without a screen, dressed as the program is, and a home of its own."""

import importlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before anything imports Qt

from core.paths import Home
from tests.loopback import Library


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """An empty home."""
    return Home(tmp_path / "home").make()


@pytest.fixture(autouse=True)
def ordinary_floats() -> Iterator[None]:
    """An engine that ran in the tests' own thread took its denormal numbers away; others, hypothesis too, need them."""
    yield
    if "torch" in sys.modules:
        sys.modules["torch"].set_flush_denormal(False)


@pytest.fixture
def dressed(qapp: object) -> Iterator[object]:
    """The application in the program's light theme at 100 %; put back afterwards."""
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    from hellogpt_gui.theme import theme

    assert isinstance(qapp, QApplication)
    theme.install(qapp, "light")
    yield qapp
    # Nobody's event loop runs here: widgets that are to go would stay, and each new style sheet would dress them all.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    theme.zoom_reset()
    theme.set_scheme("light")


@pytest.fixture
def trash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An own trash; elsewhere than on Linux the system's is used."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg"))
    if sys.platform == "linux":
        from send2trash import plat_other

        importlib.reload(plat_other)
    yield tmp_path / "xdg" / "Trash"
    monkeypatch.undo()
    if sys.platform == "linux":
        importlib.reload(plat_other)


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    """A server on this computer, in the place of Project Gutenberg too; reached directly, past any proxy."""
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "127.0.0.1")
    made = Library()
    monkeypatch.setattr("core.text.catalogue.PLACE", f"{made.place}/ebooks/{{number}}.txt.utf-8")
    yield made
    made.close()

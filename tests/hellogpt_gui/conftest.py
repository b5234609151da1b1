"""One tiny run, trained once, for everything that looks at a model; an engine and windows that end with their test."""

import gc
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.config import build_config
from core.control import RunControl
from core.paths import Home
from core.protocol import Train, TrainDone
from hellogpt_gui.engine.client import EngineClient
from hellogpt_gui.main_window import MainWindow
from hellogpt_gui.notify import Message, Notifier
from hellogpt_gui.settings import WindowSettings
from hellogpt_gui.theme import theme

LONG = 60_000  # ms; a loaded machine imports torch slowly
TINY = {
    "d_model": 16, "n_layers": 2, "n_heads": 2, "context_length": 32, "batch_size": 8, "threads": 1, "vocab_size": 300,
    "steps": 60, "warmup_steps": 4,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _no_garbage_search_in_other_threads() -> Iterator[None]:
    """Between tests Python searches, when no other thread is at work: see ``hellogpt_gui.engine.garbage``."""
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(scope="session")
def tales_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with the run tales/serial_1, to be read only."""
    from core.engine import Engine

    home = Home(tmp_path_factory.mktemp("tales")).make()
    text = home.data / "tales.txt"
    animals = ("fox", "owl", "hare", "mole")
    lines = [f"The {animals[k % 4]} met the {animals[k // 4 % 4]} at the river {k}." for k in range(400)]
    text.write_text("\n\n".join(lines), encoding="utf-8", newline="\n")
    *_, last = Engine(home).run(Train(build_config("small", TINY), (str(text),), "tales"), RunControl())
    assert isinstance(last, TrainDone)
    return home


@pytest.fixture
def own_tales(tales_home: Home, tmp_path: Path) -> Home:
    """A copy of that home, to do what one likes with."""
    shutil.copytree(tales_home.root, tmp_path / "tales")
    return Home(tmp_path / "tales")


@pytest.fixture
def tales(tales_home: Home, qapp: QCoreApplication) -> Iterator[EngineClient]:
    """An engine at work on that home."""
    client = EngineClient(tales_home)
    client.start()
    yield client
    client.close()


class Opened:
    """The program's window on a home, as ``hellogpt_gui.app`` opens it, and what it has said."""

    def __init__(self, application: QApplication, home: Home) -> None:
        settings, self.notifier = WindowSettings(home), Notifier()
        self.said: list[Message] = []
        self.notifier.shown.connect(self.said.append)
        theme.install(application, settings.scheme, settings.zoom)
        self.client = EngineClient(home)
        self.window = MainWindow(self.client, home, settings, self.notifier)
        self.window.painted.connect(self.window.start_engine)

    def show(self, qtbot: QtBot) -> "Opened":
        """Until all three tabs are made and the keyboard is here."""
        if self.window._settings.geometry.isEmpty():
            self.window.resize(1280, 800)  # this screen is smaller
        self.window.show()
        qtbot.waitUntil(lambda: not self.window.pages.make_next(), timeout=LONG)
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        return self

    def close(self, qtbot: QtBot) -> None:
        """Without a question; what trains is saved."""
        if self.window.isVisible():
            self.window.close_and_keep()
            qtbot.waitUntil(lambda: not self.window.isVisible(), timeout=LONG)
        self.client.close()


@pytest.fixture
def open_window(dressed: QApplication, qtbot: QtBot) -> Iterator[Callable[[Home], Opened]]:
    """Opens a window on a home, and closes what is still open at the end."""
    opened: list[Opened] = []

    def open_on(home: Home) -> Opened:
        opened.append(Opened(dressed, home))
        return opened[-1].show(qtbot)

    yield open_on
    for one in opened:
        one.close(qtbot)
        one.window.deleteLater()


@pytest.fixture
def frame(dressed: QApplication, qtbot: QtBot, home: Home) -> Iterator[Opened]:
    """A window before it is shown: no tab has been made, no engine started."""
    made = Opened(dressed, home)
    yield made
    made.client.close()
    made.window.library.close_down()
    made.window.pages.close_down()
    made.window.deleteLater()


@pytest.fixture
def opened(open_window: Callable[[Home], Opened], home: Home) -> Opened:
    """A window on an empty home: the first start."""
    return open_window(home)


def train_on(qtbot: QtBot, opened: Opened, text: Path, step: int) -> Opened:
    """By the window's own button, a tiny model trains on ``text``, made here, for long. Returns past ``step``."""
    lines = [f"The fox met the owl at the river {k}." for k in range(400)]
    text.write_text("\n\n".join(lines), encoding="utf-8", newline="\n")
    tab = opened.window.train_tab
    tab.use_texts([str(text)])
    for name, value in {**TINY, "steps": 1_000_000}.items():
        tab.draft.set(name, value)
    tab.setup.show_draft()
    qtbot.waitUntil(lambda: tab.draft.looked is not None and tab.draft.looked.label == text.stem, timeout=LONG)
    qtbot.mouseClick(tab.setup.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: opened.window.training.state.step > step, timeout=LONG)
    return opened

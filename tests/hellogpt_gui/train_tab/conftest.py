"""The Train tab with a run that is there already."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from core.config import build_config
from core.control import RunControl
from core.paths import Home
from core.protocol import Train
from hellogpt_gui.engine import EngineClient
from hellogpt_gui.library.selection import Selection
from hellogpt_gui.notify import Notifier
from hellogpt_gui.train_tab.tab import TrainTab

from ..conftest import LONG, TINY


@pytest.fixture
def old(home: Home) -> Home:
    """A home with the finished run old/serial_1."""
    from core.engine import Engine

    text = home.data / "old.txt"
    text.write_text("The fox met the owl at the river.\n\n" * 300, encoding="utf-8", newline="\n")
    list(Engine(home).run(Train(build_config("small", {**TINY, "steps": 20}), (str(text),), "old"), RunControl()))
    return home


@pytest.fixture
def tab(qtbot: QtBot, old: Home) -> Iterator[TrainTab]:
    """The tab with that run in front."""
    client = EngineClient(old)
    made = TrainTab(client, Selection(), old, Notifier())
    qtbot.addWidget(made, before_close_func=lambda tab: tab.close_down())
    made.resize(1016, 727)
    made.show()
    client.start()
    made._selection.select("old/serial_1")
    qtbot.waitUntil(made.page.head.fork_button.isVisible, timeout=LONG)
    yield made
    if made.session.active:
        with qtbot.waitSignal(made.session.ended, timeout=LONG):
            made.stop_and_keep()
    client.close()

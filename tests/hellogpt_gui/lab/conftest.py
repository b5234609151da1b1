"""The Train tab on the real engine, with a text and a network that train in a second."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.paths import Home
from hellogpt_gui.engine.client import EngineClient
from hellogpt_gui.library.selection import Selection
from hellogpt_gui.notify import Message, Notifier
from hellogpt_gui.train_tab.tab import TrainTab

LONG = 60_000  # ms; a loaded machine imports torch slowly
TINY = {
    "d_model": 16, "n_layers": 1, "n_heads": 2, "context_length": 16, "batch_size": 4, "threads": 1, "vocab_size": 300,
    "device": "cpu", "precision": "fp32", "steps": 30, "warmup_steps": 2,
}  # fmt: skip


class Bench:
    """A tab and what it has said."""

    def __init__(self, tab: TrainTab, said: list[Message]) -> None:
        self.tab, self.said = tab, said

    @property
    def sentences(self) -> list[str]:
        return [one.message for one in self.said]


@pytest.fixture
def bench(qtbot: QtBot, dressed: object, home: Home, tmp_path: Path) -> Iterator[Bench]:
    text = tmp_path / "tales.txt"
    animals = ("fox", "owl", "hare", "mole")
    lines = [f"The {animals[k % 4]} met the {animals[k // 4 % 4]} at the river {k}." for k in range(300)]
    text.write_text("\n\n".join(lines), encoding="utf-8", newline="\n")
    client, notifier, said = EngineClient(home), Notifier(), []
    notifier.shown.connect(said.append)
    tab = TrainTab(client, Selection(), home, notifier)
    tab.resize(1016, 727)
    tab.use_texts([str(text)])
    for name, value in TINY.items():
        tab.draft.set(name, value)
    tab.setup.show_draft()
    tab.show()
    client.start()
    qtbot.waitUntil(lambda: tab.draft.looked is not None, timeout=LONG)
    yield Bench(tab, said)
    if tab.session.active:
        with qtbot.waitSignal(tab.session.ended, timeout=LONG):
            tab.stop_and_keep()
    tab.close_down()
    tab.close()
    client.close()
    tab.deleteLater()

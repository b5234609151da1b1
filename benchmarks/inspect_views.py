"""How long each view of Inspect takes, from the question to the painted answer, at the seed's size.

    python main.py bench inspect-views

The `hellogpt` preset after a few steps (how long a view takes does not depend on what the weights say), in the
program's own tab, a prompt that fills the context; each time another token is asked about. ``first``: until something
is painted; ``whole``: until all of it is. A view that goes through the text or through every step is stopped after a
while, as a person would who goes on.
"""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from benchmarks.measuring import Row
from core.config import VIEWS, build_config
from core.control import RunControl
from core.engine import Engine
from core.paths import Home
from core.protocol import Train, TrainDone
from hellogpt_gui.engine import EngineClient
from hellogpt_gui.inspect_tab import InspectTab
from hellogpt_gui.library.selection import Selection
from hellogpt_gui.theme import theme

AT_ONCE = ("blocks", "attention", "next-token", "why", "logit-lens")
PROMPT = "for each name in the list of names "
TIMES, LONGEST = 12, 20.0  # seconds
TINY = {"d_model": 32, "n_layers": 2, "n_heads": 2, "context_length": 32, "vocab_size": 300}


def measure(runs: int, quick: bool) -> Iterator[Row]:
    """Two rows a view: the first picture, and the whole one."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    theme.install(application, "light")
    with TemporaryDirectory() as folder:
        home = Home(Path(folder)).make()
        train(home, {"steps": 4, **(TINY if quick else {})})
        client = EngineClient(home)
        client.start()
        try:
            for name in VIEWS:
                yield from _rows(client, name, 2 if quick else TIMES)
        finally:
            client.close()


def train(home: Home, own: dict[str, int]) -> None:
    """The run demo/serial_1."""
    preset = build_config("hellogpt", {"epochs": 0.0, **own})
    *_, last = Engine(home).run(Train(preset, ("python-docs",), "demo"), RunControl())
    assert isinstance(last, TrainDone), last


def _rows(client: EngineClient, name: str, times: int) -> Iterator[Row]:
    selection = Selection()
    tab = InspectTab(client, selection)
    tab.resize(1016, 727)
    tab.show()
    tab.show_view(name)
    selection.select("demo/serial_1")
    QTest.keyClicks(tab.prompt, PROMPT * 12)
    _until(lambda: tab.answer is not None and tab.answer.prompt == PROMPT * 12 and not tab.waiting)
    firsts, wholes = [], []
    for number in range(times):
        begin, answer = time.perf_counter(), tab.answer
        tab.strip.picked.emit(number)
        _until(lambda shown=answer: tab.answer is not shown, begin)  # type: ignore[misc]
        firsts.append(1000 * (time.perf_counter() - begin))
        _until(lambda: not tab.waiting, begin)
        wholes.append(1000 * (time.perf_counter() - begin))
    yield Row(f"{name}, first", tuple(firsts), "≤ 100" if name in AT_ONCE else "≤ 300", "", "ms")
    if max(wholes) > 1.2 * max(firsts):
        yield Row(f"{name}, whole", tuple(wholes), "reported", "", "ms")
    tab.hide()
    tab.deleteLater()


def _until(done: Callable[[], bool], begin: float | None = None) -> None:
    """Until that holds and is painted, or the person's patience ends."""
    begin = begin or time.perf_counter()
    while not done() and time.perf_counter() - begin < LONGEST:
        QApplication.processEvents()
        time.sleep(0.0005)
    QApplication.processEvents()

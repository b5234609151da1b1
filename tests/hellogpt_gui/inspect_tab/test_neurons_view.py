"""The neurons view on the real engine: a layer, a neuron and a word are chosen by hand and keys."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.config import build_config
from core.control import RunControl
from core.engine import Engine
from core.paths import Home
from core.protocol import Train, TrainDone
from hellogpt_gui.engine.client import EngineClient
from hellogpt_gui.inspect_tab import InspectTab
from hellogpt_gui.inspect_tab.view import InspectView
from hellogpt_gui.library.selection import Selection

from ..conftest import LONG, TINY

pytestmark = [pytest.mark.usefixtures("dressed"), pytest.mark.integration]


def test_layer_neuron_and_word(qtbot: QtBot, tab: InspectTab, shown: Callable[..., InspectView]) -> None:
    view = shown("neurons")
    everyone = len(view.rows.rows.rows)
    assert view.title.text() == f"Layer 0 · neuron {view.rows.rows.rows[0].key}"  # the most excited one
    assert len(view.passages.lines) == 20
    for line in view.passages.lines:
        boxes = view.passages.boxes(line, 0.0)
        assert boxes[line.at].left() == pytest.approx(0.52 * (view.passages.width() - 52), abs=1.0)
    qtbot.keyClick(view.layer, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: view.title.text().startswith("Layer 1") and not tab.waiting, timeout=LONG)
    view.rows.setFocus()
    qtbot.keyClick(view.rows, Qt.Key.Key_Down)
    second = view.rows.rows.rows[1].key
    qtbot.waitUntil(lambda: view.title.text() == f"Layer 1 · neuron {second}", timeout=LONG)
    view.order.setCurrentIndex(3)
    view.order.activated.emit(3)
    active = [one.active for one in sorted(view._result.neurons, key=lambda one: one.active)]
    assert [row.figure == "never" for row in view.rows.rows.rows] == [share == 0 for share in active]
    qtbot.keyClick(view.passages, Qt.Key.Key_Down)
    passage = view._result.passages[1]
    assert view.place.words.text() == f"tales.txt, line {passage.line}"
    qtbot.keyClicks(view.word, "river")
    qtbot.waitUntil(lambda: 0 < len(view.rows.rows.rows) < everyone, timeout=LONG)


def test_a_smaller_run_is_looked_at_from_its_beginning(qtbot: QtBot, own_tales: Home) -> None:
    """What was chosen in a larger one is not there: nobody is left before a sentence about that."""
    small = build_config("small", {**TINY, "n_layers": 1, "d_ff": 16, "steps": 2})
    *_, last = Engine(own_tales).run(Train(small, (str(own_tales.data / "tales.txt"),), "small"), RunControl())
    assert isinstance(last, TrainDone), last
    client, selection = EngineClient(own_tales), Selection()
    tab = InspectTab(client, selection)
    qtbot.addWidget(tab)
    tab.show()
    client.start()
    tab.show_view("neurons")
    view = tab.views["neurons"]
    selection.select("tales/serial_1")
    qtbot.waitUntil(lambda: view.isVisible() and not tab.waiting, timeout=LONG)
    qtbot.keyClick(view.layer, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: view.title.text().startswith("Layer 1") and not tab.waiting, timeout=LONG)
    view.rows.setFocus()
    qtbot.keyClick(view.rows, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: not tab.waiting, timeout=LONG)
    selection.select("small/serial_1")
    qtbot.waitUntil(lambda: view.title.text().startswith("Layer 0") and not tab.waiting, timeout=LONG)
    assert view.isVisible()
    assert len(view.rows.rows.rows) == 16
    tab.hide()
    client.close()

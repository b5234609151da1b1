"""The neurons view on the real engine: a layer, a neuron and a word are chosen by hand and keys."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hellogpt_gui.engine.client import EngineClient
from hellogpt_gui.inspect_tab import InspectTab
from hellogpt_gui.library.selection import Selection

from ..conftest import LONG

pytestmark = [pytest.mark.usefixtures("dressed"), pytest.mark.integration]


def test_layer_neuron_and_word(qtbot: QtBot, dressed: QApplication, tales: EngineClient) -> None:
    selection = Selection()
    tab = InspectTab(tales, selection)
    qtbot.addWidget(tab)
    tab.resize(1016, 727)
    tab.show()
    tab.show_view("neurons")
    selection.select("tales/serial_1")
    view = tab.views["neurons"]
    qtbot.waitUntil(lambda: view.isVisible() and not tab.waiting, timeout=LONG)
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
    tab.hide()

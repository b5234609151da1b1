"""The list of what waits, by clicks and keys: order, removal, clear, start and hold."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hellogpt_gui.lab.queue_panel import QueuePanel

from .conftest import LONG, Bench

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(qtbot: QtBot, bench: Bench) -> QueuePanel:
    made = QueuePanel(bench.tab.queue)
    qtbot.addWidget(made)
    made.show()
    assert not made.go.isVisible()
    assert "Nothing waits" in made.said.text()
    for name in ("a", "b", "c"):
        bench.tab.draft.name = name
        bench.tab.queue.add(bench.tab.draft.command())
    qtbot.waitUntil(lambda: made.list.count() == 3, timeout=LONG)
    return made


def rows(panel: QueuePanel) -> list[int]:
    return panel.list.numbers()


def test_order_removal_and_clear(qtbot: QtBot, panel: QueuePanel) -> None:
    assert rows(panel) == [1, 2, 3]
    assert panel.list.item(0).text().startswith("1.  a · ")
    panel.list.setCurrentRow(2)
    assert not panel.down.isEnabled()
    qtbot.mouseClick(panel.up, LEFT)
    qtbot.waitUntil(lambda: rows(panel) == [1, 3, 2], timeout=LONG)
    assert panel.list.chosen == 3
    qtbot.keyClick(panel.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: rows(panel) == [3, 1, 2], timeout=LONG)
    qtbot.mouseClick(panel.down, LEFT)
    qtbot.waitUntil(lambda: rows(panel) == [1, 3, 2], timeout=LONG)
    qtbot.keyClick(panel.list, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: rows(panel) == [1, 2], timeout=LONG)
    qtbot.mouseClick(panel.remove, LEFT)
    qtbot.waitUntil(lambda: len(rows(panel)) == 1, timeout=LONG)
    qtbot.mouseClick(panel.clear, LEFT)
    qtbot.waitUntil(lambda: rows(panel) == [], timeout=LONG)
    assert not panel.list.isVisible()
    assert not panel.go.isVisible()


def test_rows_dragged_are_the_new_order(qtbot: QtBot, bench: Bench, panel: QueuePanel) -> None:
    model = panel.list.model()
    assert model.moveRow(model.index(-1, 0).parent(), 0, model.index(-1, 0).parent(), 3)
    qtbot.waitUntil(lambda: [one.number for one in bench.tab.queue.waiting] == [2, 3, 1], timeout=LONG)


def test_start_and_hold(qtbot: QtBot, bench: Bench, panel: QueuePanel) -> None:
    qtbot.mouseClick(panel.go, LEFT)
    assert bench.tab.queue.running
    assert panel.go.text() == "Hold the queue"
    qtbot.waitUntil(lambda: bench.tab.session.active, timeout=LONG)
    qtbot.mouseClick(panel.go, LEFT)
    assert not bench.tab.queue.running
    qtbot.waitUntil(lambda: not bench.tab.session.active, timeout=LONG)
    qtbot.waitUntil(lambda: rows(panel) == [2, 3], timeout=LONG)
    assert not bench.tab.session.active

"""One run and one step for all tabs."""

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hellogpt_gui.library.selection import Selection


def test_it_says_each_change_once(qapp: QApplication, qtbot: QtBot) -> None:
    selection, changes = Selection(), []
    selection.changed.connect(lambda: changes.append(selection.ref))
    assert selection.ref == ""
    selection.select("demo/serial_1")
    selection.select("demo/serial_1", "latest")
    selection.set_step(64)
    selection.select(None)
    assert changes == ["demo/serial_1@latest", "demo/serial_1@64", ""]

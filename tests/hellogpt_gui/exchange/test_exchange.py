"""The menu's way to both sheets."""

import pytest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from hellogpt_gui.actions import Actions
from hellogpt_gui.engine import EngineClient
from hellogpt_gui.exchange import Exchange
from hellogpt_gui.exchange.export_sheet import ExportSheet
from hellogpt_gui.exchange.import_sheet import ImportSheet
from hellogpt_gui.library.selection import Selection

pytestmark = pytest.mark.usefixtures("dressed")


def test_the_menu_opens_the_sheets(qtbot: QtBot, tales: EngineClient) -> None:
    window, selection = QMainWindow(), Selection()
    qtbot.addWidget(window)
    window.show()
    actions = Actions(window)
    exchange = Exchange(window, actions, tales, selection)
    assert not actions["export"].isEnabled()
    actions["import"].trigger()
    assert isinstance(exchange.sheet, ImportSheet)
    assert exchange.sheet.isVisible()
    exchange.sheet.close()
    selection.select("tales/serial_1", 8)
    actions["export"].trigger()
    assert isinstance(exchange.sheet, ExportSheet)
    assert exchange.sheet.windowTitle() == "Export tales/serial_1"
    assert exchange.sheet._reference == "tales/serial_1@8"
    exchange.sheet.close()

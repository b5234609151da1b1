"""The two sheets over the set-up's text: one fetches a text, one looks into the chosen one."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from core.errors import SettingError
from core.protocol import GetDone, LookInside
from hellogpt_gui.engine.client import EngineClient
from hellogpt_gui.train_tab.draft import Draft
from hellogpt_gui.train_tab.get_sheet import GetSheet
from hellogpt_gui.train_tab.inside_sheet import InsideSheet
from hellogpt_gui.train_tab.setup_page import SetupPage


class TextSheets(QObject):
    """``got``: the path of a text that has come, as a list."""

    got = Signal(list)

    def __init__(self, client: EngineClient, setup: SetupPage, draft: Draft, parent: QWidget) -> None:
        super().__init__(parent)
        self._client, self._setup, self._draft, self._over = client, setup, draft, parent
        setup.text.get_wanted.connect(self.get_text)
        setup.text.inside_wanted.connect(self.look_inside)

    @Slot()
    def get_text(self) -> None:
        """Ask which text shall be fetched."""
        sheet = GetSheet(self._client, self._over)
        sheet.got.connect(self._on_got)
        sheet.open()

    @Slot()
    def look_inside(self) -> None:
        """Show what is in the text that would be trained on."""
        looked = self._draft.looked
        try:
            command = self._draft.command()
        except SettingError as error:
            self._setup.show_error(error)
            return
        if looked is not None:
            InsideSheet(self._client, LookInside(command.config, command.texts), looked.label, self._over).open()

    @Slot(object)
    def _on_got(self, got: GetDone) -> None:
        self.got.emit([got.path])

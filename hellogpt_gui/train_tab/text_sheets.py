"""What comes to the set-up's text beside files that are dropped: what is pasted, and three sheets over it.

One fetches a text, one shows the files of the chosen one, one looks into it.
"""

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from core.errors import SettingError
from core.protocol import Failed, GetDone, KeepText, LookInside, TextChoice, TextDone, TextKept
from hellogpt_gui.engine.client import EngineClient
from hellogpt_gui.train_tab.draft import Draft
from hellogpt_gui.train_tab.files_sheet import FilesSheet
from hellogpt_gui.train_tab.get_sheet import GetSheet
from hellogpt_gui.train_tab.inside_sheet import InsideSheet
from hellogpt_gui.train_tab.setup_page import SetupPage
from hellogpt_gui.widgets.drop_zone import dropped_paths


class TextSheets(QObject):
    """``got``: the paths of texts that have come; ``failed``: a Failed, where none has."""

    got = Signal(list)
    failed = Signal(object)

    def __init__(self, client: EngineClient, setup: SetupPage, draft: Draft, parent: QWidget) -> None:
        super().__init__(parent)
        self._client, self._setup, self._draft, self._over = client, setup, draft, parent
        setup.text.get_wanted.connect(self.get_text)
        setup.text.inside_wanted.connect(self.look_inside)
        setup.text.files_wanted.connect(self.show_files)
        setup.text.paste_wanted.connect(self.paste)
        # A field that is typed into takes Ctrl+V first.
        QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), setup, self.paste).setContext(
            Qt.ShortcutContext.WidgetWithChildrenShortcut
        )

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
            InsideSheet(
                self._client,
                LookInside(command.config, command.texts, choices=command.choices),
                looked.label,
                self._over,
            ).open()

    @Slot()
    def show_files(self) -> None:
        """Show each file of the text, and what may be chosen of it."""
        if self._draft.looked is not None:
            sheet = FilesSheet(self._client, self._draft.texts, self._draft.looked, self._over)
            sheet.used.connect(self._on_used)
            sheet.open()

    @Slot(object, object)
    def _on_used(self, choices: tuple[TextChoice, ...], done: TextDone) -> None:
        self._draft.choices = choices
        self._setup.show_text(done)

    @Slot()
    def paste(self) -> None:
        """Take what was copied: files as they are, words as a new file in data/."""
        copied = QGuiApplication.clipboard().mimeData()
        paths = dropped_paths(copied)
        if paths:
            self.got.emit(paths)
        elif copied.hasText():
            self._keeping = self._client.submit(KeepText(copied.text()))
            self._keeping.finished.connect(self._on_kept)
        else:
            self.failed.emit(Failed("There is no text to paste.", "Copy some text or some files first."))

    @Slot(object)
    def _on_kept(self, last: TextKept | Failed) -> None:
        if isinstance(last, TextKept):
            self.got.emit([last.path])
        else:
            self.failed.emit(last)

    @Slot(object)
    def _on_got(self, got: GetDone) -> None:
        self.got.emit([got.path])

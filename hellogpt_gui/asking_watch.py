"""What the engine does besides training, in the status bar: a tab or a sheet that waits for it may be out of sight."""

from PySide6.QtCore import QObject, QTimer, Slot

from core.protocol import (
    AskTwo,
    Command,
    Export,
    Filmstrip,
    FindCopied,
    Get,
    Import,
    KeepText,
    LookAtText,
    LookInside,
    Read,
    Sample,
)
from hellogpt_gui.engine import EngineClient
from hellogpt_gui.status_bar import StatusBar

# What is done by then is not shown: nothing flashes.
SHOWN_AFTER_MS = 400
# Inspect and Hello are not here: they are answered at once, many times a minute.
WORDS: dict[type[Command], str] = {
    Sample: "Writing…",
    AskTwo: "Writing…",
    Filmstrip: "Asking every step…",
    FindCopied: "Looking for copied text…",
    Read: "Reading a text…",
    LookAtText: "Reading a text…",
    KeepText: "Keeping a text…",
    LookInside: "Looking into a text…",
    Get: "Getting a text…",
    Export: "Exporting…",
    Import: "Importing…",
}


class AskingWatch(QObject):
    """Looks whenever a job begins or ends."""

    def __init__(self, client: EngineClient, status: StatusBar, parent: QObject) -> None:
        super().__init__(parent)
        self._client, self._status = client, status
        self._soon = QTimer(self, singleShot=True, interval=SHOWN_AFTER_MS)
        self._soon.timeout.connect(self._show)
        client.busy_changed.connect(self._look)

    @Slot()
    def _look(self) -> None:
        if not self._words():
            self._soon.stop()
            self._show()
        elif not self._soon.isActive():
            self._soon.start()

    @Slot()
    def _show(self) -> None:
        self._status.show_asking(self._words())

    def _words(self) -> str:
        job = self._client.running("ask")
        return WORDS.get(type(job.command), "") if job is not None else ""

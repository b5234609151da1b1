"""A view's numbers on their way to the clipboard; of a long prompt they are many, so a thread lays them out."""

import csv
import io

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication

from core.protocol import InspectDone, InspectSoFar, Table
from core.protocol_json import to_json
from hellogpt_gui.worker import Worker


class Copying(QObject):
    """``copied``: the clipboard holds what was asked for. ``answer``: what the view shows."""

    copied = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.answer: InspectDone | InspectSoFar | None = None
        self._worker = Worker(self)
        self._worker.answered.connect(self._done)

    @Slot()
    def csv(self) -> None:
        """A line for each row of the view's table, as spreadsheets read it."""
        answer = self.answer
        if answer is not None:
            self._worker.start(lambda: as_csv(answer.table()))

    @Slot()
    def json(self) -> None:
        """The whole answer, as ``inspect --json`` prints it."""
        answer = self.answer
        if answer is not None:
            self._worker.start(lambda: to_json(answer).decode())

    @Slot(object)
    def _done(self, text: object) -> None:
        QGuiApplication.clipboard().setText(str(text))
        self.copied.emit()


def as_csv(table: Table) -> str:
    """The table with its head line; what is missing is empty (RFC 4180)."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(table.rows)
    return written.getvalue()

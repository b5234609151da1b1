"""Teaching the selected run to answer: the sheet over the tab, and the run that comes of it."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from core.protocol import Failed, Tune
from hellogpt_gui.library.selection import Selection
from hellogpt_gui.train_tab.run_record import RunRecord
from hellogpt_gui.train_tab.session import TrainSession
from hellogpt_gui.train_tab.teach_sheet import TeachSheet


class Teaching(QObject):
    """``began``: it is asked for, and is to stand in front; ``failed``: a Failed, where it cannot be now."""

    began = Signal()
    failed = Signal(object)

    def __init__(self, session: TrainSession, selection: Selection, over: QWidget) -> None:
        super().__init__(over)
        self._session, self._selection, self._over = session, selection, over
        self._waits_for = ""

    def open(self, record: RunRecord) -> None:
        """The sheet for this run, at the step that is chosen; one that is being read is waited for."""
        if self._session.active:
            self.failed.emit(Failed("A model is training.", "Stop it first, or wait until it is done."))
            return
        self._waits_for = record.name if record.config is None else ""
        if record.config is None or not record.name:
            return
        sheet = TeachSheet(record.reference(self._selection.step), record.config, record.sources, self._over)
        sheet.wanted.connect(self._teach)
        sheet.open()

    def has_read(self, record: RunRecord) -> None:
        """The run that the sheet waited for is known now."""
        if self._waits_for and self._waits_for == record.name:
            self.open(record)

    def selected(self, run: str | None) -> None:
        """Another run is selected: what was waited for is not wanted any more."""
        if run != self._waits_for:
            self._waits_for = ""

    @Slot(object)
    def _teach(self, command: Tune) -> None:
        self.began.emit()
        self._session.teach(command)

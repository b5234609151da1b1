"""A run that begins with another one: the set-up is filled with its network, its texts and its settings."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from core.config import Value
from core.protocol import Remedy
from core.runs.remedies import remedied
from hellogpt_gui.library.selection import Selection
from hellogpt_gui.train_tab.draft import Draft, Origin
from hellogpt_gui.train_tab.run_record import RunRecord
from hellogpt_gui.train_tab.text_source import TextSource


class Forking(QObject):
    """``forked``: the set-up is ready to be shown."""

    forked = Signal()

    def __init__(self, draft: Draft, source: TextSource, selection: Selection, parent: QObject) -> None:
        super().__init__(parent)
        self._draft, self._source, self._selection = draft, source, selection
        self._waits_for = ""  # the run that shall be forked as soon as it is known

    def fork(self, record: RunRecord, own: Mapping[str, Value] | None = None) -> None:
        """Begin with this run, at the step that is chosen, with ``own`` in place of its settings.

        One that is being read is waited for.
        """
        self._waits_for = record.name if record.config is None else ""
        if record.config is None or not record.name:
            return
        reference = record.reference(self._selection.step)
        self._draft.fork_from(Origin(reference, record.config, record.parameters, record.sources, record.choices))
        self._draft.name = record.name.partition("/")[0]
        self._draft.name_is_own = True
        for name, value in (own or {}).items():
            self._draft.set(name, value)
        self._source.look()
        self.forked.emit()

    def mend(self, record: RunRecord, remedy: Remedy) -> None:
        """What the verdict on a run offers, but for *stop*."""
        if remedy != "longer":
            self._selection.select(record.name, "best")
        if remedy != "best" and record.config is not None:
            self.fork(record, remedied(record.config, remedy))

    def has_read(self, record: RunRecord) -> bool:
        """A run is known now. Returns whether it was waited for, and is forked."""
        waited = bool(record.name) and record.name == self._waits_for
        if waited:
            self.fork(record)
        return waited

    def selected(self, run: str | None) -> None:
        """Another run is selected: what was waited for is not wanted any more."""
        if run != self._waits_for:
            self._waits_for = ""

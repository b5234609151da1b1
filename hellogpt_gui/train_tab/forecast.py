"""What the engine expects of the next training: asked anew whenever the draft changes, for the newest draft alone.

Knows no widget. While the person still moves something nothing is asked.
"""

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from core.protocol import Estimate, EstimateDone, Failed
from hellogpt_gui.engine.asker import Asker
from hellogpt_gui.engine.client import EngineClient

SETTLED_MS = 150


class Forecast(QObject):
    """``changed``: there is an answer, or none any more. ``answer`` belongs to the newest question, or is None."""

    changed = Signal()

    def __init__(self, client: EngineClient, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.answer: EstimateDone | None = None
        self.problem = ""
        self._wanted: Estimate | None = None
        self._asked: Estimate | None = None
        self._asker = Asker(client, self)
        self._asker.answered.connect(self._on_answered)
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(SETTLED_MS)
        self._settled.timeout.connect(self._ask)

    @property
    def waiting(self) -> bool:
        """Whether an answer is still to come."""
        return self._wanted is not None and self.answer is None and not self.problem

    def want(self, command: Estimate | None) -> None:
        """Ask this, unless it has been asked; None: there is nothing to ask."""
        if command is None:
            self.forget()
        elif command != self._wanted:
            self._wanted = command
            self.answer, self.problem = None, ""
            self._asker.forget()
            self._settled.start()
            self.changed.emit()

    def forget(self) -> None:
        """Take the question back: somebody else needs the computer. It will be asked again when it is wanted."""
        self._settled.stop()
        self._asker.forget()
        if self._wanted is not None and self.answer is None:
            self._wanted, self.problem = None, ""

    @Slot()
    def _ask(self) -> None:
        self._asked = self._wanted
        if self._asked is not None:
            self._asker.ask(self._asked)

    @Slot(object)
    def _on_answered(self, answer: EstimateDone | Failed) -> None:
        if self._asked is not self._wanted:
            return
        if isinstance(answer, EstimateDone):
            self.answer = answer
        else:
            self.problem = answer.message
        self.changed.emit()

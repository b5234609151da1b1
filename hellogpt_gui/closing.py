"""Closing the window while something trains: asks once, lets the trainer save, then closes for good."""

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from hellogpt_gui.engine.client import EngineClient
from hellogpt_gui.engine.training_state import TrainingState


class Closing(QObject):
    """``may_close`` is asked by the window's close event; ``saved`` says that it may be tried again."""

    saved = Signal()

    def __init__(self, window: QWidget, client: EngineClient) -> None:
        super().__init__(window)
        self._window, self._client = window, client
        self._agreed = False
        self.question: QMessageBox | None = None
        client.busy_changed.connect(self._look, Qt.ConnectionType.QueuedConnection)

    def agree(self) -> None:
        """Stop and keep without asking: the system ends the session, or somebody pressed Ctrl+C in the terminal."""
        self._agreed = True

    def may_close(self, training: TrainingState) -> bool:
        """Whether nothing is lost by closing now. Otherwise the person is asked, or the trainer is still saving."""
        if self._client.running("train") is None:
            return True
        if self._agreed:
            self._client.stop_all()
        elif self.question is None:
            self._ask(training)
        return False

    def _ask(self, training: TrainingState) -> None:
        name = training.run or "A new model"
        state = "is paused" if training.paused else "is still training"
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setWindowTitle("Close HelloGPT")
        box.setText(f"{name} {state}.")
        box.setInformativeText("Stop it now and keep what it has learnt? You can go on with it another time.")
        stop = box.addButton("Stop and keep", QMessageBox.ButtonRole.AcceptRole)
        stay = box.addButton("Cancel" if training.paused else "Go on training", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stop)
        box.setEscapeButton(stay)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.accepted.connect(self._stop_and_close)
        box.finished.connect(self._answered)
        self.question = box
        box.open()

    @Slot()
    def _answered(self) -> None:
        self.question = None

    @Slot()
    def _stop_and_close(self) -> None:
        self._agreed = True
        self._client.stop_all()
        self._look()

    @Slot()
    def _look(self) -> None:
        """Close once the last checkpoint is written; a question whose training has ended meanwhile is withdrawn."""
        if self._client.running("train") is not None:
            return
        if self.question is not None:
            self.question.reject()
        if self._agreed:
            self.saved.emit()

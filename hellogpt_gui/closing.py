"""Closing the window while something trains: asks once, lets the trainer save, then closes for good."""

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from core.protocol import Failed
from hellogpt_gui.engine.client import EngineClient
from hellogpt_gui.engine.job import Job
from hellogpt_gui.engine.training_state import TrainingState
from hellogpt_gui.notify import STOPPED
from hellogpt_gui.widgets.sheet import Sheet

WIDTH = 460
SENTENCE = "Stop it now and keep what it has learnt? You can go on with it another time."


class Question(Sheet):
    """Stop and keep, or stay? Once it is to stop, the sheet stands until it is saved."""

    def __init__(self, training: TrainingState, parent: QWidget) -> None:
        state = "is paused" if training.paused else "is still training"
        super().__init__(f"{training.run or 'A new model'} {state}.", SENTENCE, "Stop and keep", parent, WIDTH)
        self.setWindowTitle("Close HelloGPT")
        self.setAccessibleDescription(self.title.text())
        self.close_button.setText("Cancel" if training.paused else "Go on training")
        self.go.setDefault(True)
        self.go.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_saving(self) -> None:
        """The answer is given."""
        self.go.setEnabled(False)
        self.close_button.setEnabled(False)
        self.say("Saving what it has learnt. The window closes when that is done.")
        self.setAccessibleDescription(self.said.text())

    def reject(self) -> None:
        """Esc and the button; while it is being saved there is no way back."""
        if self.go.isEnabled():
            super().reject()


class Closing(QObject):
    """``may_close`` is asked by the window's close event; ``saved`` says that it may be tried again."""

    saved = Signal()

    def __init__(self, window: QWidget, client: EngineClient) -> None:
        super().__init__(window)
        self._window, self._client = window, client
        self._wanted = False  # the window goes when the trainer has saved
        self._forced = False  # also if that fails: nobody is there to read why
        self._job: Job | None = None
        self.question: Question | None = None
        client.busy_changed.connect(self._look, Qt.ConnectionType.QueuedConnection)

    def agree(self) -> None:
        """Stop and keep without asking: the system ends the session, or somebody pressed Ctrl+C in the terminal."""
        self._wanted = self._forced = True

    def may_close(self, training: TrainingState) -> bool:
        """Whether nothing is lost by closing now. Otherwise the person is asked, or the trainer is still saving."""
        self._job = self._client.running("train")
        if self._job is None:
            return True
        if self._forced:
            self._client.stop_all()
        elif self.question is None:
            self._ask(training)
            if training.phase == "stopping":  # that question has been answered
                self._stop_and_close()
        return False

    def _ask(self, training: TrainingState) -> None:
        self.question = Question(training, self._window)
        self.question.go.clicked.connect(self._stop_and_close)
        self.question.finished.connect(self._answered)
        self.question.open()

    @Slot()
    def _answered(self) -> None:
        self.question = None

    @Slot()
    def _stop_and_close(self) -> None:
        self._wanted = True
        if self.question is not None:
            self.question.show_saving()
        self._client.stop_all()
        self._look()

    @Slot()
    def _look(self) -> None:
        """Close once the last checkpoint is written; a question whose training has ended meanwhile is withdrawn.

        What went wrong with that is said in the window, which then stays.
        """
        if self._client.running("train") is not None:
            return
        if self.question is not None:
            self.question.done(Question.DialogCode.Rejected)
        last = self._job.outcome if self._job is not None else None
        if isinstance(last, Failed) and last.exit_code != STOPPED:
            self._wanted = self._forced
        if self._wanted:
            self.saved.emit()

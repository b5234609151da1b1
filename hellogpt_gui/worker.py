"""A thread for what touches the disk, one thing after another: nothing of it stops the window."""

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QThreadPool, Signal, Slot

from core.errors import HelloGPTError

log = logging.getLogger(__name__)


def told(error: Exception, task: object) -> HelloGPTError:
    """What a person is told of a task that failed; a fault of ours goes into the log as well."""
    if isinstance(error, HelloGPTError):
        return error
    log.error("%s failed", type(task).__name__, exc_info=error)
    sentence = f"Something went wrong inside HelloGPT: {type(error).__name__}: {error}"
    return HelloGPTError(sentence, "The log in the Help menu says more.")


class Worker(QObject):
    """``answered`` brings, in the window's thread, what each task returned. A task must not raise."""

    answered = Signal(object)
    _arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._closed = False
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def start(self, task: Callable[[], object]) -> None:
        """Do it after what was asked for before."""
        if not self._closed:
            self._pool.start(lambda: self._arrived.emit(task()))

    def close(self) -> None:
        """Wait for what has been asked for; nothing is answered afterwards."""
        self._closed = True
        self._pool.waitForDone()

    @Slot(object)
    def _deliver(self, answer: object) -> None:
        if not self._closed:
            self.answered.emit(answer)

"""A thread for what touches the disk, one thing after another: nothing of it stops the window."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QThreadPool, Signal, Slot


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

"""Reads the run folders in a worker thread: the list of all runs, and the stops of the selected one.

One reading at a time; what is asked for meanwhile is read once more afterwards.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import QObject, Qt, QThreadPool, Signal, Slot

from core.errors import HelloGPTError
from core.paths import Home
from core.runs import RunFolder, RunSummary, Stop
from core.runs.listing import list_runs_as_read

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Shelves:
    """What was read: every run, newest first, and of ``run`` its stops in order."""

    runs: tuple[RunSummary, ...]
    run: str | None = None
    stops: tuple[Stop, ...] = ()


class LibraryReader(QObject):
    """``read`` brings what lies on disk; ``failed`` the reason why it cannot be read, once until it can be again."""

    read = Signal(object)
    failed = Signal(object)
    _arrived = Signal(object, bool)

    def __init__(self, home: Home, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._home = home
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._wish: str | None = None
        self._reading = False
        self._again = False
        self._closed = False
        self._outdated = False
        self._trouble = ""
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def refresh(self, run: str | None) -> None:
        """Read everything, with the stops of ``run``."""
        self._wish = run
        if self._closed:
            return
        if self._reading:
            self._again = True
            return
        self._reading, self._again = True, False
        self._pool.start(lambda: self._read(run))

    def _read(self, run: str | None) -> None:
        """In the worker thread: what is there already, and more of it, until all has been read."""
        shelves = read_shelves(self._home, run)
        answer = next(shelves)
        for later in shelves:
            self._arrived.emit(answer, False)
            answer = later
            if self._closed:
                break
        self._arrived.emit(answer, True)

    def set_star(self, run: str, starred: bool) -> None:
        """Give a run its star or take it away."""
        try:
            folder_of(self._home, run).set_star(starred)
        except OSError as error:
            self.failed.emit(
                HelloGPTError(f"The star of {run} cannot be changed ({error.strerror}).", "Is it writable?")
            )
        self._outdated = self._reading  # what is being read may not know of the star
        self.refresh(self._wish)

    def close(self) -> None:
        """Wait for the reading under way; nothing is read afterwards."""
        self._closed = True
        self._pool.waitForDone()

    @Slot(object, bool)
    def _deliver(self, answer: object, last: bool) -> None:
        self._reading = not last
        if self._closed:
            return
        before, self._trouble = self._trouble, str(answer) if isinstance(answer, HelloGPTError) else ""
        outdated, self._outdated = self._outdated, self._outdated and not last
        if isinstance(answer, HelloGPTError):
            if self._trouble != before:
                self.failed.emit(answer)
        elif not outdated:
            self.read.emit(cast(Shelves, answer))
        if last and self._again:
            self.refresh(self._wish)


def folder_of(home: Home, run: str) -> RunFolder:
    """The folder of ``<model_name>/serial_<N>``."""
    return RunFolder(home.checkpoints / run)


def read_shelves(home: Home, run: str | None) -> Iterator[Shelves | HelloGPTError]:
    """Everything the library shows, as far as it is known; at last all of it, or the reason why it cannot be read."""
    try:
        stops = folder_of(home, run).steps() if run else ()
        for runs in list_runs_as_read(home):
            yield Shelves(tuple(runs), run, stops)
    except HelloGPTError as error:
        yield error
    except OSError as error:
        log.exception("The runs cannot be read")
        yield HelloGPTError(f"The runs in {home.checkpoints} cannot be read ({error.strerror}).", "Is it readable?")
    except Exception as error:  # a fault of ours: it must not end the reading for good
        log.exception("The runs cannot be read")
        yield HelloGPTError(
            f"The runs in {home.checkpoints} cannot be read ({type(error).__name__}: {error}).",
            "The log in the Help menu says more.",
        )

"""The window's side of the engine: commands in, jobs with signals out, at a pace the screen can follow."""

import time
from itertools import count

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from core.control import Shelf
from core.paths import Home
from core.protocol import Command, Event, Failed, Hello, Lane
from hellogpt_gui.engine.door import Door
from hellogpt_gui.engine.garbage import GarbageSearch
from hellogpt_gui.engine.job import Job
from hellogpt_gui.engine.mailbox import Mailbox
from hellogpt_gui.engine.thread import EngineThread

LIVELY_MS = 66  # 15 drawings a second while the person does something or an answer streams
CALM_MS = 333  # 3 a second at most otherwise while a training runs: drawing costs it time,
CALM_SHARE = 0.015  # so no more of a processor than this share goes into it,
CALMEST_MS = 1000  # but something moves every second
PAINTED = 2.0  # a drawing is worked out, and then painted, which takes about as long again
STAYS_LIVELY = 3.0  # seconds after the last movement of hand or mouse
CLOSED = Failed("The engine has been closed.", "", 3)
LANES: tuple[Lane, ...] = ("train", "ask")


class EngineClient(QObject):
    """Two engine threads and the jobs they work on.

    ``ready`` brings the answer to the first Hello, a Ready or a Failed, once; ``answer_to_hello`` keeps it.
    ``busy_changed`` says that a job began or ended.
    """

    ready = Signal(object)
    busy_changed = Signal()

    def __init__(self, home: Home, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.answer_to_hello: object = None
        self._mailbox = Mailbox(self)
        self._mailbox.woken.connect(self._woken, Qt.ConnectionType.QueuedConnection)
        door = Door(home, Shelf())
        self._threads = {lane: EngineThread(lane, door, self._mailbox, self) for lane in LANES}
        self._numbers = count(1)
        self._jobs: dict[int, Job] = {}
        self._closed = False
        self._last_drawn = 0.0
        self._last_active = self._cost_ms = 0.0
        self._garbage = GarbageSearch(self)
        self._pace = QTimer(self, singleShot=True)
        self._pace.timeout.connect(self._draw)

    def start(self) -> None:
        """Start both threads and say hello; called once the window has been painted. After ``close`` nothing starts."""
        if self._closed:
            return
        self._garbage.begin()
        self.submit(Hello()).finished.connect(self._answered)
        for thread in self._threads.values():
            thread.start()

    def submit(self, command: Command) -> Job:
        """Queue a command in its lane. Before ``start`` it waits; after ``close`` it has ended already, and is silent.

        While the window goes, the last events of other jobs are still heard, and somebody may ask something then.
        """
        job = Job(command, self)
        if self._closed:
            job.outcome = CLOSED
            return job
        number = next(self._numbers)
        self._jobs[number] = job
        self._threads[command.lane].give(number, command, job.control)
        self.note_activity()
        self.busy_changed.emit()
        return job

    def running(self, lane: Lane) -> Job | None:
        """The job that this lane works on, or None."""
        return next((job for job in self._jobs.values() if job.command.lane == lane), None)

    @property
    def busy(self) -> bool:
        return bool(self._jobs)

    def note_activity(self) -> None:
        """The person did something: draw at the lively pace for a while."""
        self._last_active = time.monotonic()

    def stop_all(self) -> None:
        """Ask every job to save and end; their last events follow."""
        for job in self._jobs.values():
            job.stop()

    def close(self) -> None:
        """Stop everything, let the threads end, and deliver what they still said. Waits for the last save."""
        if self._closed:
            return
        self._closed = True
        self.stop_all()
        for thread in self._threads.values():
            thread.end()
        for thread in self._threads.values():
            thread.wait()
        self._garbage.end()
        self._pace.stop()
        self._draw()

    @Slot()
    def _woken(self) -> None:
        if not self._pace.isActive():
            since = (time.monotonic() - self._last_drawn) * 1000
            self._pace.start(max(0, int(self._period_ms() - since)))

    def _period_ms(self) -> int:
        lively = time.monotonic() - self._last_active < STAYS_LIVELY or self.running("ask") is not None
        if lively or self.running("train") is None:
            return LIVELY_MS
        return int(min(CALMEST_MS, max(CALM_MS, self._cost_ms * PAINTED / CALM_SHARE)))

    @Slot()
    def _draw(self) -> None:
        self._last_drawn, begin = time.monotonic(), time.thread_time()
        spoken: dict[int, list[Event]] = {}
        for number, event in self._mailbox.take():
            spoken.setdefault(number, []).append(event)
        ended = False
        for number, events in spoken.items():
            job = self._jobs[number]
            job.deliver(events)
            if not job.running:
                del self._jobs[number]
                job.setParent(None)  # lives on as long as somebody holds it
                ended = True
        if ended:
            self.busy_changed.emit()
        self._cost_ms = 1000 * (time.thread_time() - begin)

    @Slot(object)
    def _answered(self, answer: object) -> None:
        self.answer_to_hello = answer
        self.ready.emit(answer)

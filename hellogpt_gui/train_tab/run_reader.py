"""Reads a run's folder in a worker thread and says the record: for runs that have ended or train elsewhere.

One reading at a time; what was asked for meanwhile is read next, and only the newest wish counts.
"""

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot

from core.config import IMPORTED
from core.errors import HelloGPTError
from core.paths import Home
from core.protocol import SampleWritten
from core.runs import find_run
from core.runs.change_lines import read_changes
from core.runs.exam_lines import read_exams
from core.runs.health_lines import read_health
from core.runs.metrics import read_logged
from core.runs.trace import Trace
from core.runs.verdict import Facts, judge
from core.runs.writing import is_being_trained
from hellogpt_gui.train_tab.run_record import LOSS, SMOOTH, RunRecord


def read_record(home: Home, name: str) -> RunRecord:
    """Everything the page shows, from ``<model>/serial_<N>``.

    Raises:
        RunError: the run is missing, foreign or damaged.
    """
    folder, _ = find_run(home, name)
    record = RunRecord(name=folder.name, config=folder.config())
    info = folder.info()
    record.parameters, record.tokens_train = info.parameters, info.tokens_train
    record.text, record.text_bytes, record.references = info.text, info.text_bytes, info.references
    facts = folder.text_facts()
    record.files, record.sources = len(facts.get("files") or ()), tuple(facts.get("sources") or ())
    record.choices = folder.text_choices()
    record.parent, record.imported = info.parent, record.config is not None and record.config.preset == IMPORTED
    trace = Trace()
    for logged in read_logged(folder.path / "metrics.jsonl"):
        record.take_logged(logged)
        trace.take_logged(logged)
    record.train.outline(LOSS)  # here, where nobody waits for it
    record.train.outline(SMOOTH)
    record.take([SampleWritten(line["step"], line["prompt"], line["text"]) for line in folder.samples()])
    record.added = list(folder.prompts())
    record.take(looks := read_health(folder))
    for look in looks:
        trace.take_health(look)
    record.take(read_exams(folder))
    record.take(read_changes(folder))
    record.stops = [stop.step for stop in folder.steps()]
    events = folder.events()
    last = events[-1] if events else {}
    if is_being_trained(folder):
        record.phase = "paused" if last.get("event") == "paused" else "training"
    else:
        record.stopped_by = str(last.get("why", ""))
    not_finite = record.stopped_by == "not_finite"
    known = Facts(record.references, record.tokens_train, not record.running, not_finite)
    record.verdict = None if record.imported else judge(trace, known)
    return record


def signature(home: Home, name: str) -> tuple[int, ...]:
    """Changes when a run's folder has something new to show."""
    marks: list[int] = []
    for file in (
        "metrics.jsonl",
        "samples.jsonl",
        "health.jsonl",
        "exam.jsonl",
        "events.jsonl",
        "trainer.json",
        "latest",
    ):
        try:
            about = (home.checkpoints / name / file).stat()
            marks += (about.st_mtime_ns, about.st_size)
        except OSError:
            marks += (0, 0)
    return tuple(marks)


class _Reading(QRunnable):
    """One reading. It talks through the reader's signal, which is delivered in the window's thread."""

    def __init__(self, reader: "RunReader", home: Home, name: str, seen: tuple[int, ...]) -> None:
        super().__init__()
        self._reader, self._home, self._name, self._seen = reader, home, name, seen

    def run(self) -> None:
        marks = signature(self._home, self._name)
        answer: RunRecord | HelloGPTError | None = None
        if marks != self._seen:
            try:
                answer = read_record(self._home, self._name)
            except HelloGPTError as error:
                answer = error
        self._reader.arrived.emit(self._name, marks, answer)


class RunReader(QObject):
    """``read``: (RunRecord); ``failed``: (HelloGPTError)."""

    read = Signal(object)
    failed = Signal(object)
    arrived = Signal(str, object, object)

    def __init__(self, home: Home, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._home = home
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._wanted = ""
        self._reading = ""
        self._seen: tuple[str, tuple[int, ...]] = ("", ())
        self.arrived.connect(self._on_arrived)

    def want(self, name: str, again: bool = True) -> None:
        """Read this run; an empty name takes back the last wish. Not ``again``: only if it has changed since."""
        self._wanted = name
        if again:
            self._seen = ("", ())
        if name and not self._reading:
            self._start()

    def close(self) -> None:
        """Wait until the thread has ended."""
        self._wanted = ""
        self._pool.waitForDone()

    def _start(self) -> None:
        self._reading, self._wanted = self._wanted, ""
        seen = self._seen[1] if self._seen[0] == self._reading else ()
        self._pool.start(_Reading(self, self._home, self._reading, seen))

    @Slot(str, object, object)
    def _on_arrived(self, name: str, marks: tuple[int, ...], answer: RunRecord | HelloGPTError | None) -> None:
        self._reading = ""
        if self._wanted and self._wanted != name:
            self._start()
            return
        self._wanted = ""
        self._seen = (name, marks)
        if answer is not None:
            (self.failed if isinstance(answer, HelloGPTError) else self.read).emit(answer)

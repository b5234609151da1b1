"""What is done to run folders, in a thread of its own, one after another: nothing here stops the window."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QObject, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from core.errors import HelloGPTError
from core.paths import Home
from core.runs import find_run
from core.runs.compare import Comparison, compare, curves_as_csv, write_file
from core.runs.keeping import delete_run, rename_model, set_star, write_note
from core.runs.report import gather
from core.runs.report_page import page
from core.runs.svg_chart import Chart, to_svg
from hellogpt_gui.worker import Worker, told

PICTURE_SCALE = 2


@dataclass(frozen=True)
class Compare:
    """The answer brings a Comparison."""

    runs: tuple[str, ...]


@dataclass(frozen=True)
class Delete:
    runs: tuple[str, ...]
    forever: bool = False


@dataclass(frozen=True)
class Rename:
    old: str
    new: str


@dataclass(frozen=True)
class Star:
    run: str
    starred: bool


@dataclass(frozen=True)
class Note:
    run: str
    words: str


@dataclass(frozen=True)
class Report:
    run: str
    path: str


@dataclass(frozen=True)
class Write:
    """A file of what is shown: a picture or a drawing of ``content``, curves as CSV, or a text as it is."""

    path: str
    content: Chart | Comparison | str


Task = Compare | Delete | Rename | Star | Note | Report | Write


@dataclass(frozen=True)
class Answer:
    """How a task ended. ``done``: the runs that were deleted before an error came, too."""

    task: Task
    comparison: Comparison | None = None
    error: HelloGPTError | None = None
    done: tuple[str, ...] = ()


class Work(Worker):
    """``answered`` brings an Answer for each task."""

    def __init__(self, home: Home, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._home = home

    def begin(self, task: Task) -> None:
        self.start(partial(carry_out, self._home, task))


def carry_out(home: Home, task: Task) -> Answer:
    """Do it; a fault becomes a sentence."""
    done: list[str] = []
    try:
        return Answer(task, _carry_out(home, task, done), done=tuple(done))
    except Exception as error:  # the thread must not end for it
        return Answer(task, error=told(error, task), done=tuple(done))


def _carry_out(home: Home, task: Task, done: list[str]) -> Comparison | None:
    match task:
        case Compare(runs):
            return compare(home, runs)
        case Delete(runs, forever):
            for run in runs:
                delete_run(find_run(home, run)[0], forever)
                done.append(run)
        case Rename(old, new):
            rename_model(home, old, new)
        case Star(run, starred):
            set_star(find_run(home, run)[0], starred)
        case Note(run, words):
            write_note(find_run(home, run)[0], words)
        case Report(run, path):
            write_file(Path(path), page(gather(home, find_run(home, run)[0])).encode())
        case Write():
            write_file(Path(task.path), _encoded(task))
    return None


def _encoded(task: Write) -> bytes:
    if isinstance(task.content, str):
        return task.content.encode()
    if isinstance(task.content, Comparison):
        return curves_as_csv(task.content).encode()
    drawing = to_svg(task.content, standalone=True).encode()
    return drawing if task.path.casefold().endswith(".svg") else _picture(drawing)


def _picture(drawing: bytes) -> bytes:
    """A drawing as PNG, at twice its size."""
    renderer = QSvgRenderer(QByteArray(drawing))
    image = QImage(renderer.defaultSize() * PICTURE_SCALE, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(data.data())

"""Trainings that wait for their turn, kept in ``artifacts/queue.json``: what waits outlives the program.

Nothing here trains: a front end takes the first that has no trouble, and removes it once it has a run folder.
"""

import contextlib
import dataclasses
import os
from collections.abc import Callable, Iterator, Sequence

import filelock
import msgspec

from core.errors import HelloGPTError, HomeError
from core.paths import Home, unwritable
from core.protocol import (
    AddToQueue,
    ArrangeQueue,
    ContinueExperiment,
    NoteTrouble,
    Queueable,
    QueueDone,
    Resume,
    RunExperiment,
    ShowQueue,
    Train,
    Waiting,
)

FILE = "queue.json"


@dataclasses.dataclass(frozen=True)
class _Queue:
    """queue.json. ``highest``: the highest number given so far."""

    highest: int = 0
    waiting: tuple[Waiting, ...] = ()


def queue(command: ShowQueue | AddToQueue | ArrangeQueue | NoteTrouble, home: Home) -> QueueDone:
    """Carry out a command about the queue.

    Raises:
        HomeError: the place cannot be written.
    """
    if isinstance(command, ShowQueue):
        try:
            found, note = _read(home)
        except OSError as error:
            raise unwritable(home.artifacts / FILE, error) from error
        return QueueDone(found.waiting, note)
    match command:
        case AddToQueue(asked, label):
            return _change(home, lambda old: _added(old, asked, label))
        case ArrangeQueue(order, removed):
            return _change(home, lambda old: _arranged(old, order, removed))
        case NoteTrouble(number, trouble):
            return _change(home, lambda old: _troubled(old, number, trouble))


def label_of(command: Queueable) -> str:
    """What a training is called while it waits."""
    match command:
        case Train(name=name, fork=fork, config=config):
            start = f"fork of {fork}" if fork else config.preset
            return f"{name or 'New model'} · {start}"
        case Resume(run=run):
            return f"{run} · goes on"
        case RunExperiment(name=name, experiment=experiment):
            return f"{name or experiment.kind} · experiment"
        case ContinueExperiment(name=name):
            return f"{name} · experiment, goes on"


def _added(old: _Queue, command: Queueable, label: str) -> _Queue:
    number = old.highest + 1
    name = label or label_of(command)
    match command:
        case Train():
            one = Waiting(number, name, train=command)
        case Resume():
            one = Waiting(number, name, resume=command)
        case RunExperiment():
            one = Waiting(number, name, experiment=command)
        case ContinueExperiment():
            one = Waiting(number, name, further=command)
    return _Queue(number, (*old.waiting, one))


def _arranged(old: _Queue, order: Sequence[int], removed: Sequence[int]) -> _Queue:
    places = {number: place for place, number in enumerate(order)}
    kept = [one for one in old.waiting if one.number not in removed]
    return _Queue(old.highest, tuple(sorted(kept, key=lambda one: places.get(one.number, len(places)))))


def _troubled(old: _Queue, number: int, trouble: str) -> _Queue:
    marked = (dataclasses.replace(one, trouble=trouble) if one.number == number else one for one in old.waiting)
    return _Queue(old.highest, tuple(marked))


# ---- the file -------------------------------------------------------------------------------------------------------


def _read(home: Home) -> tuple[_Queue, str]:
    """The queue, and what to say where its file is damaged: then it is laid aside, and the queue is empty.

    Raises:
        HomeError: the file cannot be read at all.
        OSError: it is damaged and cannot be laid aside.
    """
    path = home.artifacts / FILE
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Queue), ""
    except (FileNotFoundError, NotADirectoryError):
        return _Queue(), ""
    except OSError as error:
        raise HomeError(f"{path} cannot be read ({error.strerror or error}).", "Mend its permissions.") from error
    except (ValueError, HelloGPTError) as error:
        aside = path.with_name(f"{FILE}.damaged")
        os.replace(path, aside)
        return _Queue(), f"The queue could not be read ({error}); its file lies in {aside}."


def _change(home: Home, changed: Callable[[_Queue], _Queue]) -> QueueDone:
    with _held(home):
        old, note = _read(home)
        new = changed(old)
        beside = home.artifacts / f".tmp-{FILE}"
        with beside.open("wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(new), indent=1))
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, home.artifacts / FILE)
    return QueueDone(new.waiting, note)


@contextlib.contextmanager
def _held(home: Home) -> Iterator[None]:
    """One program changes the queue at a time."""
    try:
        home.artifacts.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(home.artifacts / ".queue", timeout=5):
            yield
    except filelock.Timeout as error:
        raise unwritable(home.artifacts / FILE, PermissionError(0, "another program is writing it")) from error
    except OSError as error:
        raise unwritable(home.artifacts / FILE, error) from error

"""Folders that appear under their name whole or not at all, are noticed to be damaged, and leave nothing behind.

An unfinished one is called ``.tmp-PROCESS-START-CHANCE``: so whoever comes next can tell what is still being made from
what nobody will finish.
"""

import hashlib
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import psutil

from core.control import RunControl
from core.paths import os_errors, unwritable

UNFINISHED = ".tmp-"
# SHA-256 of each file of a folder by name: written last.
SUMS = "sums.json"
CHUNK = 1 << 20  # bytes
# A process's start is worked out from a clock that may be set meanwhile, in seconds.
CLOCK_MOVES = 60.0


@contextmanager
def made_whole(folder: Path, control: RunControl) -> Iterator[Path]:
    """A place to write into that becomes ``folder`` when the block ends without an error; else nothing is left of it.

    Raises:
        HomeError: the place cannot be written, or is full.
        Interrupted: a stop was asked for.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        me = psutil.Process()
        beside = folder.parent / f"{UNFINISHED}{me.pid}-{me.create_time():.0f}-{uuid.uuid4().hex[:8]}"
        beside.mkdir()
        try:
            with os_errors():
                yield beside
            (beside / SUMS).write_bytes(msgspec.json.encode(_sums(beside, control)))
            _take_name(beside, folder, control)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        raise unwritable(folder.parent, error) from error


def _take_name(beside: Path, folder: Path, control: RunControl) -> None:
    for path in beside.iterdir():
        with path.open("rb+") as file:
            os.fsync(file.fileno())
    try:
        os.rename(beside, folder)
    except OSError:
        if not folder.is_dir():
            raise
        if not is_whole(folder, control):  # else another program was quicker, with the same content
            damaged = beside.with_name(f"{beside.name}-damaged")
            os.rename(folder, damaged)
            os.rename(beside, folder)
            shutil.rmtree(damaged, ignore_errors=True)


def is_whole(folder: Path, control: RunControl) -> bool:
    """Whether every file of a folder is what was written into it.

    Raises:
        Interrupted: a stop was asked for.
    """
    try:
        return bool(msgspec.json.decode((folder / SUMS).read_bytes(), type=dict[str, str]) == _sums(folder, control))
    except (OSError, msgspec.MsgspecError):
        return False


def _sums(folder: Path, control: RunControl) -> dict[str, str]:
    return {path.name: _sum(path, control) for path in folder.iterdir() if path.name != SUMS}


def _sum(path: Path, control: RunControl) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            control.check()
            digest.update(chunk)
    return digest.hexdigest()


def clear_left_over(place: Path) -> None:
    """Remove what programs that are dead left unfinished in ``place``."""
    for path in place.glob(f"{UNFINISHED}*"):
        if not _is_alive(path.name.removeprefix(UNFINISHED)):
            shutil.rmtree(path, ignore_errors=True)


def _is_alive(name: str) -> bool:
    """Whether the process that a name begins with still runs; its start tells it from a later one of that number."""
    pid, _, rest = name.partition("-")
    try:
        return abs(psutil.Process(int(pid)).create_time() - float(rest.partition("-")[0])) < CLOCK_MOVES
    except psutil.AccessDenied:
        return True
    except (ValueError, psutil.NoSuchProcess):
        return False

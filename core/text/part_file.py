"""A file while it comes: NAME.part beside its name, with a note of what it is a part of; then NAME, over nothing.

What is known to be on the disk is noted every few megabytes, so that a later attempt goes on from there, also after the
program was killed. One program at a time writes it.
"""

import contextlib
import itertools
import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

import msgspec
from filelock import FileLock, Timeout

from core.errors import TextError
from core.paths import unwritable

NOTED_EVERY = 4_000_000  # bytes
COMPARED = 1 << 20  # bytes at a time


class About(msgspec.Struct, frozen=True):
    """``validator``: what the server calls this version of the file; ``total`` and ``kept`` in bytes."""

    address: str
    validator: str
    total: int | None
    kept: int = 0


class PartFile:
    """Use as a context manager, which holds the lock. ``about`` is what is there to go on from, or None.

    Raises:
        TextError: another program fetches the same file now.
        HomeError: the folder cannot be written, or is full.
    """

    def __init__(self, folder: Path, name: str, address: str) -> None:
        self._folder, self._name, self._address = folder, name, address
        self.path = folder / f"{name}.part"
        self._note = folder / f"{name}.part.about"
        self._lock = FileLock(folder / f"{name}.part.lock", timeout=0)
        self._file = -1
        self._unnoted = 0
        self.about: About | None = None
        self.size = 0

    def __enter__(self) -> "PartFile":
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
        except Timeout as error:
            message = f"{self._name} is being fetched already, by another window or terminal."
            raise TextError(message, "Wait until that is done.") from error
        except OSError as error:
            raise unwritable(self._folder, error) from error
        self.about = self._read_note()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()
        self._lock.release()
        with contextlib.suppress(OSError):
            Path(self._lock.lock_file).unlink(missing_ok=True)

    def begin(self, about: About) -> None:
        """Go on behind the ``about.kept`` bytes that are there; with 0, from the beginning."""
        with self._told():
            self._close()
            if not about.kept:
                self._note.unlink(missing_ok=True)
            self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
            os.ftruncate(self._file, about.kept)
            os.lseek(self._file, 0, os.SEEK_END)
            self.size, self.about, self._unnoted = about.kept, about, 0
            self._write_note()

    def write(self, data: bytes) -> None:
        """Append. Raises HomeError where the disk is full; what was noted before stays."""
        with self._told():
            view = memoryview(data)
            while view:
                view = view[os.write(self._file, view) :]
            self.size += len(data)
            self._unnoted += len(data)
            if self._unnoted >= NOTED_EVERY:
                self.note()

    def note(self) -> None:
        """Make sure that all of it is on the disk, and note so."""
        if self._file >= 0 and self.about is not None:
            with self._told():
                os.fsync(self._file)
                self.about = msgspec.structs.replace(self.about, kept=self.size)
                self._write_note()
                self._unnoted = 0

    @property
    def resumable(self) -> bool:
        """Whether a later attempt can go on from here."""
        return self.about is not None and bool(self.about.validator) and self.about.kept > 0

    @property
    def complete(self) -> bool:
        """Whether all of it is on the disk."""
        return self.about is not None and self.about.kept == self.about.total

    def discard(self) -> None:
        """Leave nothing behind."""
        self._close()
        self.about, self.size = None, 0
        for path in (self.path, self._note):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)

    def finish(self) -> tuple[Path, bool]:
        """Give it its name, or the next free one; or leave what is there already, if it is the same.

        Returns where it lies, and whether it was there before.
        """
        with self._told():
            os.fsync(self._file)
            self._close()
            for number in itertools.count(1):
                stem, suffix = os.path.splitext(self._name)
                path = self._folder / (self._name if number == 1 else f"{stem}-{number}{suffix}")
                there = not _took_name(self.path, path)
                if not there or _same(self.path, path):
                    self.discard()
                    return path, there
        raise AssertionError("a free name is always found")

    def _close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _read_note(self) -> About | None:
        """What is there, if it is a part of the same file and can be told from another version of it."""
        try:
            about = msgspec.json.decode(self._note.read_bytes(), type=About)
            there = self.path.stat().st_size
        except (OSError, msgspec.MsgspecError):
            return None
        usable = about.address == self._address and about.validator and 0 < about.kept <= there
        return about if usable else None

    def _write_note(self) -> None:
        beside = self._note.with_name(f"{self._note.name}-new")
        beside.write_bytes(msgspec.json.encode(self.about))
        os.replace(beside, self._note)

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise unwritable(self._folder, error) from error


def _took_name(part: Path, path: Path) -> bool:
    """Whether ``part`` now is ``path``: never where something lies there."""
    try:
        os.link(part, path)
        return True
    except FileExistsError:
        return False
    except OSError:  # a file system without links: an empty file keeps the place
        try:
            path.open("xb").close()
        except FileExistsError:
            return False
        os.replace(part, path)
        return True


def _same(one: Path, other: Path) -> bool:
    if not other.is_file() or one.stat().st_size != other.stat().st_size:
        return False
    with one.open("rb") as left, other.open("rb") as right:
        while data := left.read(COMPARED):
            if data != right.read(COMPARED):
                return False
    return True

"""Writing a run so that it is whole at every instant, whenever the program or the computer stops.

Small files and step folders are written beside their names, flushed to disk, then renamed. Lines are appended whole.
One writer at a time holds the run's lock; readers need none.
"""

import contextlib
import dataclasses
import datetime
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import filelock
import msgspec
import psutil

from core.config import RunConfig
from core.errors import HomeError, RunError
from core.paths import Home, os_errors, unwritable
from core.runs.exam_lines import EXAM
from core.runs.folder import ConfigFile, Manifest, RunFolder, RunInfo
from core.runs.former_names import models_formerly
from core.runs.health_lines import HEALTH
from core.runs.names import SERIAL_PREFIX, check_model_name, serial_of, step_name, step_of
from core.runs.verify import intact_manifest, sealed, sha256

UNFINISHED = ".tmp-"
NEWEST_KEPT = 2
# The last words of a session that ended by itself; after any other it was cut off.
LAST_WORDS = frozenset({"stopped", "imported", "interrupted"})


def claim_run(home: Home, model: str) -> RunFolder:
    """A new, empty run folder whose number has never been used for this model.

    Raises:
        RunError: the name cannot be a model's.
        HomeError: the place cannot be written.
    """
    check_model_name(model)
    folder = home.checkpoints / model
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(folder / ".claim"):
            while True:
                number = max(map(_highest, (folder, *models_formerly(home, model)))) + 1
                replace_file(folder / ".highest", str(number).encode())
                path = folder / f"{SERIAL_PREFIX}{number}"
                with contextlib.suppress(FileExistsError):
                    path.mkdir()
                    _flush_folder(folder)
                    _flush_folder(home.checkpoints)
                    return RunFolder(path)
    except OSError as error:
        raise unwritable(folder, error) from error


def note_highest(folder: Path) -> None:
    """Write down the highest number given so far, before a run of this model goes."""
    with filelock.FileLock(folder / ".claim"):
        replace_file(folder / ".highest", str(_highest(folder)).encode())


def _highest(folder: Path) -> int:
    """The highest number given so far, also if that run has been deleted since."""
    names = [entry.name for entry in folder.iterdir()]
    with contextlib.suppress(OSError, UnicodeDecodeError):
        names.append(SERIAL_PREFIX + (folder / ".highest").read_text(encoding="utf-8").strip())
    return max((serial_of(name) or 0 for name in names), default=0)


@dataclass(frozen=True)
class Trainer:
    """trainer.json: the process that writes this run."""

    pid: int
    started: float


def is_being_trained(folder: RunFolder) -> bool:
    """Whether the process that says it writes this run is alive. Looks only; takes no lock."""
    try:
        trainer = msgspec.json.decode((folder.path / "trainer.json").read_bytes(), type=Trainer)
        return bool(abs(psutil.Process(trainer.pid).create_time() - trainer.started) < 1.0)
    except (OSError, ValueError, psutil.Error):
        return False


class RunWriter:
    """The one writer of a run, as a context manager.

    Raises:
        RunError: another program trains this run.
        HomeError: the folder cannot be written.
    """

    def __init__(self, folder: RunFolder) -> None:
        self.folder = folder
        self._lock = filelock.FileLock(folder.path / "lock", thread_local=False)

    def __enter__(self) -> Self:
        try:
            self._lock.acquire(blocking=False)
        except filelock.Timeout as error:
            raise RunError(
                f"{self.folder.name} is being trained by another program.", "Stop it there first."
            ) from error
        except OSError as error:
            raise unwritable(self.folder.path, error) from error
        try:
            me = psutil.Process()
            self._write("trainer.json", msgspec.json.encode(Trainer(me.pid, me.create_time())))
            self._clear_unfinished()
            self._note_interruption()
        except BaseException as error:
            self._let_go()
            if isinstance(error, OSError):
                raise unwritable(self.folder.path, error) from error
            raise
        return self

    def _let_go(self) -> None:
        trainer = self.folder.path / "trainer.json"
        with contextlib.suppress(OSError):
            try:
                trainer.unlink(missing_ok=True)
            except OSError:
                trainer.write_bytes(b"")  # the folder can no longer be written, the file perhaps can
        self._lock.release()

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._let_go()
        if isinstance(value, OSError):
            raise HomeError(
                f"{self.folder.path} could not be written ({(value.strerror or str(value)).lower()}).",
                "Make room or mend its permissions, then resume; what was written before is safe.",
            ) from value

    # ---- small files and lines --------------------------------------------------------------------------------------

    def write_config(self, config: RunConfig, info: RunInfo) -> None:
        """config.json, with the moment of its writing as ``created``."""
        now = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
        file = ConfigFile(config, dataclasses.replace(info, created=now))
        self._write("config.json", msgspec.json.format(msgspec.json.encode(file), indent=1))

    @contextlib.contextmanager
    def new_tokenizer(self) -> Iterator[Path]:
        """The folder for the run's own tokenizer; what was written into it is on the disk when the block ends."""
        place = self.folder.tokenizer_folder
        with os_errors():
            yield place
        for path in place.iterdir():
            _flush(path)
        _flush_folder(place)

    def write_text(self, facts: object) -> None:
        """text.json."""
        self._write("text.json", msgspec.json.format(msgspec.json.encode(facts), indent=1))

    def append_metric(self, line: Mapping[str, Any]) -> None:
        self._append("metrics.jsonl", line)

    def append_sample(self, line: Mapping[str, Any]) -> None:
        self._append("samples.jsonl", line)

    def append_health(self, line: Mapping[str, Any]) -> None:
        self._append(HEALTH, line)

    def append_exam(self, line: Mapping[str, Any]) -> None:
        self._append(EXAM, line)

    def append_event(self, name: str, **facts: Any) -> None:
        """A line of events.jsonl: what happened, when, and why."""
        now = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
        self._append("events.jsonl", {"event": name, "time": now, **facts})

    def resumed_from(self, step: int, best: int | None) -> None:
        """Take back everything beyond ``step``: training goes on from there."""
        for name in ("metrics.jsonl", "samples.jsonl", HEALTH, EXAM):
            if name not in (HEALTH, EXAM) or (self.folder.path / name).exists():
                self._append(name, {"resumed_from": step})
        for number in self.folder.step_numbers():
            if number > step:
                self._discard(number)
        if best is not None:
            self.mark_best(best)
        self._write("latest", step_name(step).encode() + b"\n")
        self.append_event("resumed", step=step)

    def _append(self, name: str, line: Mapping[str, Any]) -> None:
        path = self.folder.path / name
        with path.open("ab") as file:
            start = b"" if file.tell() == 0 or _ends_whole(path) else b"\n"
            file.write(start + msgspec.json.encode(line) + b"\n")

    def _write(self, name: str, data: bytes) -> None:
        replace_file(self.folder.path / name, data)

    # ---- steps ------------------------------------------------------------------------------------------------------

    def has_checkpoint(self, step: int) -> bool:
        manifest = self.folder.manifest(step)
        return manifest is not None and manifest.kind == "checkpoint"

    @contextlib.contextmanager
    def new_step(self, step: int, stop: bool = False) -> Iterator[Path]:
        """A folder to write a step's files into; it takes its name when the block ends without an error.

        ``stop``: the step is kept as a snapshot when the checkpoint is superseded.
        """
        beside = self.folder.path / f"{UNFINISHED}{step_name(step)}"
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir()
        try:
            yield beside
            names = sorted(path.name for path in beside.iterdir())
            for name in names:
                _flush(beside / name)
            files = {name: (sha256(beside / name), (beside / name).stat().st_size) for name in names}
            replace_file(beside / "manifest.json", sealed(Manifest(files, stop)))
            _flush_folder(beside)
            self._put_in_place(beside, step)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
        self._write("latest", step_name(step).encode() + b"\n")

    def _put_in_place(self, beside: Path, step: int) -> None:
        """By renames alone; what stood there goes afterwards. Killed in between, the next writer finishes it."""
        there, away = self.folder.step_folder(step), self._away(step)
        if there.exists():
            there.rename(away)
        beside.rename(there)
        _flush_folder(self.folder.path)
        shutil.rmtree(away, ignore_errors=True)

    def mark_best(self, step: int) -> None:
        self._write("best", step_name(step).encode() + b"\n")

    def prune(self) -> None:
        """Keep the two newest checkpoints and the best; of the others those that are stops become snapshots."""
        manifests = self.folder.manifests()
        checkpoints = [step for step, manifest in manifests.items() if manifest.kind == "checkpoint"]
        keep = {*checkpoints[-NEWEST_KEPT:], self.folder.best}
        for step in checkpoints:
            if step in keep:
                continue
            if manifests[step].stop:
                self._demote(step, manifests[step])
            else:
                self._discard(step)

    def _demote(self, step: int, manifest: Manifest) -> None:
        """Leave the weights alone. The manifest goes first: at every instant it names only what is there."""
        folder = self.folder.step_folder(step)
        weights = {name: about for name, about in manifest.files.items() if name == "model.safetensors"}
        replace_file(folder / "manifest.json", sealed(Manifest(weights, True)))
        for name in manifest.files.keys() - weights.keys():
            (folder / name).unlink(missing_ok=True)

    def _discard(self, step: int) -> None:
        """Take a step away: by one rename, so that no half of it is ever seen."""
        away = self._away(step)
        self.folder.step_folder(step).rename(away)
        shutil.rmtree(away, ignore_errors=True)

    def _away(self, step: int) -> Path:
        """A free place for what is to go."""
        away = self.folder.path / f"{UNFINISHED}gone-{step}"
        shutil.rmtree(away, ignore_errors=True)
        return away

    def _clear_unfinished(self) -> None:
        """What a writer left that was killed: a step that only lacked its name gets it, the rest goes."""
        for path in sorted(self.folder.path.glob(f"{UNFINISHED}*")):
            step = step_of(path.name.removeprefix(UNFINISHED))
            if step is not None and intact_manifest(path) is not None and not self.folder.step_folder(step).exists():
                path.rename(self.folder.step_folder(step))
            elif path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
        for step in self.folder.step_numbers():
            folder = self.folder.step_folder(step)
            manifest = intact_manifest(folder)
            if manifest is not None:
                for file in folder.iterdir():
                    if file.name not in manifest.files and file.name != "manifest.json":
                        file.unlink(missing_ok=True)

    def _note_interruption(self) -> None:
        """A session that could not say how it ended: it was killed, or the disk was full."""
        events = self.folder.events()
        if events and events[-1].get("event") not in LAST_WORDS:
            last = self.folder.metrics()[-1:]
            self.append_event("interrupted", step=last[0].get("step", 0) if last else 0)


def _ends_whole(path: Path) -> bool:
    """Whether a file of lines ends with a newline; a killed writer may have left half a line."""
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def replace_file(path: Path, data: bytes) -> None:
    """Write a small file in one go: beside its name, flushed, then renamed over it."""
    beside = path.with_name(f"{UNFINISHED}{path.name}")
    with beside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _flush_folder(path: Path) -> None:
    """Make renames inside a folder last. Windows has no such call and needs none."""
    if os.name == "posix":
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

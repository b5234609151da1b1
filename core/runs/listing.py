"""All runs as a list, and one run by its name. A foreign or half-made folder never breaks the list."""

import contextlib
import datetime
import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from core.errors import HelloGPTError, RunError
from core.paths import Home
from core.runs.folder import NOTES, ConfigFile, RunFolder
from core.runs.former_names import models_formerly
from core.runs.metrics import read_course
from core.runs.names import SERIAL_PREFIX, RunRef, is_model_name, parse_ref, serial_of
from core.runs.summaries import Known, RunSummary, State, load_known, save_known
from core.runs.writing import is_being_trained

CURVE_POINTS = 60
# What a summary is made from: the folder itself, and these files in it.
MARKED = ("", "config.json", "metrics.jsonl", "events.jsonl", "star", NOTES)
STAR = 2 * MARKED.index("star")  # where a star's time stands in a signature
# Seconds until a list shows what is known so far, and from then on; at once where there is much to read.
FIRST_AFTER, AGAIN_AFTER = 0.05, 0.25
MUCH = 50  # runs
NOTE_CHARACTERS = 400

# A run's files are read again only when one of them has changed, also since the last sitting.
_known: Known = {}
_opened: set[Path] = set()


def list_runs(home: Home) -> list[RunSummary]:
    """Every run, newest first."""
    *_, found = list_runs_as_read(home)
    return found


def list_runs_as_read(home: Home) -> Iterator[list[RunSummary]]:
    """Every run, newest first: again and again while many are read that nobody has listed before.

    What has not been read yet stands there by its name and age, in the state "unread". The last list is whole.
    """
    if home.root not in _opened:
        _opened.add(home.root)
        _known.update(load_known(home))
    folders = _folders(home)
    before = [_known.get(folder.path) for folder in folders]
    marks = [_signature(folder.path) for folder in folders]
    found: dict[Path, RunSummary | None] = {
        folder.path: _outline(folder, mark) if known is None else known[1]
        for folder, mark, known in zip(folders, marks, before, strict=True)
    }
    changed = [k for k, known in enumerate(before) if known is None or known[0] != marks[k]]
    due = time.monotonic() + (0.0 if len(changed) > MUCH else FIRST_AFTER)
    for k in sorted(changed, key=lambda k: _age(found[folders[k].path])):
        if time.monotonic() >= due:
            yield _sorted(found)
            due = time.monotonic() + AGAIN_AFTER
        found[folders[k].path] = _summary(folders[k], marks[k])
    now = [_known.get(folder.path) for folder in folders]
    # One that trains changes every moment: it is written down when it has ended.
    if any(known is not None and known != old and not known[0][-1] for known, old in zip(now, before, strict=True)):
        save_known(home, {folder.path: known for folder, known in zip(folders, now, strict=True) if known is not None})
    yield _sorted(found)


def _sorted(found: Mapping[Path, RunSummary | None]) -> list[RunSummary]:
    return sorted((summary for summary in found.values() if summary is not None), key=_age)


def _age(summary: RunSummary | None) -> tuple[float, int]:
    """The newest first."""
    return (0.0, 0) if summary is None else (-_moment(summary.created), -summary.serial)


def _moment(created: str) -> float:
    """Seconds since 1970: the zone of a computer's clock may have changed between two runs."""
    try:
        return datetime.datetime.fromisoformat(created).timestamp()
    except (ValueError, OverflowError, OSError):
        return 0.0


def find_run(home: Home, reference: str) -> tuple[RunFolder, int | None]:
    """The run that RUN[@STEP] names, and the step; None where the run has no step yet.

    Raises:
        RunError: there is no such run or step; what there is, is said.
    """
    ref = parse_ref(reference)
    folder = _find(home, ref)
    folder.config()
    if ref.step == "latest":
        return folder, folder.latest
    if ref.step == "best":
        return folder, folder.best if folder.best is not None else folder.latest
    if folder.manifest(ref.step) is None:
        steps = ", ".join(str(stop.step) for stop in folder.steps()) or "none yet"
        raise RunError(f"{folder.name} has no checkpoint at step {ref.step}.", f"There are: {steps}.")
    return folder, ref.step


def _find(home: Home, ref: RunRef) -> RunFolder:
    for model in (home.checkpoints / ref.model, *models_formerly(home, ref.model)):
        runs = {_serial(path): path for path in _subfolders(model) if _is_run(path)}
        serial = max(runs, default=0) if ref.serial is None else ref.serial
        if serial in runs:
            return RunFolder(runs[serial])
    wanted = ref.model if ref.serial is None else f"{ref.model}/{SERIAL_PREFIX}{ref.serial}"
    there = [folder.name for folder in _folders(home)]
    hint = f"There are: {', '.join(there[:8])}{' …' if len(there) > 8 else ''}." if there else "Train one first."
    raise RunError(f"There is no run {wanted}.", hint)


def runs_of_model(home: Home, model: str) -> list[RunFolder]:
    """The runs under this name; none where there is no such model."""
    known = is_model_name(model)
    return [RunFolder(path) for path in _subfolders(home.checkpoints / model) if _is_run(path)] if known else []


def _folders(home: Home) -> list[RunFolder]:
    models = [path for path in _subfolders(home.checkpoints) if is_model_name(path.name)]
    return [RunFolder(path) for model in models for path in _subfolders(model) if _is_run(path)]


def _is_run(path: Path) -> bool:
    """Whether a folder is a run: one that was claimed a moment ago is not yet."""
    return _serial(path) > 0 and (path / "config.json").is_file()


def _subfolders(path: Path) -> list[Path]:
    found = []
    with contextlib.suppress(OSError), os.scandir(path) as entries:
        for entry in entries:
            with contextlib.suppress(OSError):  # a link that leads in a circle
                if entry.is_dir() and entry.name[0] != ".":
                    found.append(Path(entry.path))
    return sorted(found)


def _serial(path: Path) -> int:
    """The number of a run folder, or 0."""
    return serial_of(path.name) or 0


def _summary(folder: RunFolder, signature: tuple[int, ...]) -> RunSummary | None:
    summary = _read(folder)
    if summary is not None:
        _known[folder.path] = (signature, summary)
    return summary


def _outline(folder: RunFolder, signature: tuple[int, ...]) -> RunSummary:
    """What is known of a run from its folder's name and the time of its config.json."""
    created = datetime.datetime.fromtimestamp(signature[2] / 1e9).astimezone().isoformat(timespec="seconds")
    return RunSummary(
        name=folder.name, model=folder.path.parent.name, serial=_serial(folder.path), parameters=0, preset="", text="",
        steps=0, steps_planned=None, progress=0.0, val_loss=None, best_val_loss=None, created=created, size=0,
        star=bool(signature[STAR]), state="unread", curve=(),
    )  # fmt: skip


def _signature(path: Path) -> tuple[int, ...]:
    """Changes when a file of the run changes that the summary is made from, or when its trainer dies."""
    marks: list[int] = []
    for name in MARKED:
        try:
            about = os.stat(path / name)
        except OSError:
            marks += (0, 0)
        else:
            marks += (about.st_mtime_ns, about.st_size)
    alive = (path / "trainer.json").exists() and is_being_trained(RunFolder(path))
    return (*marks, int(alive))


def _read(folder: RunFolder) -> RunSummary | None:
    try:
        file: ConfigFile = msgspec.json.decode((folder.path / "config.json").read_bytes(), type=ConfigFile)
    except (OSError, ValueError, HelloGPTError):
        return None
    course, events = read_course(folder.path / "metrics.jsonl"), folder.events()
    curve = course.curve
    best_step, best = min(curve, key=lambda point: point[1], default=(None, None))
    last = curve[-1][1] if curve else None
    return RunSummary(
        name=folder.name,
        model=folder.path.parent.name,
        serial=_serial(folder.path),
        parameters=file.info.parameters,
        preset=file.settings.preset,
        text=file.info.text,
        steps=course.step,
        steps_planned=None if course.steps_expected is None else int(course.steps_expected),
        progress=course.progress,
        val_loss=last,
        best_val_loss=best,
        created=file.info.created,
        size=_size(os.fspath(folder.path)),
        star=folder.star,
        state=_state(folder, events, course.progress),
        curve=_thin(curve),
        verdict=str(events[-1].get("verdict") or "") if events else "",
        parent=file.info.parent,
        seconds=course.seconds,
        tokens=course.tokens,
        best_step=best_step,
        val_bits_per_byte=None if last is None or course.bits_per_byte is None else last * course.bits_per_byte,
        note=folder.note[:NOTE_CHARACTERS].strip(),
        taught=file.settings.tuning is not None,
    )


def _state(folder: RunFolder, events: list[dict[str, Any]], progress: float) -> State:
    last = events[-1].get("event") if events else ""
    if last == "imported":
        return "imported"
    if is_being_trained(folder):
        return "paused" if last == "paused" else "training"
    return "done" if progress >= 1.0 else "stopped"


def _thin(curve: list[tuple[int, float]]) -> tuple[tuple[int, float], ...]:
    if len(curve) <= CURVE_POINTS:
        return tuple(curve)
    last = len(curve) - 1
    return tuple(curve[round(i * last / (CURVE_POINTS - 1))] for i in range(CURVE_POINTS))


def _size(path: str) -> int:
    total = 0
    with contextlib.suppress(OSError), os.scandir(path) as entries:  # what is gone meanwhile is not counted
        for entry in entries:
            with contextlib.suppress(OSError):
                total += _size(entry.path) if entry.is_dir(follow_symlinks=False) else entry.stat().st_size
    return total

"""All runs as a list, and one run by its name. A foreign or half-made folder never breaks the list."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import msgspec

from core.errors import HelloGPTError, RunError
from core.paths import Home
from core.runs.folder import ConfigFile, RunFolder, read_lines
from core.runs.names import SERIAL_PREFIX, RunRef, parse_ref
from core.runs.writing import is_being_trained

State = Literal["training", "paused", "stopped", "done"]
CURVE_POINTS = 60


@dataclass(frozen=True)
class RunSummary:
    """One run for a list. ``curve``: (step, validation loss), thinned; ``progress``: share of the budget used;
    ``size``: bytes on disk; ``created``: ISO 8601; ``steps_planned``: as far as it was known last."""

    name: str
    model: str
    serial: int
    parameters: int
    preset: str
    text: str
    steps: int
    steps_planned: int | None
    progress: float
    val_loss: float | None
    best_val_loss: float | None
    created: str
    size: int
    star: bool
    state: State
    curve: tuple[tuple[int, float], ...]


# A run's files are read again only when one of them has changed: (signature, summary) by path.
_known: dict[Path, tuple[tuple[int, ...], RunSummary]] = {}


def list_runs(home: Home) -> list[RunSummary]:
    """Every run, newest first."""
    found = [summary for folder in _folders(home) if (summary := _summary(folder)) is not None]
    return sorted(found, key=lambda summary: (summary.created, summary.serial), reverse=True)


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
    runs = {_serial(path): path for path in _subfolders(home.checkpoints / ref.model) if _serial(path)}
    serial = max(runs, default=0) if ref.serial is None else ref.serial
    if serial in runs:
        return RunFolder(runs[serial])
    wanted = ref.model if ref.serial is None else f"{ref.model}/{SERIAL_PREFIX}{ref.serial}"
    there = [folder.name for folder in _folders(home)]
    hint = f"There are: {', '.join(there[:8])}{' …' if len(there) > 8 else ''}." if there else "Train one first."
    raise RunError(f"There is no run {wanted}.", hint)


def _folders(home: Home) -> list[RunFolder]:
    models = _subfolders(home.checkpoints)
    return [RunFolder(path) for model in models for path in _subfolders(model) if _serial(path)]


def _subfolders(path: Path) -> list[Path]:
    try:
        return sorted(Path(entry.path) for entry in os.scandir(path) if entry.is_dir() and entry.name[0] != ".")
    except OSError:
        return []


def _serial(path: Path) -> int:
    """The number of a run folder, or 0."""
    number = path.name.removeprefix(SERIAL_PREFIX)
    return int(number) if path.name.startswith(SERIAL_PREFIX) and number.isascii() and number.isdigit() else 0


def _summary(folder: RunFolder) -> RunSummary | None:
    signature = _signature(folder.path)
    known = _known.get(folder.path)
    if known is not None and known[0] == signature:
        return known[1]
    summary = _read(folder)
    if summary is not None:
        _known[folder.path] = (signature, summary)
    return summary


def _signature(path: Path) -> tuple[int, ...]:
    """Changes when a file of the run changes that the summary is made from, or when its trainer dies."""
    marks: list[int] = []
    for name in ("", "config.json", "metrics.jsonl", "events.jsonl"):
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
    except (OSError, msgspec.MsgspecError, HelloGPTError):
        return None
    lines = [line for line in read_lines(folder.path / "metrics.jsonl") if isinstance(line.get("step"), int)]
    curve = [(line["step"], float(line["val_loss"])) for line in lines if line.get("val_loss") is not None]
    last: dict[str, Any] = lines[-1] if lines else {}
    progress = float(last.get("progress") or 0.0)
    return RunSummary(
        name=folder.name,
        model=folder.path.parent.name,
        serial=_serial(folder.path),
        parameters=file.info.parameters,
        preset=file.settings.preset,
        text=file.info.text,
        steps=int(last.get("step") or 0),
        steps_planned=last.get("steps_expected"),
        progress=progress,
        val_loss=curve[-1][1] if curve else None,
        best_val_loss=min((loss for _, loss in curve), default=None),
        created=file.info.created,
        size=_size(folder.path),
        star=folder.star,
        state=_state(folder, progress),
        curve=_thin(curve),
    )


def _state(folder: RunFolder, progress: float) -> State:
    events = folder.events()
    last = events[-1].get("event") if events else ""
    if is_being_trained(folder):
        return "paused" if last == "paused" else "training"
    return "done" if progress >= 1.0 else "stopped"


def _thin(curve: list[tuple[int, float]]) -> tuple[tuple[int, float], ...]:
    if len(curve) <= CURVE_POINTS:
        return tuple(curve)
    last = len(curve) - 1
    return tuple(curve[round(i * last / (CURVE_POINTS - 1))] for i in range(CURVE_POINTS))


def _size(path: Path) -> int:
    total = 0
    for entry in os.scandir(path):
        try:
            total += _size(Path(entry.path)) if entry.is_dir(follow_symlinks=False) else entry.stat().st_size
        except OSError:
            continue  # gone meanwhile: the trainer prunes
    return total

"""Runs on disk, as a training leaves them, without training them."""

import math
from pathlib import Path

import pytest

from core.config import build_config
from core.paths import Home
from core.runs import RunFolder, RunWriter, claim_run
from core.runs.folder import RunInfo

PLANNED = 320
STOPS = (0, 1, 2, 4, 8, 10, 16, 20, 30, 32, 64, 100)


def write_run(home: Home, model: str, last: int = 100, preset: str = "small") -> RunFolder:
    """A run that was stopped at ``last`` of 320 steps, its best step before the last."""
    folder = claim_run(home, model)
    with RunWriter(folder) as writer:
        writer.write_config(build_config(preset), RunInfo(parameters=1_300_000, text=model))
        writer.write_text({"files": []})
        for step in range(0, last + 1, 10):
            loss = 2 + 5 * math.exp(-step / 40)
            line = {"step": step, "val_loss": loss, "progress": step / PLANNED, "steps_expected": PLANNED}
            writer.append_metric(line)
        for step in STOPS:
            if step <= last:
                with writer.new_step(step, stop=True) as place:
                    write_files(place, resumable=step == last)
        writer.mark_best(64 if last >= 64 else 0)
        writer.append_event("stopped")
    return folder


def write_files(place: Path, resumable: bool) -> None:
    (place / "model.safetensors").write_bytes(b"weights")
    if resumable:
        (place / "state.json").write_bytes(b"{}")


@pytest.fixture
def two_models(home: Home) -> Home:
    """fox/serial_1, fox/serial_2 and owl/serial_1; the last is the newest."""
    write_run(home, "fox", 64)
    write_run(home, "fox")
    write_run(home, "owl", preset="modern")
    return home

"""A run of a million logged steps in the Train tab, and a library of 500 runs.

    python main.py bench drawing

Both are opened in the program's own window by clicks. A frame is one notch of the wheel or one movement of the mouse
that drags, and the whole plot painted for it. The list stands when all its runs are in it and it has been painted,
counted from the first painting of the window: once when nobody has listed these runs before, once in a later start.
"""

import math
import shutil
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import msgspec

from benchmarks.measuring import Row, spread
from benchmarks.sitting import watch
from core.config import build_config
from core.control import RunControl
from core.engine import Engine
from core.paths import Home
from core.protocol import Failed, Step, Train
from core.runs import RunFolder, find_run
from hellogpt_gui.settings import FILE

POINTS, QUICK_POINTS = 1_000_000, 5_000
RUNS, QUICK_RUNS = 500, 12
FRAMES, QUICK_FRAMES = 200, 4
MODELS = 10
# What a run of the default preset's three minutes leaves behind.
LOGGED = 1800
STEPS = 64
TINY = {
    "d_model": 16, "n_layers": 1, "n_heads": 1, "context_length": 16, "batch_size": 2, "vocab_size": 300,
    "steps": STEPS, "threads": 1, "warmup_steps": 4,
}  # fmt: skip


def measure(runs: int, quick: bool) -> Iterator[Row]:
    """Frames a second, seconds and the longest pause; then the list."""
    with TemporaryDirectory() as folder:
        home, run = trained(Path(folder))
        lengthen(run, QUICK_POINTS if quick else POINTS)
        said = []
        for _ in range(1 if quick else runs):
            (home.artifacts / FILE).unlink(missing_ok=True)  # else the run of last time is read before the click
            said.append(watch("long-run", home.root, QUICK_FRAMES if quick else FRAMES))
        points = f"{said[0]['points']:,} logged points"
        for move in ("zoom", "pan"):
            rates = tuple(1 / median(one[move]) for one in said)
            slowest = spread([1000 * max(one[move]) for one in said])
            yield Row(f"{move}, {points}", rates, "≥ 30", f"slowest frame {slowest} ms", "1/s")
        yield Row(f"until {points} are shown", tuple(one["shown"] for one in said), "", "", "s")
        pauses = tuple(1000 * max(one["gaps"], default=0.0) for one in said)
        yield Row("longest pause meanwhile", pauses, "≤ 50", "", "ms")
    with TemporaryDirectory() as folder:
        home, run = trained(Path(folder))
        lengthen(run, LOGGED)
        number = QUICK_RUNS if quick else RUNS
        multiply(run, number)
        first = [watch("library", home.root)]
        later = [watch("library", home.root) for _ in range(1 if quick else runs)]
    for when, said in (("seen for the first time", first), ("in a later start", later)):
        yield Row(f"list of {said[0]['runs']} runs, {when}", tuple(one["listed"] for one in said), "< 0.3", "", "s")


def trained(folder: Path) -> tuple[Home, RunFolder]:
    """A home with one small run that the engine has trained: every file and every stop is there."""
    home = Home(folder).make()
    text = folder / "story.txt"
    text.write_text("\n\n".join(f"The fox met the owl at the river {k}." for k in range(400)), encoding="utf-8")
    for event in Engine(home).run(Train(build_config("small", TINY), (str(text),), "long"), RunControl()):
        if isinstance(event, Failed):
            raise SystemExit(event.message)
    return home, find_run(home, "long")[0]


def lengthen(run: RunFolder, points: int) -> None:
    """Put as many lines into metrics.jsonl as a long training logs; measured at every 1/64, the same last step."""
    path = run.path / "metrics.jsonl"
    encode = msgspec.json.Encoder().encode
    with path.open("wb") as file:
        for k in range(1, points + 1):
            loss = 1.5 + 4 / math.sqrt(1 + k / 50) + 0.2 * math.sin(k * k)
            val = loss + 0.1 if k % max(1, points // 64) == 0 else None
            share = k / points
            step = Step(k, 2048 * k, 0.05 * k, loss, val, 3e-4, 1.0, 40_000.0, val, share, 0.05 * (points - k), points)
            file.write(encode(step) + b"\n")


def multiply(run: RunFolder, number: int) -> None:
    """So many runs like this one, spread over a few models."""
    there = run.path.parent.parent
    for k in range(number - 1):
        shutil.copytree(run.path, there / f"model-{k % MODELS}" / f"serial_{k // MODELS + 1}")

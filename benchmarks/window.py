"""How quickly the window answers while it trains, and what it costs the training.

    python main.py bench window

The default preset in the program's own window. Delay: a timer ticks in the event loop; a pause between two ticks is
what an event waits that comes at its start. Of all moments, the share at which an event waits at most 16 ms; and the
longest pause. Once nobody touches anything, once a person zooms, chats and inspects by clicks and keys. Cost: the same
training, steps and seed, in the window and in the terminal in turns; and one training in the window, while curves,
Inspect at rest and Inspect at the live network come to the front in turns. Tokens a second are metrics.jsonl's.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.measuring import Row, in_turns, ratios, spread
from benchmarks.peers import ROOT
from benchmarks.sitting import watch
from core.paths import Home
from core.runs import find_run

SECONDS, QUICK_SECONDS = 60, 1
STEPS = 300
TINY = {"d_model": 32, "n_layers": 1, "n_heads": 2, "context_length": 32, "batch_size": 4, "steps": 12}
PROMPTLY = 0.016  # seconds: a frame of a usual screen
# Steps at the start of a run that do not count: things are set up.
WARM = 10
# Seconds that something is looked at in one training, how often, and beside what it is measured.
LOOK_SECONDS, LOOK_TIMES, BESIDE = 6, 9, "the curves"
QUICK_LOOK = 3  # seconds, in which the window hears of a few steps
Line = dict[str, Any]
HANDS = {"still": "nobody touches it", "busy": "clicks and keys in every tab"}


def measure(runs: int, quick: bool) -> Iterator[Row]:
    """Share and longest pause for each way to sit there, and the cost."""
    for hands, words in HANDS.items():
        said = []
        for _ in range(1 if quick else runs):
            with TemporaryDirectory() as home:
                said.append(watch("delays", home, QUICK_SECONDS if quick else SECONDS, hands))
        shares = tuple(100 * prompt(one["gaps"], one["seconds"]) for one in said)
        longest = tuple(1000 * max(one["gaps"], default=0.0) for one in said)
        slow = sum(gap > PROMPTLY for one in said for gap in one["gaps"]) / len(said)
        figures = f"{slow:.0f} pauses over 16 ms in {said[0]['seconds']:.0f} s"
        yield Row(f"moments that wait ≤ 16 ms, {words}", shares, "≥ 99", figures, "%")
        yield Row(f"longest pause, {words}", longest, "≤ 50", "", "ms")
    settings = TINY if quick else {"steps": STEPS}
    cases = {"window": partial(in_window, settings), "terminal": partial(headless, settings)}
    speeds = in_turns(cases, runs)
    cost = tuple(100 * (1 - ratio) for ratio in ratios(speeds["window"], speeds["terminal"]))
    figures = f"tokens/s: window {spread(speeds['window'])}, terminal {spread(speeds['terminal'])}"
    yield Row("the window's cost to training", cost, "≤ 3", figures, "%")
    looked = in_one_training(QUICK_LOOK if quick else LOOK_SECONDS, 1 if quick else LOOK_TIMES)
    for name, per_second in looked.items():
        if name != BESIDE:
            cost = tuple(100 * (1 - ratio) for ratio in ratios(per_second, looked[BESIDE]))
            figures = f"tokens/s: {spread(per_second)}, with {BESIDE} {spread(looked[BESIDE])}"
            yield Row(f"{name}: its cost to training beside {BESIDE}", cost, "≤ 3", figures, "%")


def prompt(gaps: list[float], seconds: float) -> float:
    """Share of all moments at which an event that comes then waits at most ``PROMPTLY``."""
    return 1 - sum(max(0.0, gap - PROMPTLY) for gap in gaps) / seconds


def in_window(settings: dict[str, int]) -> float:
    """Tokens a second of a training by the button."""
    with TemporaryDirectory() as home:
        watch("train", home, json.dumps(settings))
        return speed(Home(Path(home)))


def in_one_training(seconds: int, times: int) -> dict[str, list[float]]:
    """Tokens a second of each stretch of one training, by what was looked at."""
    with TemporaryDirectory() as home:
        stretches = watch("looks", home, seconds, times)["stretches"]
        lines = metrics(Home(Path(home)))
    found: dict[str, list[float]] = {}
    for name, first, last in stretches:
        inside = [line for line in lines if first <= line["step"] <= last]
        found.setdefault(name, []).append(pace(inside[0], inside[-1]))
    return found


def headless(settings: dict[str, int]) -> float:
    """Tokens a second of the same training in the terminal."""
    words = [word for name, value in settings.items() for word in (f"--{name.replace('_', '-')}", str(value))]
    with TemporaryDirectory() as home:
        command = [sys.executable, "-m", "hellogpt_gui", "train", *words, "--home", home, "--json"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(done.stderr)
        return speed(Home(Path(home)))


def speed(home: Home) -> float:
    """Tokens a second of the only run, everything that it does between its steps included."""
    lines = metrics(home)
    last = lines[-1]
    first = next(line for line in lines if line["step"] >= min(WARM, last["step"] // 2))
    return pace(first, last)


def metrics(home: Home) -> list[Line]:
    """The logged steps of the only run."""
    (model,) = home.checkpoints.iterdir()
    run, _ = find_run(home, model.name)
    return run.metrics()


def pace(first: Line, last: Line) -> float:
    """Tokens a second from one logged step to another."""
    return float((last["tokens"] - first["tokens"]) / (last["seconds"] - first["seconds"]))

"""How quickly the window answers while it trains, and what it costs the training.

    python main.py bench window

The default preset in the program's own window. Delay: a timer ticks in the event loop; a pause between two ticks is
what an event waits that comes at its start. Of all moments, the share at which an event waits at most 16 ms; and the
longest pause. Once nobody touches anything, once a person zooms, chats and inspects by clicks and keys. Cost: the same
training, steps and seed, in the window, with its curves or with Inspect in front, and in the terminal in turns; tokens
a second from metrics.jsonl.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

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
# The tabs whose cost is measured: the curves, and a view that looks at the newest step.
LOOKED_AT = ("train", "inspect")
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
    cases: dict[str, Callable[[], float]] = {tab: partial(in_window, settings, tab) for tab in LOOKED_AT}
    speeds = in_turns(cases | {"terminal": partial(headless, settings)}, runs)
    for tab in LOOKED_AT:
        cost = tuple(100 * (1 - ratio) for ratio in ratios(speeds[tab], speeds["terminal"]))
        figures = f"tokens/s: window {spread(speeds[tab])}, terminal {spread(speeds['terminal'])}"
        yield Row(f"the window's cost to training, {tab} looked at", cost, "≤ 3", figures, "%")


def prompt(gaps: list[float], seconds: float) -> float:
    """Share of all moments at which an event that comes then waits at most ``PROMPTLY``."""
    return 1 - sum(max(0.0, gap - PROMPTLY) for gap in gaps) / seconds


def in_window(settings: dict[str, int], tab: str) -> float:
    """Tokens a second of a training by the button, while that tab is looked at."""
    with TemporaryDirectory() as home:
        watch("train", home, json.dumps(settings), tab)
        return speed(Home(Path(home)))


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
    (model,) = home.checkpoints.iterdir()
    run, _ = find_run(home, model.name)
    lines = run.metrics()
    last = lines[-1]
    first = next(line for line in lines if line["step"] >= min(WARM, last["step"] // 2))
    return float((last["tokens"] - first["tokens"]) / (last["seconds"] - first["seconds"]))

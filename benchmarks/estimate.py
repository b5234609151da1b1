"""What `estimate` says beforehand beside what a training really takes: time or steps, and memory, for every preset.

    python main.py bench estimate

Each preset once, in a process of its own as the terminal starts it, on the built-in text, for a minute or a little
more. Of a budget in minutes the steps are compared, of one in epochs the seconds. Memory is the peak of the process
over what it holds when its engine has loaded.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measuring import Row
from benchmarks.peers import ROOT
from core.config import PRESETS

MINUTES = 1.1
# The preset whose budget is epochs gets as many as take about that long.
SHARE_OF_EPOCHS = 0.75
CHILD = """
import json, resource, sys, time
from pathlib import Path
import psutil
from core.config import build_config
from core.control import RunControl
from core.engine import Engine
from core.paths import Home
from core.protocol import Estimate, Hello, Train
home, preset, what, own = Home(Path(sys.argv[1])).make(), sys.argv[2], sys.argv[3], json.loads(sys.argv[4])
engine = Engine(home)
list(engine.run(Hello(), RunControl()))
base = psutil.Process().memory_info().rss
begin = time.perf_counter()
config = build_config(preset, own)
command = Estimate(config) if what == "estimate" else Train(config, name=preset)
*_, last = engine.run(command, RunControl())
took = time.perf_counter() - begin
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
steps = last.steps if what == "estimate" else last.step
said = {"memory": last.memory, "seconds": last.seconds} if what == "estimate" else {}
print(json.dumps({"steps": steps, "took": took, "peak": peak - base, **said}))
"""


def measure(runs: int, quick: bool) -> Iterator[Row]:
    """Three rows a preset: time or steps, memory, and how long the estimate itself takes."""
    for preset in PRESETS:
        own: dict[str, float] = {"steps": 4} if quick else {"minutes": MINUTES}
        if preset == "hellogpt" and not quick:
            own = {"epochs": SHARE_OF_EPOCHS}
        yield from _rows(preset, own, 1 if quick else runs)


def _rows(preset: str, own: dict[str, float], runs: int) -> Iterator[Row]:
    said, real, asked = [], [], []
    for _ in range(runs):
        with TemporaryDirectory() as folder:
            begin = time.perf_counter()
            said.append(_child(Path(folder), preset, "estimate", own))
            asked.append(time.perf_counter() - begin)
            real.append(_child(Path(folder), preset, "train", own))
    by_clock = "minutes" in own
    pairs = list(zip(said, real, strict=True))
    times = [(s["steps"], r["steps"]) if by_clock else (s["seconds"], r["took"]) for s, r in pairs]
    unit = "steps" if by_clock else "s"
    told = "; ".join(f"{ours:,.0f} said, {theirs:,.0f} {unit} real in {r['took']:.0f} s" for (ours, theirs), r in
                     zip(times, real, strict=True))  # fmt: skip
    yield Row(f"estimate: {unit} said ÷ real, {preset}", tuple(a / b for a, b in times), "0.8 … 1.2", told)
    memory = "; ".join(f"{s['memory'] / 1e6:,.0f} MB said, {r['peak'] / 1e6:,.0f} real" for s, r in pairs)
    yield Row(
        f"estimate: memory said ÷ real, {preset}", tuple(s["memory"] / r["peak"] for s, r in pairs), "≈ 1", memory
    )
    yield Row(f"estimate: from the start of the process, {preset}", tuple(asked), "seconds", unit="s")


def _child(folder: Path, preset: str, what: str, own: dict[str, float]) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(folder), preset, what, json.dumps(own)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(done.stderr)
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result

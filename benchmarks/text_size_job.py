"""One honest epoch of a 5-MB text at the `hellogpt` preset, from the start of the process to its end.

python main.py bench text-size-job
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
from core.text.little_world import generate

BYTES = 5_000_000


def measure(runs: int, quick: bool) -> Iterator[Row]:
    """One row, in minutes; measured once, for it is long."""
    with TemporaryDirectory() as folder:
        text = Path(folder) / "text.txt"
        text.write_text("\n\n".join(generate(1, 60_000 if quick else BYTES)), encoding="utf-8")
        budget = ["--steps", "2"] if quick else ["--epochs", "1"]
        words = ["train", "--preset", "hellogpt", "--text", str(text), *budget, "--home", folder, "--json"]
        begin = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "hellogpt_gui", *words], cwd=ROOT, capture_output=True, text=True, check=False
        )
        minutes = (time.perf_counter() - begin) / 60
    if done.returncode:
        raise SystemExit(done.stderr)
    last = json.loads(done.stdout.splitlines()[-1])
    figures = f"{last['step']} steps, validation loss {last['val_loss']:.3f}"
    yield Row("an epoch of 5 MB at the hellogpt preset", (minutes,), "minutes", figures, "min")

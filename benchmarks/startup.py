"""How long a person waits: from the start of the process to the painted window, and to the engine that can work.

    python main.py bench startup

Starts of the program's window, files in memory as after an earlier start; and what `python main.py` adds to a later
start, with a command that does little.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

from benchmarks.measuring import Row
from benchmarks.peers import ROOT

CHILD = """
import sys
from pathlib import Path
from hellogpt_gui import app
from core.paths import Home

class Timed(app.MainWindow):
    def __init__(self, *parts):
        super().__init__(*parts)
        self.painted.connect(lambda: print("painted", flush=True))
        self._client.ready.connect(self._ready)

    def _ready(self, answer):
        print("ready", flush=True)
        self.close()

app.MainWindow = Timed
sys.exit(app.run(Home(Path(sys.argv[1]))))
"""


def start(home: str) -> dict[str, float]:
    """Seconds from the start of the process to each thing it says."""
    environment = os.environ | {"QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    begin = time.perf_counter()
    said = {}
    command = [sys.executable, "-c", CHILD, home]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            said[line.strip()] = time.perf_counter() - begin
    if process.returncode:
        raise SystemExit(f"The window ended with {process.returncode}.")
    return said


def seconds(command: list[str]) -> float:
    begin = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begin


def measure(runs: int, quick: bool) -> Iterator[Row]:
    """Seconds to the painted window, to the ready engine, and what main.py adds."""
    starts, added = [], []
    with tempfile.TemporaryDirectory() as home:
        words = ["runs", "--json", "--home", home]
        if not quick:
            start(home)  # once, so that files are in memory
        for _ in range(1 if quick else runs):
            starts.append(start(home))
            by_main = seconds([sys.executable, "main.py", *words])
            added.append(by_main - seconds([sys.executable, "-m", "hellogpt_gui", *words]))
    yield Row("process start → window painted", tuple(one["painted"] for one in starts), "< 1", "", "s")
    yield Row("process start → engine ready", tuple(one["ready"] for one in starts), "< 4", "", "s")
    yield Row("main.py adds to a later start", tuple(added), "≤ 0.1", "", "s")

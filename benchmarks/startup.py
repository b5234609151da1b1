"""How long a person waits: from the start of the process to the painted window, and to the engine that can work.

    python -m benchmarks.startup [--runs N]

Prints median, minimum and maximum of N starts, and what `python main.py` adds to a later start.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
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


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=7)
    given = parser.parse_args()
    figures: dict[str, list[float]] = {"window painted": [], "engine ready": [], "main.py adds": []}
    with tempfile.TemporaryDirectory() as home:
        words = ["runs", "--json", "--home", home]
        start(home)  # once, so that files are in memory as they are after the first start
        for _ in range(given.runs):
            said = start(home)
            figures["window painted"].append(said["painted"])
            figures["engine ready"].append(said["ready"])
            by_main = seconds([sys.executable, "main.py", *words])
            figures["main.py adds"].append(by_main - seconds([sys.executable, "-m", "hellogpt_gui", *words]))
    for name, values in figures.items():
        print(f"{name:16} {median(values):6.3f} s   {min(values):.3f} … {max(values):.3f}")


if __name__ == "__main__":
    main()

"""What the proofs of docs/reliability.md share: the program in processes of its own, and what holds of any run."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from core.paths import Home
from core.runs import RunFolder, list_runs, verify_step

CHECKOUT = Path(__file__).resolve().parents[3]
QUICK = (
    "--preset=tiny", "--d-model=16", "--n-heads=2", "--context-length=16", "--vocab-size=300", "--batch-size=8",
    "--warmup-steps=4", "--dropout=0.1", "--threads=1", "--device=cpu", "--precision=fp32",
)  # fmt: skip


@dataclass(frozen=True)
class Ended:
    """How a process ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def events(self) -> list[dict]:
        return [json.loads(line) for line in self.out.splitlines()]


class Program:
    """The words of the terminal, each in a process of its own, at one home. ``before``: a command that starts it."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.environment = os.environ | {
            "HELLOGPT_HOME": str(home.root),
            "PYTHONPATH": str(CHECKOUT),
            "OMP_NUM_THREADS": "1",
        }

    def start(self, *words: str, before: tuple[str, ...] = ()) -> subprocess.Popen[str]:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        command = [*before, sys.executable, "-m", "hellogpt_gui", *words]
        return subprocess.Popen(command, **pipes, encoding="utf-8", env=self.environment)  # type: ignore[call-overload]

    def run(self, *words: str, before: tuple[str, ...] = ()) -> Ended:
        process = self.start(*words, before=before)
        out, err = process.communicate("", timeout=100)
        return Ended(process.returncode, out, err)

    def train(self, story: Path, *words: str) -> tuple[str, ...]:
        """The words of a quick training called demo."""
        return ("train", "--text", str(story), *QUICK, *words, "--name", "demo", "--json")


def until(process: subprocess.Popen[str], wanted: Callable[[dict], bool]) -> list[dict]:
    """The events of a training up to the first wanted one."""
    assert process.stdout is not None
    seen = []
    for line in process.stdout:
        seen.append(json.loads(line))
        if wanted(seen[-1]):
            return seen
    raise AssertionError(f"it never came: {seen[-1:]}, {process.communicate()[1]}")


def finish(process: subprocess.Popen[str]) -> Ended:
    """The rest of what a process says, to its end."""
    out, err = process.communicate(timeout=100)
    return Ended(process.returncode, out, err)


def run_of(home: Home, name: str = "demo") -> RunFolder:
    return RunFolder(home.checkpoints / name / "serial_1")


def files_at(run: RunFolder, step: int) -> list[bytes]:
    """Weights and optimiser, bit for bit."""
    return [(run.step_folder(step) / f"{name}.safetensors").read_bytes() for name in ("model", "optimizer")]


def look_over(home: Home, run: RunFolder, cuts: int = 1) -> int | None:
    """What must hold of a run whatever befell it: every step verifies, no step is double, lines are whole.

    ``cuts``: how often its writer was cut off, each of which may have left half a line in each file.
    Returns its newest checkpoint; None where it has none yet.
    """
    if not (run.path / "config.json").exists():
        assert run.latest is None
        return None
    assert run.name in {summary.name for summary in list_runs(home)}
    for stop in run.steps():
        verify_step(run.step_folder(stop.step))
    steps = [line["step"] for line in run.metrics()]
    assert steps == sorted(set(steps))
    samples = [(line["step"], line["prompt"]) for line in run.samples()]
    assert len(samples) == len(set(samples))
    for name in ("metrics.jsonl", "samples.jsonl", "events.jsonl"):
        raw = (run.path / name).read_bytes() if (run.path / name).exists() else b""
        assert sum(map(_is_half, raw.split(b"\n")[:-1])) <= cuts
    return run.latest_checkpoint


def _is_half(line: bytes) -> bool:
    try:
        return not isinstance(msgspec.json.decode(line), dict)
    except msgspec.DecodeError:
        return True


@pytest.fixture
def program(home: Home) -> Program:
    return Program(home)


@pytest.fixture
def count() -> Callable[[str, int], None]:
    """Says how often something was survived, for the table in docs/reliability.md; ``-rP`` shows it."""
    return lambda what, number: print(f"{number} {what}")

"""A training that is killed again and again: each time the run is whole, and in the end it has the same bits."""

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from core.config import RunConfig
from core.paths import Home
from core.runs import RunFolder, list_runs, verify_step

CHECKOUT = Path(__file__).resolve().parents[3]
STEPS = 40
# Reads torch once. For each line it forks a child that trains, and kills it after so many seconds.
SCRIPT = """
import json, os, signal, sys
import msgspec
import torch._dynamo  # torch.optim reads it when the first optimiser is made
from core.config import RunConfig
from core.control import RunControl
from core.engine import Engine
from core.paths import find_home
from core.protocol import Resume, Train

def carry_out(order):
    if order["resume"]:
        command = Resume(order["name"])
    else:
        command = Train(msgspec.json.decode(sys.argv[1], type=RunConfig), (sys.argv[2],), order["name"], ("The",))
    for event in Engine(find_home()).run(command, RunControl()):
        last = event
    if last.event != "done":
        print(last, file=sys.stderr, flush=True)
        os._exit(1)
    os._exit(0)

signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
for line in sys.stdin:
    order = json.loads(line)
    pid = os.fork()
    if pid == 0:
        carry_out(order)
    if signal.sigtimedwait({signal.SIGCHLD}, order["seconds"]) is None:
        os.kill(pid, signal.SIGKILL)
        signal.sigwait({signal.SIGCHLD})
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
"""

pytestmark = pytest.mark.skipif(
    not hasattr(os, "fork") or sys.platform == "darwin", reason="needs fork and sigtimedwait"
)


class Nursery:
    """A process whose children train and are killed."""

    def __init__(self, home: Home, config: RunConfig, text: Path) -> None:
        self.home = home
        environment = os.environ | {
            "PYTHONPATH": str(CHECKOUT),
            "HELLOGPT_HOME": str(home.root),
            "OMP_NUM_THREADS": "1",
        }
        command = [sys.executable, "-c", SCRIPT, msgspec.json.encode(config).decode(), str(text)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self._process = subprocess.Popen(command, env=environment, text=True, **pipes)  # type: ignore[call-overload]

    def live(self, name: str, resume: bool, seconds: float) -> bool:
        """Train or go on for so long. Whether the run came to its end."""
        order = json.dumps({"name": name, "resume": resume, "seconds": seconds})
        self._process.stdin.write(order + "\n")
        self._process.stdin.flush()
        code = int(self._process.stdout.readline())
        assert code in (0, -9)
        return code == 0

    def close(self) -> None:
        self._process.communicate(timeout=30)
        assert self._process.returncode == 0


@pytest.fixture
def nursery(home: Home, story: Path, config: RunConfig) -> Iterator[Nursery]:
    made = Nursery(home, config, story)
    yield made
    made.close()


@pytest.fixture
def config(settings: Callable[..., RunConfig]) -> RunConfig:
    return settings(steps=STEPS, save_every=2, eval_every=10, dropout=0.2, d_model=16)


def files_of(run: RunFolder) -> list[bytes]:
    return [(run.step_folder(STEPS) / f"{name}.safetensors").read_bytes() for name in ("model", "optimizer")]


def look_at(home: Home, run: RunFolder) -> int | None:
    """Everything that must hold after a kill. Returns the newest checkpoint, or None where the run has none yet."""
    if not (run.path / "config.json").exists():
        assert run.latest is None
        return None
    assert run.name in {summary.name for summary in list_runs(home)}
    for stop in run.steps():
        verify_step(run.step_folder(stop.step))
    for lines in (run.metrics(), run.samples()):
        steps = [line["step"] for line in lines]
        assert steps == sorted(set(steps))
    raw = (run.path / "metrics.jsonl").read_bytes() if run.metrics() else b""
    *whole, _ = raw.split(b"\n")
    assert all(isinstance(msgspec.json.decode(line), dict) for line in whole)
    return run.latest_checkpoint


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    "wanted_kills", [pytest.param(10, marks=pytest.mark.integration), pytest.param(300, marks=pytest.mark.torture)]
)
def test_kills_at_any_moment_lose_nothing_and_change_nothing(nursery: Nursery, home: Home, wanted_kills: int) -> None:
    assert nursery.live("whole", False, 60.0)
    begin = time.perf_counter()
    assert nursery.live("again", False, 60.0)
    life = time.perf_counter() - begin  # of a run that nobody kills, once torch is read and the text is prepared
    wanted = files_of(RunFolder(home.checkpoints / "whole" / "serial_1"))
    chance = random.Random(20)
    kills = ends = 0
    kept: list[int] = []
    slower = 1.0  # a machine that is busy by now needs longer to come to its first checkpoint

    def enough() -> bool:
        return kills >= wanted_kills and len(set(kept)) > 5

    while not enough() or not ends:
        run, newest, ended = RunFolder(home.checkpoints / f"killed{kills}-{ends}" / "serial_1"), None, False
        while not ended:
            seconds = 60.0 if enough() else chance.uniform(0.0, 0.5 * life * slower)
            if chance.random() < 0.3:  # so that preparing the text is killed too
                shutil.rmtree(home.prepared)
                home.prepared.mkdir()
            lived = nursery.live(run.path.parent.name, newest is not None, seconds)
            before, newest = newest, look_at(home, RunFolder(run.path))
            kills += not lived
            ended = newest == STEPS  # also where it was killed between its last step and its last word
            slower = min(8.0, 1.2 * slower) if newest is None else 1.0
            if newest is None:
                break  # nothing to go on from: it begins anew under another name
            kept.append(newest)
            assert before is None or newest >= before
        ends += ended
        if ended:
            assert files_of(run) == wanted
    assert len(set(kept)) > 5
    assert nursery.live("last", False, 60.0)
    assert list(home.artifacts.glob("*/.tmp-*")) == []
    print(f"{kills} kills, {ends} runs that came to their end with the bits of one that nobody killed")

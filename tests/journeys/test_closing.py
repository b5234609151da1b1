"""The window closed in whatever state the program is in: a clean end, not a word, and everything kept.

Each state is a process of its own, with a person at it (``sitting.py``).
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.config import build_config
from core.control import RunControl
from core.engine import Engine
from core.paths import Home
from core.protocol import Train, TrainDone
from core.runs import RunFolder, list_runs, verify_step

from .sitting import RUNS, TINY

pytestmark = pytest.mark.integration
ROOT = Path(__file__).parents[2]
AT_ONCE = 2
LONG = 100  # seconds; a loaded machine imports torch slowly
# What Qt's platform without a screen says of itself.
NOTICE = "This plugin does not support propagateSizeHints()"
TRAINS = ("training", "paused", "saving", "sampling")


@dataclass(frozen=True)
class Left:
    """What a sitting left: the exit code, what it said, and the home."""

    code: int
    said: list[str]
    complained: list[str]
    home: Home


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("text") / "story.txt"
    animals = ("fox", "owl", "hare", "mole")
    lines = [f"The {animals[k % 4]} met the {animals[k // 4 % 4]} at the river {k}." for k in range(600)]
    path.write_text("\n\n".join(lines), encoding="utf-8", newline="\n")
    return path


@pytest.fixture(scope="module")
def sittings(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, story: Path
) -> Iterator[Callable[[str], Left]]:
    """``sittings(state)``. All that are asked for in this session begin at once, two at a time."""
    tale = train_tale(Home(tmp_path_factory.mktemp("tale")).make(), story)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        begun: dict[str, Future[Left]] = {}
        for item in request.session.items:
            if item.path == Path(__file__):
                state = item.callspec.params["state"]  # type: ignore[attr-defined]
                home = Home(tmp_path_factory.mktemp(state)).make()
                if state in ("chatting", "inspecting"):
                    shutil.copytree(tale.root, home.root, dirs_exist_ok=True)
                begun[state] = pool.submit(sit, state, home, story)
        yield lambda state: begun[state].result()


def sit(state: str, home: Home, story: Path) -> Left:
    command = [sys.executable, str(Path(__file__).with_name("sitting.py")), state, str(home.root), str(story)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", timeout=LONG, check=False
    )
    return Left(ended.returncode, ended.stdout.splitlines(), ended.stderr.splitlines(), home)


def train_tale(home: Home, story: Path) -> Home:
    """A home with one run, to talk to."""
    config = build_config("small", {**TINY, "steps": 20, "warmup_steps": 4})
    *_, last = Engine(home).run(Train(config, (str(story),), "tale"), RunControl())
    assert isinstance(last, TrainDone), last
    return home


def check_run(run: RunFolder) -> None:
    """It opens, nothing in it is torn or unfinished, and its newest step is what was written."""
    assert run.config().preset == "small"
    lines = sorted(run.path.glob("*.jsonl"))
    assert {"metrics.jsonl", "events.jsonl"} <= {path.name for path in lines}
    for path in lines:
        data = path.read_bytes()
        assert data.endswith(b"\n"), path
        assert all(isinstance(json.loads(line), dict) for line in data.splitlines())
    assert run.latest is not None
    assert run.latest == run.latest_checkpoint
    verify_step(run.step_folder(run.latest))
    assert not list(run.path.glob(".tmp-*"))
    assert not (run.path / "trainer.json").exists()


@pytest.mark.parametrize("state", RUNS)
def test_closing_the_window_ends_cleanly_and_keeps_everything(sittings: Callable[[str], Left], state: str) -> None:
    left = sittings(state)
    assert [line for line in left.complained if line != NOTICE] == []
    assert left.said == [f"closed while {state}", *(["asked"] if state in ("preparing", *TRAINS) else [])]
    assert left.code == 0
    log = (left.home.logs / "hellogpt.log").read_text(encoding="utf-8")
    assert "ERROR" not in log
    assert "Traceback" not in log
    runs = {run.name: run.state for run in list_runs(left.home)}
    if state in TRAINS:
        assert runs == {"story/serial_1": "stopped"}
        run = RunFolder(left.home.checkpoints / "story" / "serial_1")
        check_run(run)
        assert run.metrics()[-1]["step"] == run.latest
    elif state in ("chatting", "inspecting"):
        assert runs == {"tale/serial_1": "done"}
        check_run(RunFolder(left.home.checkpoints / "tale" / "serial_1"))
    else:
        assert runs == {}

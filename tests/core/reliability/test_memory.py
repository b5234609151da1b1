"""Memory does not grow: over the steps of a training, over chats, over inspections. Counted in a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from core.config import RunConfig
from core.paths import Home

from .conftest import CHECKOUT

# What a process may hold more after a piece of work than before it, once it is warm: the allocator gives back by the
# page and not at once. One kept tensor a step or a chat would be many times that.
BOUND = 3_000_000  # bytes
# Does each of a list of things so often, and says what the process held at each fifth of them.
SCRIPT = """
import gc, itertools, json, sys
import msgspec, psutil
from core.config import VIEWS, RunConfig, SamplingConfig
from core.control import RunControl
from core.engine import Engine
from core.paths import find_home
from core.protocol import Inspect, Sample, Step, Train

config = msgspec.json.decode(sys.argv[1], type=RunConfig)
times = int(sys.argv[3])
engine = Engine(find_home())
process = psutil.Process()
FIFTHS = 5

def held():
    gc.collect()
    return process.memory_info().rss

def training():
    marks, steps = [], config.training.steps
    for event in engine.run(Train(config, (sys.argv[2],), "demo", ("The",)), RunControl()):
        if isinstance(event, Step) and event.step >= steps * (len(marks) + 1) / FIFTHS:
            marks.append(held())
        last = event
    assert last.event == "done", last
    return marks

def asking(commands):
    marks = []
    for number, command in zip(range(1, times + 1), itertools.cycle(commands)):
        *_, last = engine.run(command, RunControl())
        assert last.event == "done", last
        if number >= times * (len(marks) + 1) / FIFTHS:
            marks.append(held())
    return marks

found = {"steps": training()}
found["chats"] = asking([Sample("demo", words, SamplingConfig(max_new_tokens=24)) for words in ("The fox", "Once", "")])
for view in VIEWS:  # each remembers what it needs again, once
    *_, last = engine.run(Inspect("demo", view, "The owl sat by the river"), RunControl())
found["inspections"] = asking([Inspect("demo", view, "The owl sat by the river") for view in VIEWS])
print(json.dumps(found))
"""


def grown(home: Home, config: RunConfig, story: Path, times: int) -> dict[str, int]:
    """Bytes held more at the end of each work than after its first fifth."""
    environment = os.environ | {"HELLOGPT_HOME": str(home.root), "PYTHONPATH": str(CHECKOUT), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-c", SCRIPT, msgspec.json.encode(config).decode(), str(story), str(times)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    marks: dict[str, list[int]] = json.loads(done.stdout)
    assert all(len(held) == 5 for held in marks.values()), marks
    return {work: held[-1] - held[0] for work, held in marks.items()}


def test_memory_does_not_grow_over_500_steps_40_chats_and_40_inspections(
    home: Home, story: Path, settings: Callable[..., RunConfig]
) -> None:
    more = grown(home, settings(steps=500), story, 40)
    assert max(more.values()) < BOUND, more


@pytest.mark.torture
@pytest.mark.timeout(600)
def test_memory_does_not_grow_over_5000_steps_200_chats_and_200_inspections(
    home: Home, story: Path, settings: Callable[..., RunConfig], count: Callable[[str, int], None]
) -> None:
    more = grown(home, settings(steps=5000), story, 200)
    assert max(more.values()) < BOUND, more
    count(f"steps, 200 chats, 200 inspections: bytes held more at the end: {more}", 5000)

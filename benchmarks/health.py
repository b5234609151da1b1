"""What it costs a training that its network's health is looked at.

    python main.py bench health

The default preset trains for half a minute, in which there are more looks a minute than in any longer training. Counted
is the time in the looks, and all that is done between two steps where nothing but a look was due.
"""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

from benchmarks.measuring import Row
from core.config import build_config
from core.control import RunControl
from core.engine import Engine
from core.paths import Home
from core.protocol import Event, Health, Train, TrainDone
from core.training import trainer
from core.training.between.health import look_at_health
from core.training.cadence import Due
from core.training.state import State

MINUTES = 0.5


def measure(runs: int, quick: bool) -> Iterator[Row]:
    """One row: the share of the training, in per cent."""
    found = [share_of_a_run(0.05 if quick else MINUTES) for _ in range(1 if quick else runs)]
    shares = tuple(100 * spent / seconds for spent, seconds, _ in found)
    looks = "; ".join(f"{n} looks, {1000 * spent / max(1, n):.1f} ms each" for spent, _, n in found)
    yield Row("health of the network, share of a training", shares, "≤ 1 %", looks, "%")


def share_of_a_run(minutes: float) -> tuple[float, float, int]:
    """Seconds in looks, seconds of the run, and how many looks."""
    spent = 0.0
    whole_look = trainer.Trainer._look

    def timed(state: State, due: Due) -> Iterator[Event]:
        nonlocal spent
        begin = time.perf_counter()
        events = list(look_at_health(state, due))
        if due != trainer.NOTHING:
            spent += time.perf_counter() - begin
        yield from events

    def look(self: trainer.Trainer, coming: Due) -> Iterator[Event]:
        nonlocal spent
        for_health = coming == trainer.NOTHING and self.state.weighed is not None
        begin = time.perf_counter()
        events = list(whole_look(self, coming))
        if for_health:
            spent += time.perf_counter() - begin
        yield from events

    parts = tuple(timed if part is look_at_health else part for part in trainer.PARTS)
    with (
        tempfile.TemporaryDirectory() as folder,
        patch.object(trainer, "PARTS", parts),
        patch.object(trainer.Trainer, "_look", look),
    ):
        command = Train(build_config("small", {"minutes": minutes}), name="health")
        events = list(Engine(Home(Path(folder)).make()).run(command, RunControl()))
    last = events[-1]
    if not isinstance(last, TrainDone):
        raise SystemExit(str(last))
    return spent, last.seconds, sum(isinstance(event, Health) for event in events)

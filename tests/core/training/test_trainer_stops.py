"""How a training ends and pauses: by its budget, by the person, by numbers that are none; what is kept each time."""

import itertools
import math
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from safetensors.torch import load_file

from core.config import RunConfig
from core.control import RunControl
from core.engine import Engine
from core.paths import Home
from core.protocol import CheckpointWritten, Event, Paused, Resumed, SampleWritten, Step, Train, TrainDone
from core.runs import RunFolder, list_runs, verify_step

Settings = Callable[..., RunConfig]
CarryOut = Callable[..., list[Event]]


def run_of(home: Home) -> RunFolder:
    return RunFolder(home.checkpoints / "demo" / "serial_1")


def all_whole(run: RunFolder) -> list[int]:
    """The steps of a run, each of which verifies and holds finite weights."""
    for stop in run.steps():
        verify_step(run.step_folder(stop.step))
        weights = load_file(run.step_folder(stop.step) / "model.safetensors")
        assert all(tensor.isfinite().all() for tensor in weights.values())
    return [stop.step for stop in run.steps()]


def until(events: Iterator[Event], wanted: Callable[[Event], bool]) -> list[Event]:
    """The events up to the first wanted one."""
    seen = []
    for event in events:
        seen.append(event)
        if wanted(event):
            return seen
    raise AssertionError(f"it never came; last was {seen[-1]}")


def at_step(step: int) -> Callable[[Event], bool]:
    return lambda event: isinstance(event, Step) and event.step >= step


# ---- budgets --------------------------------------------------------------------------------------------------------


def test_a_budget_in_steps_is_kept_to(home: Home, story: Path, carry_out: CarryOut, settings: Settings) -> None:
    done = carry_out(home, Train(settings(steps=7), (str(story),), "demo"))[-1]
    assert (done.step, done.stopped_by) == (7, "budget")


def test_a_budget_in_epochs_is_a_number_of_windows(
    home: Home, story: Path, carry_out: CarryOut, settings: Settings
) -> None:
    events = carry_out(home, Train(settings(epochs=0.1, steps=0, batch_size=4), (str(story),), "demo"))
    windows = -(-(run_of(home).info().tokens_train - 1) // 16)
    assert (events[-1].step, events[-1].stopped_by) == (-(-windows // 40), "budget")


def test_a_budget_in_minutes_ends_with_its_last_step_measured_and_kept(
    home: Home, story: Path, carry_out: CarryOut, settings: Settings
) -> None:
    """Most of this half second goes into writing samples, so the budget is used up there and not in a step."""
    command = Train(settings(minutes=0.01, steps=0), (str(story),), "demo", ("The", "Once", "A", "So"))
    events = carry_out(home, command)
    done, steps = events[-1], [event for event in events if isinstance(event, Step)]
    assert done.stopped_by == "budget"
    assert done.step == steps[-1].step == run_of(home).latest_checkpoint
    assert steps[-1].val_loss == done.val_loss is not None
    assert steps[-1].progress == 1.0
    assert done.seconds >= 0.6
    assert len({event.step for event in steps}) == len(steps)


# ---- the person -----------------------------------------------------------------------------------------------------


def test_a_stop_keeps_and_logs_the_step_it_came_at(home: Home, story: Path, settings: Settings) -> None:
    control = RunControl()
    events = Engine(home).run(Train(settings(steps=100_000), (str(story),), "demo"), control)
    until(events, at_step(10))
    control.stop()
    rest = list(events)
    done = rest[-1]
    assert isinstance(done, TrainDone)
    assert done.stopped_by == "user"
    assert run_of(home).latest_checkpoint == done.step < 100_000
    assert run_of(home).metrics()[-1]["step"] == done.step
    assert list_runs(home)[0].steps == done.step
    assert all_whole(run_of(home))[-1] == done.step
    assert [line["event"] for line in run_of(home).events()] == ["started", "stopped"]


def test_a_stop_cuts_no_sample_short(home: Home, story: Path, settings: Settings) -> None:
    """What is written down is whole; a sample that a stop interrupts is left out."""
    control = RunControl()
    events = Engine(home).run(Train(settings(), (str(story),), "demo", ("The", "Once")), control)
    until(events, lambda event: isinstance(event, SampleWritten))
    control.stop()
    assert not [event for event in events if isinstance(event, SampleWritten)]
    assert [line["prompt"] for line in run_of(home).samples()] == ["The"]


def test_a_pause_keeps_everything_and_goes_on_to_the_same_bits(home: Home, story: Path, settings: Settings) -> None:
    """Paused at once, every time a step is logged."""
    control = RunControl()
    ends = []
    for pausing in (True, False):
        paused = 0
        for event in Engine(home).run(Train(settings(steps=12), (str(story),), "demo"), control):
            if pausing and isinstance(event, Step) and event.step:
                control.pause()
            if isinstance(event, Paused):
                paused += 1
                assert run_of(home).latest_checkpoint == event.step
                assert run_of(home).events()[-1]["event"] == "paused"
                control.resume()
        assert paused == 11 * pausing  # at the twelfth it was done
        folder = home.checkpoints / "demo" / f"serial_{2 - pausing}" / "step-000012"
        ends.append([(folder / f"{name}.safetensors").read_bytes() for name in ("model", "optimizer")])
        control.resume()
    assert ends[0] == ends[1]


def test_the_clock_of_a_run_stands_still_in_a_pause(home: Home, story: Path, settings: Settings) -> None:
    """Of the time that passed here, at least half of the pause did not pass for the run."""
    control = RunControl()
    events = Engine(home).run(Train(settings(steps=100_000), (str(story),), "demo"), control)
    before, begin = until(events, at_step(3))[-1], time.perf_counter()
    control.pause()
    until(events, lambda event: isinstance(event, Paused))
    threading.Timer(0.5, control.resume).start()
    until(events, lambda event: isinstance(event, Resumed))
    after, end = until(events, at_step(0))[-1], time.perf_counter()
    control.stop()
    list(events)
    assert 0 < after.seconds - before.seconds < end - begin - 0.25


def test_stop_while_paused_ends_the_run(home: Home, story: Path, settings: Settings) -> None:
    control = RunControl()
    events = Engine(home).run(Train(settings(steps=100_000), (str(story),), "demo"), control)
    until(events, at_step(3))
    control.pause()
    paused = until(events, lambda event: isinstance(event, Paused))[-1]
    stopper = threading.Thread(target=control.stop)
    stopper.start()
    rest = list(events)
    stopper.join()
    assert [type(event) for event in rest] == [TrainDone]
    assert (rest[0].step, rest[0].stopped_by) == (paused.step, "user")
    assert [line["event"] for line in run_of(home).events()] == ["started", "paused", "stopped"]


def test_a_snapshot_that_becomes_a_checkpoint_stays_one_to_look_back_at(
    home: Home, story: Path, settings: Settings
) -> None:
    """A pause right at a snapshot makes it a checkpoint; later it is a snapshot again, and not gone."""
    control = RunControl()
    seen = set()
    for event in Engine(home).run(
        Train(settings(steps=20, eval_every=1000, save_every=1000), (str(story),), "demo"), control
    ):
        if isinstance(event, CheckpointWritten) and event.kind == "snapshot":
            control.pause()
        if isinstance(event, Paused):
            seen.add(event.step)
            control.resume()
    assert seen >= {1, 2, 4, 8}
    assert seen <= set(all_whole(run_of(home)))


# ---- numbers that are none ------------------------------------------------------------------------------------------

EXPLOSIONS = [
    {"optimizer": "adamw", "learning_rate": 1.0, "weight_decay": 10.0, "grad_clip": 0.0, "warmup_steps": 0},
    {"optimizer": "muon", "muon_learning_rate": 1.0, "learning_rate": 1.0, "weight_decay": 10.0, "grad_clip": 0.0},
]


@pytest.mark.parametrize("explosion", EXPLOSIONS, ids=lambda way: way["optimizer"])
@pytest.mark.parametrize("every", [0, 1])
def test_a_loss_that_is_not_finite_stops_the_run_and_keeps_what_was_good(
    home: Home, story: Path, carry_out: CarryOut, settings: Settings, explosion: dict, every: int
) -> None:
    """A weight decay of ten times the weights at a rate of one turns them round and ninefold, each step."""
    exploding = settings(steps=2000, schedule="constant", eval_every=every, save_every=every, **explosion)
    events = carry_out(home, Train(exploding, (str(story),), "demo"))
    done = events[-1]
    assert isinstance(done, TrainDone)
    assert done.stopped_by == "not_finite"
    assert 0 < done.step < 2000
    assert math.isfinite(done.val_loss)
    run = run_of(home)
    assert all_whole(run)
    assert run.latest_checkpoint is not None
    assert run.latest_checkpoint < done.step
    assert run.events()[-1]["why"] == "not_finite"
    lines = run.metrics()
    assert all(math.isfinite(line["train_loss"]) for line in lines)
    assert all(math.isfinite(line["val_loss"]) for line in lines[:: 1 if every else len(lines)])
    assert all(a["step"] < b["step"] for a, b in itertools.pairwise(lines))


def test_stop_or_pause_keep_no_weights_that_are_not_finite(home: Home, story: Path, settings: Settings) -> None:
    control = RunControl()
    exploding = settings(steps=100_000, schedule="constant", eval_every=10_000, save_every=10_000, **EXPLOSIONS[0])
    for event in Engine(home).run(Train(exploding, (str(story),), "demo"), control):
        if isinstance(event, Step) and event.step:
            control.pause()
        if isinstance(event, Paused):
            assert all_whole(run_of(home))[-1] == event.step
            control.resume()
        last = event
    assert last.stopped_by == "not_finite"
    assert all_whole(run_of(home))

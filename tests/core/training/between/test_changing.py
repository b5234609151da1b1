"""Learning rate and budget may be changed while it trains; a resumed run makes the same changes."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from core.config import RunConfig
from core.control import Changeable, RunControl
from core.engine import Engine
from core.paths import Home
from core.protocol import Changed, Event, Resume, Step, Train, TrainDone
from core.runs import find_run
from core.runs.change_lines import read_changes

Settings = Callable[..., RunConfig]
CarryOut = Callable[..., list[Event]]
Asked = dict[int, tuple[Changeable, float]]


def trained(home: Home, command: Train, asked: Asked, stop_at: int = 10_000) -> list[Event]:
    """Everything said; at each step of ``asked`` something is changed."""
    control, events, left = RunControl(), [], dict(asked)
    for event in Engine(home).run(command, control):
        events.append(event)
        if isinstance(event, Step):
            for step in [step for step in left if event.step >= step]:
                control.change(*left.pop(step))
            if event.step >= stop_at:
                control.stop()
    return events


def weights(home: Home, name: str) -> dict[str, torch.Tensor]:
    folder, step = find_run(home, name)
    assert step is not None
    return load_file(folder.step_folder(step) / "model.safetensors")


def test_a_rate_that_is_changed_is_followed_and_noted(home: Home, settings: Settings, story: Path) -> None:
    config = settings(steps=60, schedule="constant", warmup_steps=0, learning_rate=0.01)
    events = trained(home, Train(config, (str(story),), "demo", ("The",)), {20: ("learning_rate", 0.0025)})
    (changed,) = [event for event in events if isinstance(event, Changed)]
    assert (changed.setting, changed.before, changed.after) == ("learning_rate", 0.01, 0.0025)
    rates = {event.step: event.learning_rate for event in events if isinstance(event, Step) and event.step}
    assert changed.step in rates
    assert max(rates) > changed.step
    for step, rate in rates.items():
        assert rate == pytest.approx(0.01 if step <= changed.step else 0.0025)
    folder, _ = find_run(home, "demo")
    assert read_changes(folder) == [changed]
    assert folder.config().training.learning_rate == 0.01  # what it began with


@pytest.mark.parametrize(("steps", "ends"), [(30, 30), (60, 60), (1, None)])
def test_a_budget_may_grow_or_shrink(home: Home, settings: Settings, story: Path, steps: int, ends: int | None) -> None:
    command = Train(settings(steps=40), (str(story),), "demo", ("The",))
    events = trained(home, command, {10: ("steps", float(steps))})
    last = events[-1]
    assert isinstance(last, TrainDone)
    assert last.stopped_by == "budget"
    assert last.step == ends or (ends is None and 10 < last.step < 16)  # what is used up ends with the next step
    folder, _ = find_run(home, "demo")
    assert folder.latest_checkpoint == last.step


def test_what_a_run_does_not_have_is_not_changed(home: Home, settings: Settings, story: Path) -> None:
    command = Train(settings(steps=30), (str(story),), "demo", ("The",))
    events = trained(home, command, {5: ("minutes", 5.0), 8: ("steps", 30.0)})
    assert not [event for event in events if isinstance(event, Changed)]


def test_a_resumed_run_has_the_same_bits(home: Home, settings: Settings, carry_out: CarryOut, story: Path) -> None:
    config = settings(steps=40, eval_every=1)  # every step is looked at: both change at the same
    asked: Asked = {10: ("learning_rate", 0.002), 12: ("steps", 50.0)}
    trained(home, Train(config, (str(story),), "whole", ("The",)), asked)
    trained(home, Train(config, (str(story),), "halves", ("The",)), asked, stop_at=25)
    *_, last = carry_out(home, Resume("halves"))
    assert isinstance(last, TrainDone)
    assert last.step == 50
    whole, halves = weights(home, "whole"), weights(home, "halves")
    assert all(torch.equal(whole[name], halves[name]) for name in whole)
    changes = [[(one.step, one.setting, one.after) for one in read_changes(find_run(home, name)[0])]
               for name in ("whole", "halves")]  # fmt: skip
    assert changes[0] == changes[1]


def test_a_resume_takes_back_the_changes_beyond_it(
    home: Home, settings: Settings, carry_out: CarryOut, story: Path
) -> None:
    config = settings(steps=40, save_every=10, eval_every=100)
    trained(home, Train(config, (str(story),), "demo", ("The",)), {35: ("learning_rate", 0.002)})
    folder, _ = find_run(home, "demo")
    (beyond,) = read_changes(folder)
    earlier = max(stop.step for stop in folder.steps() if stop.kind == "checkpoint" and stop.step < beyond.step)
    carry_out(home, Resume(f"demo@{earlier}"))
    assert read_changes(folder) == []

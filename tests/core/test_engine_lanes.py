"""Two lanes: what is asked beside a training gets its live weights, and changes not one bit of it."""

import itertools
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from core.config import VIEWS, ModelConfig, RunConfig, SamplingConfig
from core.control import RunControl, Shelf
from core.engine import Engine
from core.model.gpt import build_gpt
from core.paths import Home
from core.protocol import (
    Command,
    Estimate,
    Event,
    Inspect,
    InspectDone,
    Paused,
    Sample,
    SampleDone,
    Step,
    Train,
    TrainDone,
)
from core.runs import RunFolder

Settings = Callable[..., RunConfig]
CarryOut = Callable[..., list[Event]]
STEPS = 200
ASKED: list[Command] = [
    Sample("demo@live", "The fox", SamplingConfig(max_new_tokens=20)),
    *(Inspect("demo@live", view, "The owl sat") for view in VIEWS),
    Sample("demo@latest", "", SamplingConfig(max_new_tokens=20)),
]


class Beside(threading.Thread):
    """Asks and builds while a training runs, from its first step until it has ended."""

    def __init__(self, home: Home, shelf: Shelf, asked: list[Command]) -> None:
        super().__init__()
        self.home, self.shelf, self.asked = home, shelf, asked
        self.over = threading.Event()
        self.answers: list[Event] = []

    def run(self) -> None:
        engine = Engine(self.home, self.shelf)
        for command in itertools.cycle(self.asked):
            if self.over.is_set():
                return
            self.answers.append(list(engine.run(command, RunControl()))[-1])
            build_gpt(ModelConfig(vocab_size=50, d_model=32), torch.Generator().manual_seed(1))


def train(home: Home, config: RunConfig, story: Path, beside: Beside | None, shelf: Shelf) -> TrainDone:
    started = False
    for event in Engine(home, shelf).run(Train(config, (str(story),), "demo", ("The",)), RunControl()):
        if beside is not None and not started and isinstance(event, Step):
            beside.start()
            started = True
    if beside is not None:
        beside.over.set()
        beside.join()
    assert isinstance(event, TrainDone), event
    return event


@pytest.mark.integration
def test_a_training_has_the_same_bits_whether_or_not_somebody_asks_beside_it(
    home: Home, story: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twice the same 200 steps with dropout; test_device shows that the number of threads is safe as well."""
    config = settings(steps=STEPS, dropout=0.2, eval_every=100, save_every=100)
    shelf = Shelf()
    monkeypatch.setattr("core.training.measuring.SECONDS", 0.0)
    beside = Beside(home, shelf, [*ASKED, Estimate(config, (str(story),), again=True)])
    alone, watched = train(home, config, story, None, Shelf()), train(home, config, story, beside, shelf)
    files = [
        (home.checkpoints / "demo" / f"serial_{number}" / f"step-{STEPS:06d}" / f"{name}.safetensors").read_bytes()
        for name in ("model", "optimizer")
        for number in (1, 2)
    ]
    assert files[0] == files[1]
    assert files[2] == files[3]
    assert alone.val_loss == watched.val_loss
    assert all(answer.event == "done" for answer in beside.answers), beside.answers
    live = {answer.step for answer in beside.answers if isinstance(answer, (SampleDone, InspectDone))}
    assert len(beside.answers) > len(ASKED)
    assert len(live) > 2  # the weights of several moments were looked at


def test_live_is_this_moment_and_the_newest_step_when_nobody_trains(
    home: Home, story: Path, carry_out: CarryOut, settings: Settings
) -> None:
    """A paused training still hands out its weights; after its end the same words mean the newest step."""
    shelf, control = Shelf(), RunControl()
    asking = Sample("demo@live", "The", SamplingConfig(max_new_tokens=3))
    answers: list[Event] = []
    asker = threading.Thread(target=lambda: answers.extend(carry_out(home, asking, None, shelf)))

    def ask_and_go_on() -> None:
        asker.join()
        control.resume()

    waiter = threading.Thread(target=ask_and_go_on)
    events = Engine(home, shelf).run(Train(settings(steps=12, save_every=100), (str(story),), "demo"), control)
    for event in events:
        if isinstance(event, Step) and event.step == 5:
            control.pause()
        if isinstance(event, Paused):
            asker.start()
            waiter.start()
    waiter.join()
    assert answers[-1].event == "done"
    assert answers[-1].step == 5
    assert shelf.training is None
    assert carry_out(home, asking, None, shelf)[-1].step == 12


def test_weights_on_the_shelf_are_a_copy(home: Home, story: Path, settings: Settings) -> None:
    """What somebody does to them reaches no training."""
    shelf = Shelf()
    config = settings(steps=8)
    taken = []

    def take() -> None:
        copy = shelf.take("demo/serial_1", RunControl())
        assert copy is not None
        for tensor in copy.tensors.values():
            tensor.fill_(float("nan"))
        taken.append(copy.step)

    taker = threading.Thread(target=take)
    for event in Engine(home, shelf).run(Train(config, (str(story),), "demo"), RunControl()):
        if isinstance(event, Step) and event.step == 0:
            taker.start()
            while not shelf.wanted:  # the next step must find somebody waiting
                assert taker.is_alive()
    taker.join()
    assert taken
    assert isinstance(event, TrainDone)
    assert event.stopped_by == "budget"
    assert RunFolder(home.checkpoints / "demo" / "serial_1").latest_checkpoint == 8

"""Deterministic training: the same bits in two processes, and torch refusing what could not give them."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
import torch

from core.config import VIEWS, RunConfig, SamplingConfig
from core.control import RunControl
from core.engine import Engine
from core.errors import DeviceError, SettingError
from core.paths import Home
from core.protocol import Event, Inspect, Sample, Step, Train
from core.runs import RunFolder
from core.training.deterministic import deterministic

Settings = Callable[..., RunConfig]
CHECKOUT = Path(__file__).resolve().parents[3]
# What the clock measures: no two runs agree on it.
BY_THE_CLOCK = {"seconds", "tokens_per_second", "seconds_left"}
TRAIN = """
import sys, msgspec
from core.config import RunConfig
from core.control import RunControl
from core.engine import Engine
from core.paths import find_home
from core.protocol import Train

config = msgspec.json.decode(sys.argv[1], type=RunConfig)
print(*Engine(find_home()).run(Train(config, (sys.argv[2],), "demo", ("The", "Once")), RunControl()))
"""


def lines(run: RunFolder) -> dict[int, dict]:
    """What was logged at each step, without the clock's share."""
    return {
        line["step"]: {key: value for key, value in line.items() if key not in BY_THE_CLOCK} for line in run.metrics()
    }


@pytest.mark.parametrize(
    "precision", [pytest.param("fp32", marks=pytest.mark.integration), pytest.param("bf16", marks=pytest.mark.torture)]
)
def test_two_processes_train_to_the_same_bits(tmp_path: Path, story: Path, settings: Settings, precision: str) -> None:
    """60 steps on two threads with dropout: weights, optimiser, generator, metrics and samples."""
    config = settings(
        steps=60, eval_every=20, save_every=30, dropout=0.2, threads=2, deterministic=True, precision=precision
    )
    homes = [Home(tmp_path / name) for name in ("one", "other")]
    command = [sys.executable, "-c", TRAIN, msgspec.json.encode(config).decode(), str(story)]
    children = []
    for home in homes:
        environment = os.environ | {"PYTHONPATH": str(CHECKOUT), "HELLOGPT_HOME": str(home.root)}
        children.append(subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True))
    assert all("TrainDone" in child.communicate()[0] for child in children)
    one, other = (RunFolder(home.checkpoints / "demo" / "serial_1") for home in homes)
    for name in ("model.safetensors", "optimizer.safetensors"):
        assert (one.step_folder(60) / name).read_bytes() == (other.step_folder(60) / name).read_bytes()
    generators = [
        json.loads((run.step_folder(60) / "state.json").read_bytes())["torch_generator"] for run in (one, other)
    ]
    assert generators[0] == generators[1]
    both = lines(one).keys() & lines(other).keys()  # beside what is due, a step is logged when the clock says so
    assert len(both) > 32
    assert {0, 20, 40, 60} <= both
    assert all(lines(one)[step] == lines(other)[step] for step in both)
    assert one.samples() == other.samples()
    assert one.config().training.deterministic


def test_torch_is_told_while_a_deterministic_run_trains_and_no_longer(
    home: Home, story: Path, settings: Settings
) -> None:
    for wanted in (True, False):
        config = settings(steps=4, deterministic=wanted)
        for event in Engine(home).run(Train(config, (str(story),), "demo"), RunControl()):
            if isinstance(event, Step):
                assert torch.are_deterministic_algorithms_enabled() is wanted
        assert event.event == "done"
        assert not torch.are_deterministic_algorithms_enabled()


def test_chat_and_inspect_can_do_what_a_deterministic_training_allows(
    trained: Home, carry_out: Callable[..., list[Event]]
) -> None:
    """The two lanes share the program, and torch is told for the whole of it."""
    with deterministic(True):
        for command in (
            Sample("demo", "The fox", SamplingConfig(max_new_tokens=40)),
            *(Inspect("demo", view, "The owl sat") for view in VIEWS),
        ):
            assert carry_out(trained, command)[-1].event == "done"


def test_what_has_no_deterministic_form_is_refused_with_a_sentence() -> None:
    values, places = torch.zeros(3), torch.tensor([0, 0])
    with pytest.raises(DeviceError, match=r"cannot train deterministically: .*put_") as caught, deterministic(True):
        values.put_(places, torch.ones(2))
    assert "--deterministic" in caught.value.hint
    assert not torch.are_deterministic_algorithms_enabled()
    with deterministic(False):
        values.put_(places, torch.ones(2))


def test_other_faults_stay_what_they_are() -> None:
    with pytest.raises(RuntimeError, match="shape"), deterministic(True):
        torch.zeros(2, 3) @ torch.zeros(2, 3)
    assert not torch.are_deterministic_algorithms_enabled()


def test_a_budget_of_minutes_is_refused_for_the_clock_is_never_the_same(settings: Settings) -> None:
    with pytest.raises(SettingError, match=r"--minutes.*--deterministic") as caught:
        settings(steps=0, minutes=1.0, deterministic=True)
    assert "--steps" in caught.value.hint
    assert settings(epochs=1.0, steps=0, deterministic=True).training.deterministic

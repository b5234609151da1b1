"""What the tests of core share: tiny networks with weights that matter, a tiny story, and a run trained on it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import hypothesis
import pytest
import torch

from core.config import ModelConfig, RunConfig, Value, build_config
from core.control import RunControl, Shelf
from core.engine import Engine
from core.model.gpt import GPT, build_gpt
from core.paths import Home
from core.protocol import Command, Event, Train

# The same examples each time, and no example fails for being slow on a busy machine.
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None, database=None)
hypothesis.settings.load_profile("steady")

TINY: dict[str, Value] = {
    "vocab_size": 61, "context_length": 16, "d_model": 32, "d_ff": 40, "n_layers": 2, "n_heads": 4,
}  # fmt: skip
# A run that takes a second: settings of a training on the story.
QUICK: dict[str, Value] = {
    "d_model": 32, "n_heads": 4, "n_layers": 2, "context_length": 16, "vocab_size": 300, "batch_size": 8, "steps": 40,
    "warmup_steps": 4, "dropout": 0.1, "threads": 1, "device": "cpu", "precision": "fp32",
}  # fmt: skip
WORDS = ("fox", "river", "baker", "moon", "tower", "lamp", "garden", "owl", "kettle", "boat", "hill", "drum")
SHAKE = 0.2  # about 1/√D: attention and logits are far from uniform, and rounding is not blown up


def shaken_gpt(seed: int = 0, **settings: Value) -> GPT:
    """A tiny network in evaluation mode whose every parameter, biases and gains too, is far from where it began."""
    generator = torch.Generator().manual_seed(seed)
    model = build_gpt(ModelConfig(**{**TINY, **settings}), generator).eval()  # type: ignore[arg-type]
    with torch.no_grad():
        for parameter in model.parameters():
            parameter += SHAKE * torch.randn(parameter.shape, generator=generator)
    return model


@pytest.fixture(autouse=True)
def one_thread() -> None:
    """Tiny networks are slower on two threads, and much slower where other programs want them too."""
    torch.set_num_threads(1)


@pytest.fixture
def tiny_gpt() -> Callable[..., GPT]:
    """``tiny_gpt(seed, **settings)`` makes a tiny network with weights that matter."""
    return shaken_gpt


def quick_settings(**own: Value) -> RunConfig:
    """The settings of a run that takes a second, with one's own on top."""
    return build_config("tiny", {**QUICK, **own})


def all_events(
    home: Home, command: Command, control: RunControl | None = None, shelf: Shelf | None = None
) -> list[Event]:
    """Everything that a new engine says to a command."""
    return list(Engine(home, shelf).run(command, control or RunControl()))


@pytest.fixture(scope="session")
def settings() -> Callable[..., RunConfig]:
    """``settings(**own)``: those of a run that takes a second, with one's own on top."""
    return quick_settings


@pytest.fixture(scope="session")
def carry_out() -> Callable[..., list[Event]]:
    """``carry_out(home, command, control, shelf)``: everything that a new engine says."""
    return all_events


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of 144 short sentences, some 9 kB."""
    path = tmp_path_factory.mktemp("text") / "story.txt"
    lines = [f"The {a} sat by the {b}. Once the {b} was gone, the {a} slept.\n" for a in WORDS for b in WORDS]
    path.write_text("".join(lines), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory, story: Path) -> Home:
    """A home with one finished run, demo/serial_1, to be looked at. Who writes takes ``demo``."""
    home = Home(tmp_path_factory.mktemp("trained"))
    command = Train(quick_settings(), (str(story),), "demo", ("The fox",))
    last = all_events(home, command)[-1]
    assert last.event == "done", last
    return home


@pytest.fixture
def demo(trained: Home, tmp_path: Path) -> Home:
    """A copy of that home, to do what one likes with."""
    shutil.copytree(trained.root, tmp_path / "demo")
    return Home(tmp_path / "demo")


@pytest.fixture(scope="session")
def families(trained: Home, tmp_path_factory: pytest.TempPathFactory, story: Path) -> dict[str, Home]:
    """A home for each architecture, with the run demo."""
    modern = Home(tmp_path_factory.mktemp("modern"))
    last = all_events(modern, Train(quick_settings(architecture="modern"), (str(story),), "demo"))[-1]
    assert last.event == "done", last
    return {"classic": trained, "modern": modern}

"""A network from a run's folder: whose it is, that it is whole, and that loading it disturbs nobody."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from core.control import LiveWeights
from core.errors import RunError
from core.model.loading import load_live, load_step
from core.model.quickest import Quickest
from core.paths import Home
from core.runs import RunFolder

CHECKOUT = Path(__file__).resolve().parents[3]


def folder(home: Home) -> RunFolder:
    return RunFolder(home.checkpoints / "demo" / "serial_1")


def weights_of(run: RunFolder, step: int) -> Path:
    return run.step_folder(step) / "model.safetensors"


def test_a_step_is_loaded_as_it_was_written(trained: Home) -> None:
    run = folder(trained)
    for step in (0, 40):
        loaded = load_step(run, step)
        assert (loaded.run, loaded.step) == ("demo/serial_1", step)
        assert not loaded.model.training
        for name, tensor in load_file(weights_of(run, step)).items():
            assert torch.equal(dict(loaded.model.named_parameters())[name], tensor)
        assert loaded.tokenizer.decode(loaded.tokenizer.encode("The fox, 狐")) == "The fox, 狐"


def test_live_weights_are_those_on_the_shelf(trained: Home) -> None:
    run = folder(trained)
    tensors = {name: torch.full_like(p, 0.5) for name, p in load_step(run, 40).model.named_parameters()}
    loaded = load_live(run, LiveWeights(run.name, 17, tensors), Quickest())
    assert loaded.step == 17
    assert not loaded.model.training
    assert all((p == 0.5).all() for p in loaded.model.parameters())


def test_loading_draws_nothing_from_torchs_generator(trained: Home) -> None:
    state = torch.get_rng_state()
    load_step(folder(trained), 40)
    assert torch.equal(torch.get_rng_state(), state)


def test_one_flipped_bit_is_noticed_and_the_file_named(demo: Home) -> None:
    run = folder(demo)
    path = weights_of(run, 40)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(RunError, match="damaged") as refused:
        load_step(run, 40)
    assert str(path) in refused.value.message
    assert load_step(run, 0).step == 0  # the others can still be used


def test_missing_weights_are_named(demo: Home) -> None:
    run = folder(demo)
    weights_of(run, 40).unlink()
    with pytest.raises(RunError, match="cannot be read") as refused:
        load_step(run, 40)
    assert str(weights_of(run, 40)) in refused.value.message


def test_a_missing_tokenizer_is_named(demo: Home) -> None:
    run = folder(demo)
    for file in run.tokenizer_folder.iterdir():
        file.unlink()
    with pytest.raises(RunError, match="no tokenizer"):
        load_step(run, 40)


def test_building_reads_nothing_of_torchs_compiler() -> None:
    """It takes over a second; answering a prompt can do without."""
    script = (
        "import sys, torch; from core.config import ModelConfig; from core.model.gpt import build_gpt\n"
        "for architecture in ({}, {'norm': 'rmsnorm', 'mlp': 'swiglu', 'position': 'rope', 'tied_head': False}):\n"
        "    build_gpt(ModelConfig(vocab_size=50, **architecture), torch.Generator()).eval()(torch.tensor([[1, 2]]))\n"
        "sys.exit('torch._dynamo' in sys.modules)"
    )
    environment = os.environ | {"PYTHONPATH": str(CHECKOUT)}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr

"""What the tests of core share: tiny networks with weights that matter, a tiny story, and a run trained on it."""

from collections.abc import Callable

import hypothesis
import pytest
import torch

from core.config import ModelConfig, Value
from core.model.gpt import GPT, build_gpt

# The same examples each time, and no example fails for being slow on a busy machine.
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None, database=None)
hypothesis.settings.load_profile("steady")

TINY: dict[str, Value] = {
    "vocab_size": 61, "context_length": 16, "d_model": 32, "d_ff": 40, "n_layers": 2, "n_heads": 4,
}  # fmt: skip
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

"""The memory of a training: what autograd really keeps beside what is worked out, and what is refused."""

import contextlib
from collections.abc import Callable

import pytest
import torch

from core.config import RunConfig, build_config, parameter_count
from core.errors import DeviceError
from core.model.gpt import build_gpt
from core.training.memory import (
    block_matrices,
    check_fits,
    free_memory,
    saved_for_backward,
    training_memory,
    what_fits,
    with_settings,
)

RESOLVED = {"device": "cpu", "threads": 1, "vocab_size": 64}
SHAPE = {"d_model": 32, "n_heads": 4, "context_length": 32, "n_layers": 2}


def really_saved(config: RunConfig) -> int:
    """Bytes of every tensor but the parameters that autograd keeps of a forward pass, each storage once."""
    model = build_gpt(config.model, torch.Generator().manual_seed(0)).train()
    model.set_attention_form(config.training.attention_form)
    known = {p.untyped_storage().data_ptr() for p in model.parameters()}
    kept: dict[int, torch.Tensor] = {}

    def keep(tensor: torch.Tensor) -> torch.Tensor:
        if tensor.untyped_storage().data_ptr() not in known:
            kept[tensor.untyped_storage().data_ptr()] = tensor
        return tensor

    ids = torch.zeros((config.training.batch_size, config.model.context_length), dtype=torch.long)
    half = config.training.precision == "bf16"
    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        with torch.autocast("cpu", torch.bfloat16) if half else contextlib.nullcontext():
            features = model.features(ids)
        assert features.requires_grad
        return sum(tensor.untyped_storage().nbytes() for tensor in kept.values())


@pytest.mark.parametrize("precision", ["fp32", "bf16"])
@pytest.mark.parametrize("form", ["fused", "explicit"])
@pytest.mark.parametrize(
    "own",
    [{}, {"architecture": "modern", "n_kv_heads": 2}, {"dropout": 0.1}, {"qk_norm": True}, {"mlp": "relu2"}],
    ids=["classic", "modern", "dropout", "qk_norm", "relu2"],
)
def test_what_is_kept_for_the_backward_pass_is_what_autograd_keeps(
    precision: str, form: str, own: dict[str, object]
) -> None:
    settings = {**RESOLVED, **SHAPE, "precision": precision, "attention_form": form, **own}
    two, four = (build_config("small", {**settings, "batch_size": batch}) for batch in (2, 4))
    # The difference: what does not grow with the batch, such as weights in bf16, is counted elsewhere.
    real = really_saved(four) - really_saved(two)
    counted = saved_for_backward(four.model, four.training) - saved_for_backward(two.model, two.training)
    assert counted == pytest.approx(real, rel=0.12)


@pytest.mark.parametrize("preset", ["small", "modern", "hellogpt"])
def test_block_matrices_are_those_of_the_network(preset: str) -> None:
    model = build_config(preset, {"vocab_size": 64, "d_model": 32, "n_layers": 3, "d_ff": 48}).model
    matrices = [p for p in build_gpt(model, torch.Generator().manual_seed(0)).blocks.parameters() if p.dim() == 2]
    assert block_matrices(model) == sum(p.numel() for p in matrices)


def large(**own: object) -> RunConfig:
    return build_config(
        "small",
        {**RESOLVED, "precision": "fp32", "attention_form": "fused", "vocab_size": 8000, "d_model": 512,
         "n_layers": 8, "n_heads": 8, "batch_size": 256, "context_length": 512, **own},
    )  # fmt: skip


def test_what_would_fit_fits_and_a_smaller_batch_learns_the_same() -> None:
    config, free = large(), 6_000_000_000
    assert training_memory(config) > free
    ways = what_fits(config, free)
    assert [sorted(way.settings)[0] for way in ways] == ["batch_size", "context_length", "d_model"]
    for way in ways:
        assert way.memory == training_memory(with_settings(config, way.settings)) <= free
    assert ways[0].settings["batch_size"] * ways[0].settings["grad_accumulation"] == 256


def test_where_the_weights_alone_are_too_much_only_a_smaller_network_is_offered() -> None:
    ways = what_fits(large(d_model=2048, n_layers=48, n_heads=32), 4_000_000_000)
    assert [sorted(way.settings)[0] for way in ways] == ["d_model"]


def test_a_training_that_does_not_fit_is_refused_with_what_would() -> None:
    monstrous = large(d_model=4096, n_layers=96, n_heads=64, batch_size=4096)
    assert parameter_count(monstrous.model, 8000) * 16 > free_memory("cpu")
    with pytest.raises(DeviceError) as refused:
        check_fits(monstrous)
    assert "GB of memory" in refused.value.message
    assert "--d-model" in refused.value.hint


def test_a_small_training_fits(settings: Callable[..., RunConfig]) -> None:
    check_fits(settings(vocab_size=300, attention_form="fused"))

"""What a look at a network finds, against the same worked out by hand; and that it leaves the network as it was."""

from collections.abc import Callable

import numpy as np
import pytest
import torch

from core.model.gpt import GPT
from core.training.vital_signs import layer_health, sampled_weights, signs_of, update_ratios

IDS = np.random.default_rng(3).integers(0, 61, (4, 16))


def test_a_ratio_is_how_far_the_matrices_of_a_block_moved(tiny_gpt: Callable[..., GPT]) -> None:
    model = tiny_gpt()
    before = sampled_weights(model)
    with torch.no_grad():
        for parameter in model.blocks[0].parameters():
            parameter *= 1.01
        for parameter in model.blocks[1].parameters():
            if parameter.dim() < 2:  # gains and biases are no matrices
                parameter += 5.0
    ratios = update_ratios(model, before)
    assert list(ratios) == ["blocks.0", "blocks.1"]
    assert ratios["blocks.0"] == pytest.approx(0.01, rel=1e-3)
    assert ratios["blocks.1"] == 0.0


def test_of_a_large_matrix_some_entries_stand_for_all(tiny_gpt: Callable[..., GPT]) -> None:
    model = tiny_gpt(d_model=128, d_ff=512)
    before = sampled_weights(model)
    assert max(len(entries) for layer in before.values() for entries in layer) < 2 * 4096
    whole = {name: p.detach().clone() for name, p in model.blocks[0].named_parameters() if p.dim() == 2}
    noise = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for parameter in model.blocks[0].parameters():
            parameter += 0.002 * torch.randn(parameter.shape, generator=noise)
    pairs = [(p, whole[name]) for name, p in model.blocks[0].named_parameters() if name in whole]
    moved = sum(float((new.detach() - old).square().sum()) for new, old in pairs)
    length = sum(float(old.square().sum()) for _, old in pairs)
    assert update_ratios(model, before)["blocks.0"] == pytest.approx((moved / length) ** 0.5, rel=0.05)


def test_activation_is_the_size_of_the_stream_behind_each_block(tiny_gpt: Callable[..., GPT]) -> None:
    model = tiny_gpt()
    streams: list[torch.Tensor] = []
    handles = [block.register_forward_hook(lambda _m, _i, out: streams.append(out)) for block in model.blocks]
    with torch.no_grad():
        model.features(torch.from_numpy(IDS))
    for handle in handles:
        handle.remove()
    expected = [float(stream.square().mean().sqrt()) for stream in streams]
    assert signs_of(model, IDS, "fp32").activation == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("mlp", ["gelu", "relu2", "swiglu"])
def test_units_that_stay_silent_are_dead(tiny_gpt: Callable[..., GPT], mlp: str) -> None:
    model = tiny_gpt(mlp=mlp)
    assert signs_of(model, IDS, "fp32").dead[1] < 0.2
    gate = model.blocks[1].mlp.up if mlp != "swiglu" else model.blocks[1].mlp.gate
    with torch.no_grad():
        gate.weight[:20] = 0.0
        gate.bias[:20] = -30.0  # half of the 40
    assert signs_of(model, IDS, "fp32").dead[1] == pytest.approx(0.5, abs=0.1)


def test_a_network_without_feed_forward_has_no_dead_units(tiny_gpt: Callable[..., GPT]) -> None:
    signs = signs_of(tiny_gpt(mlp="none"), IDS, "fp32")
    assert signs.dead == (0.0, 0.0)
    assert min(signs.activation) > 0


def test_a_look_leaves_mode_weights_and_generator_as_they_were(tiny_gpt: Callable[..., GPT]) -> None:
    model = tiny_gpt(dropout=0.3).train()
    before = [parameter.detach().clone() for parameter in model.parameters()]
    forms = [module.form for module in model.modules() if hasattr(module, "form")]
    state = torch.get_rng_state()
    ratios = update_ratios(model, sampled_weights(model))
    layers = layer_health(ratios, signs_of(model, IDS, "fp32"))
    assert [layer.name for layer in layers] == ["blocks.0", "blocks.1"]
    assert model.training
    assert all(module.training for module in model.modules())
    assert [module.form for module in model.modules() if hasattr(module, "form")] == forms
    assert torch.equal(torch.get_rng_state(), state)
    assert all(torch.equal(a, b) for a, b in zip(before, model.parameters(), strict=True))
    assert not any(module._forward_hooks for module in model.modules())

"""Weights as a decoder reads them: exact, or rounded to 16 or 8 bits."""

from collections.abc import Callable

import numpy as np
import pytest
import torch

from core import config
from core.model.decoder import Decoder
from core.model.gpt import GPT
from core.model.laid_out import lay_out
from core.model.products import PRODUCTS, Affine, Affine8, AffineByTorch

WIDE = {"d_model": 64, "d_ff": 128, "vocab_size": 300, "context_length": 32}


def test_every_form_of_weights_is_another_one(tiny_gpt: Callable[..., GPT]) -> None:
    model, ids = tiny_gpt(**WIDE), [1, 2, 3]
    logits = [Decoder(lay_out(model, weights)).prefill(ids) for weights in config.WEIGHTS]
    for number, one in enumerate(logits):
        assert not any(np.array_equal(one, other) for other in logits[:number])


def test_a_copy_is_made_and_the_network_is_left_alone(tiny_gpt: Callable[..., GPT]) -> None:
    model = tiny_gpt()
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    for product in PRODUCTS:
        laid = lay_out(model, product=product)
        laid.embed[:] = 0
        assert isinstance(laid.head, Affine | AffineByTorch)
        laid.head.matrix[:] = 0
    assert all(torch.equal(tensor, before[name]) for name, tensor in model.state_dict().items())


def test_nothing_that_layer_norm_takes_away_is_written(tiny_gpt: Callable[..., GPT]) -> None:
    layer_norm, rms_norm = (lay_out(tiny_gpt(norm=norm)) for norm in ("layernorm", "rmsnorm"))
    assert np.abs(layer_norm.embed.mean(axis=1)).max() < 1e-6
    assert np.abs(rms_norm.embed.mean(axis=1)).max() > 1e-3
    for layer in layer_norm.layers:
        assert layer.attention is not None
        assert layer.thinking is not None
        for writes in (layer.attention.out, layer.thinking.down):
            assert isinstance(writes, Affine)
            assert np.abs(writes.matrix.mean(axis=1)).max() < 1e-6


@pytest.mark.parametrize("weights", ["bf16", "int8"])
@pytest.mark.parametrize("architecture", ["classic", "modern"])
def test_rounded_weights_say_nearly_the_same(tiny_gpt: Callable[..., GPT], architecture: str, weights: str) -> None:
    """Nearly: odds that differ by less than a hundredth of what separates two networks."""
    settings = {**config.ARCHITECTURE_SETTINGS[architecture], **WIDE}
    exact, rounded = (Decoder(lay_out(tiny_gpt(1, **settings), form)) for form in ("fp32", weights))
    other = Decoder(lay_out(tiny_gpt(2, **settings)))
    ids = torch.randint(300, (60,), generator=torch.Generator().manual_seed(0)).tolist()
    near = far = 0.0
    for decoder in (exact, rounded, other):
        decoder.prefill(ids[:1])
    for token_id in ids[1:]:
        odds, close, distant = (softmax(decoder.step(token_id)) for decoder in (exact, rounded, other))
        near += float((odds * np.log(odds / close)).sum())
        far += float((odds * np.log(odds / distant)).sum())
    assert 0.0 < near < 0.01 * far


def test_each_matrix_is_rounded_to_the_nearest_of_its_row(tiny_gpt: Callable[..., GPT]) -> None:
    model = tiny_gpt(**WIDE)
    thinking = lay_out(model, "int8").layers[0].thinking
    assert thinking is not None
    affine = thinking.up
    assert isinstance(affine, Affine8)
    scale = affine.scale.float()[:, None]
    assert ((affine.matrix.float() * scale - up_with_gain(model)).abs() <= 0.51 * scale).all()


def test_sixteen_bits_are_those_of_a_matrix_cast_to_bfloat16(tiny_gpt: Callable[..., GPT]) -> None:
    model = tiny_gpt(**WIDE)
    thinking = lay_out(model, "bf16").layers[0].thinking
    assert thinking is not None
    assert isinstance(thinking.up, Affine)
    assert np.array_equal(thinking.up.matrix, up_with_gain(model).bfloat16().float().mT.numpy())


def test_a_width_that_eight_bits_cannot_take_stays_exact(tiny_gpt: Callable[..., GPT]) -> None:
    layer = lay_out(tiny_gpt(d_model=64, d_ff=48), "int8").layers[0].thinking
    assert layer is not None
    assert isinstance(layer.up, Affine8)
    assert isinstance(layer.down, Affine)


def up_with_gain(model: GPT) -> torch.Tensor:
    """The matrix that widens, with the gain of the normalisation that it reads.  F D"""
    weight, gain = model.blocks[0].mlp.up.weight, model.blocks[0].ln2.weight  # type: ignore[union-attr]
    return (weight * gain).detach()  # type: ignore[operator,no-any-return]


def softmax(logits: np.ndarray) -> np.ndarray:
    odds = np.exp(logits.astype(np.float64) - logits.max())
    return odds / odds.sum()

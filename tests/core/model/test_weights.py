"""Weights on disk: bit for bit there and back, and what is not this network's is refused by name."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file

from core.errors import RunError
from core.model.gpt import GPT
from core.model.weights import load_grown, load_tensors, load_weights, save_weights


@pytest.mark.parametrize("tied_head", [True, False])
def test_weights_go_to_disk_and_back_bit_for_bit(tiny_gpt: Callable[..., GPT], tmp_path: Path, tied_head: bool) -> None:
    written, read = tiny_gpt(1, tied_head=tied_head), tiny_gpt(2, tied_head=tied_head)
    save_weights(written, tmp_path / "model.safetensors")
    load_weights(read, tmp_path / "model.safetensors")
    for (name, one), two in zip(written.named_parameters(), read.parameters(), strict=True):
        assert torch.equal(one, two), name


def test_the_file_holds_each_parameter_once_under_its_own_name(tiny_gpt: Callable[..., GPT], tmp_path: Path) -> None:
    model = tiny_gpt()
    save_weights(model, tmp_path / "model.safetensors")
    found = load_file(tmp_path / "model.safetensors")
    assert set(found) == {name for name, _ in model.named_parameters()}
    assert "unembed.weight" not in found  # tied: stored once
    assert np.array_equal(found["embed.weight"], model.embed.weight.detach().numpy())
    assert sum(tensor.size for tensor in found.values()) == sum(p.numel() for p in model.parameters())


def test_a_missing_or_damaged_file_is_named(tiny_gpt: Callable[..., GPT], tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    with pytest.raises(RunError, match="cannot be read") as refused:
        load_weights(tiny_gpt(), path)
    assert str(path) in refused.value.message
    save_weights(tiny_gpt(), path)
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(RunError, match="cannot be read"):
        load_weights(tiny_gpt(), path)


def test_another_networks_weights_are_refused_and_change_nothing(tiny_gpt: Callable[..., GPT]) -> None:
    model = tiny_gpt(1)
    before = {name: p.detach().clone() for name, p in model.named_parameters()}
    with pytest.raises(RunError, match="pos_embed"):
        load_tensors(model, dict(tiny_gpt(2, position="rope").named_parameters()))
    with pytest.raises(RunError, match="mlp") as refused:
        load_tensors(model, dict(tiny_gpt(2, d_ff=44).named_parameters()))
    assert "44" in refused.value.message
    assert all(torch.equal(p, before[name]) for name, p in model.named_parameters())


@pytest.mark.parametrize("tied_head", [True, False])
def test_a_network_that_knows_more_tokens_keeps_its_own_rows_behind_those_it_is_given(
    tiny_gpt: Callable[..., GPT], tmp_path: Path, tied_head: bool
) -> None:
    small, large = tiny_gpt(1, tied_head=tied_head), tiny_gpt(2, tied_head=tied_head, vocab_size=64)
    own = {name: p.detach().clone() for name, p in large.named_parameters()}
    save_weights(small, tmp_path / "model.safetensors")
    load_grown(large, tmp_path / "model.safetensors")
    grown = dict(large.named_parameters())
    for name, given in small.named_parameters():
        assert torch.equal(grown[name][: len(given)], given), name
        assert torch.equal(grown[name][len(given) :], own[name][len(given) :]), name

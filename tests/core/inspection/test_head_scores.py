"""Heads are scored beside numpy written out by hand and TransformerLens' detector; a head made by hand scores what it
was made for; and what is lost without a head is what is lost when its columns of the weights are zero."""

import copy
from collections.abc import Callable

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from core.config import HEAD_KINDS
from core.errors import SettingError
from core.inspection import head_scores as heads
from core.model.gpt import GPT
from core.model.taps import capture
from tests.core.inspection.conftest import CHARACTERS

SETTINGS = [
    pytest.param({}, id="classic"),
    pytest.param(
        {"architecture": "modern", "norm": "rmsnorm", "mlp": "swiglu", "position": "rope", "tied_head": False,
         "bias": False, "n_kv_heads": 2},
        id="modern",
    ),
    pytest.param({"norm": "none", "mlp": "none", "position": "none", "residual": False}, id="bare"),
]  # fmt: skip


def by_hand(pattern: np.ndarray, kind: str, n: int) -> float:
    """Row after row, from the words of the definition, of n different tokens that come twice.  T T → 0 … 1"""
    rows = {
        "previous-token": [pattern[row, row - 1] for row in range(1, 2 * n)],
        "duplicate-token": [pattern[row, row - n] for row in range(n, 2 * n)],
        "induction": [pattern[row, row - n + 1] for row in range(n, 2 * n)],
        "first-token": [pattern[row, 0] for row in range(2, 2 * n)],
    }
    return float(np.mean(rows[kind]))


@pytest.mark.parametrize("settings", SETTINGS)
def test_scores_and_chance_are_those_of_the_definition(
    tiny_gpt: Callable[..., GPT], settings: dict[str, object]
) -> None:
    model = tiny_gpt(3, **settings)
    ids = heads.repeated_tokens(model, CHARACTERS)
    measured = heads.score_heads(model, ids)
    n = model.config.context_length // 2
    assert ids.shape == (heads.SEQUENCES, 2 * n)
    with capture(model, ["blocks.1.attn.hook_pattern"]) as captured, torch.no_grad():
        model(ids)
    patterns = captured["blocks.1.attn.hook_pattern"].numpy()  # B H T T
    for number, kind in enumerate(HEAD_KINDS):
        expected = [np.mean([by_hand(one[head], kind, n) for one in patterns]) for head in range(4)]
        assert measured.scores[number][1] == pytest.approx(expected, abs=1e-6)
        flat = np.tril(np.ones((2 * n, 2 * n)))
        assert heads.chance_of(ids)[number] == pytest.approx(
            by_hand(flat / flat.sum(axis=1, keepdims=True), kind, n), abs=1e-6
        )


def test_patterns_are_those_of_transformer_lens() -> None:
    detector = pytest.importorskip("transformer_lens.head_detector", reason="TransformerLens is an extra (parity)")
    ids = torch.tensor([5, 9, 2, 5, 7, 9, 9, 5])
    theirs = {
        "previous-token": detector.get_previous_token_head_detection_pattern,
        "duplicate-token": detector.get_duplicate_token_head_detection_pattern,
        "induction": detector.get_induction_head_detection_pattern,
    }
    pattern = torch.randn(8, 8).masked_fill(torch.ones(8, 8).triu(1).bool(), -torch.inf).softmax(-1)
    for kind, detection_pattern in theirs.items():
        ours, wanted = heads.KINDS[kind](ids), detection_pattern(ids[None])
        assert torch.equal(ours, wanted)
        mean_of_all_rows = detector.compute_head_attention_similarity_score(
            pattern, wanted, exclude_bos=False, exclude_current_token=False, error_measure="mul"
        )
        assert float(heads.score(pattern, ours)) == pytest.approx(mean_of_all_rows * 8 / ours.any(dim=-1).sum().item())


@pytest.mark.parametrize("kind", heads.KINDS)
def test_a_pattern_made_by_hand_scores_one_for_what_it_was_made_for(kind: str) -> None:
    ids = torch.arange(9).repeat(2)
    pattern = heads.KINDS[kind](ids)
    idle = pattern.sum(dim=-1) == 0
    pattern[idle, idle.nonzero().flatten()] = 1.0  # where there is nothing to find, the token looks at itself
    assert heads.score(pattern, heads.KINDS[kind](ids)) == 1.0
    for other in heads.KINDS:
        if other != kind:
            assert heads.score(pattern, heads.KINDS[other](ids)) < 0.2


def induction_by_hand(tiny_gpt: Callable[..., GPT]) -> GPT:
    """A network with two heads of one block each: L0H0 writes which token was the previous one, L1H0 asks for it.

    The first 24 of 64 numbers of the stream are the token, the next 24 the previous token, the last 16 the place.
    """
    model = tiny_gpt(
        0, vocab_size=24, d_model=64, n_heads=1, norm="none", mlp="none", bias=False, tied_head=False, context_length=16
    )
    token, before, place = slice(0, 24), slice(24, 48), slice(48, 64)
    eye, sharp = torch.eye(24), 40.0
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.zero_()
        model.embed.weight[:, token] = eye
        model.pos_embed.weight[:, place] = torch.eye(16)
        first, second = (block.attn for block in model.blocks)
        first.qkv.weight[0:16, place] = sharp * torch.diag(torch.ones(15), -1).T  # asks for the place before its own
        first.qkv.weight[64:80, place] = 8.0 * torch.eye(16)
        first.qkv.weight[128:152, token] = eye
        first.out.weight[before, 0:24] = eye
        second.qkv.weight[0:24, token] = sharp * eye  # asks for the place behind its own token
        second.qkv.weight[64:88, before] = 8.0 * eye
        second.qkv.weight[128:152, token] = eye
        second.out.weight[token, 0:24] = 20.0 * eye
        model.unembed.weight[:, token] = eye
    return model


def test_induction_made_by_hand_is_found_and_does_all_the_work(tiny_gpt: Callable[..., GPT]) -> None:
    model = induction_by_hand(tiny_gpt)
    ids = heads.repeated_tokens(model, CHARACTERS)
    induction, previous_token, *_ = heads.score_heads(model, ids).scores
    # The very first token has no previous one but itself, so the first row of eight finds two places.
    assert induction[1, 0] == pytest.approx(1 - 0.5 / 8, abs=1e-3)
    assert previous_token[0, 0] > 0.99
    assert induction[0, 0] < 0.1
    first, second = heads.score_heads(model, ids).losses
    assert first - second > 3.0
    first, second = heads.losses_without(model, ids)[1, 0]
    assert first - second == pytest.approx(0.0, abs=1e-4)


@pytest.mark.parametrize("settings", SETTINGS)
def test_without_a_head_is_as_with_zeros_in_its_weights(
    tiny_gpt: Callable[..., GPT], settings: dict[str, object]
) -> None:
    model = tiny_gpt(4, **settings)
    ids = heads.repeated_tokens(model, CHARACTERS)
    edited = copy.deepcopy(model)
    with torch.no_grad():
        edited.blocks[0].attn.out.weight[:, 16:24] = 0.0  # what head 2 of four, 8 wide, writes
        measured = ((model, heads.score_heads(model, ids).losses), (edited, heads.losses_without(model, ids)[0, 2]))
        for network, losses in measured:
            loss = F.cross_entropy(network(ids)[:, :-1].mT, ids[:, 1:], reduction="none").mean(dim=0).numpy()
            assert losses == pytest.approx((loss[:7].mean(), loss[8:].mean()), abs=1e-5)


def test_tokens_are_different_stand_for_text_and_come_again_the_same(tiny_gpt: Callable[..., GPT]) -> None:
    model = tiny_gpt(vocab_size=CHARACTERS.vocab_size + 30)  # what the tokenizer lacks is never drawn
    ids = heads.repeated_tokens(model, CHARACTERS)
    assert torch.equal(ids, heads.repeated_tokens(model, CHARACTERS))
    assert all(len(set(row)) == 8 and row[:8] == row[8:] for row in ids.tolist())
    assert not set(ids.flatten().tolist()) & set(CHARACTERS.never_written)
    assert ids.max() < CHARACTERS.vocab_size


def test_a_network_that_cannot_be_scored_says_why(tiny_gpt: Callable[..., GPT]) -> None:
    with pytest.raises(SettingError, match="--attention none"):
        heads.repeated_tokens(tiny_gpt(attention="none"), CHARACTERS)
    with pytest.raises(SettingError, match="has room for 2"):
        heads.repeated_tokens(tiny_gpt(context_length=5), CHARACTERS)


def test_kinds_are_those_that_are_declared() -> None:
    assert heads.KINDS.keys() == HEAD_KINDS.keys()


def test_the_network_is_left_as_it_was(tiny_gpt: Callable[..., GPT]) -> None:
    model = tiny_gpt()
    ids = heads.repeated_tokens(model, CHARACTERS)
    with torch.no_grad():
        whole = model(ids)
        heads.losses_without(model, ids)
        assert torch.equal(model(ids), whole)
    assert not any(module._forward_hooks for module in model.modules())

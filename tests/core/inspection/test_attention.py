"""The attention view beside an independent computation, and what it says of a head's habit."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from core.errors import SettingError
from core.inspection import Subject
from core.inspection.attention import attention, habit
from core.model.attention import CausalSelfAttention


def pattern_of_layer_0(subject: Subject) -> np.ndarray:
    """Queries times keys, masked, softmax: written out from the weights.  H T T"""
    model, n = subject.model, len(subject.ids)
    assert model.pos_embed is not None
    block = model.blocks[0]
    with torch.no_grad():
        x = model.embed.weight[list(subject.ids)] + model.pos_embed.weight[:n]
        x = F.layer_norm(x, x.shape[-1:], block.ln1.weight, block.ln1.bias)
        q, k, _ = (x @ block.attn.qkv.weight.T + block.attn.qkv.bias).view(n, 3, 4, 8).permute(1, 2, 0, 3)
        scores = torch.einsum("hqk,htk->hqt", q, k) / 8**0.5
        scores[:, torch.ones(n, n).triu(1).bool()] = float("-inf")
        return scores.softmax(-1).numpy()


def test_first_layer_is_what_the_weights_say(subject: Callable[..., Subject]) -> None:
    made = subject("kettle")
    assert attention(made).pattern[0] == pytest.approx(pattern_of_layer_0(made), abs=1e-6)


def test_a_network_without_attention_has_none_to_show(subject: Callable[..., Subject]) -> None:
    with pytest.raises(SettingError, match="--attention none"):
        attention(subject("kettle", attention="none"))


@pytest.mark.parametrize("settings", [{}, {"n_kv_heads": 2, "position": "rope"}], ids=["classic", "grouped"])
def test_rows_sum_to_one_and_the_future_is_nothing(subject: Callable[..., Subject], settings: dict) -> None:
    pattern = attention(subject("kettle", **settings)).pattern
    assert pattern.shape == (2, 4, 6, 6)
    assert pattern.sum(axis=-1) == pytest.approx(1.0, abs=1e-6)
    assert not pattern[..., np.triu(np.ones((6, 6), dtype=bool), 1)].any()


def test_the_network_is_left_as_it_was(subject: Callable[..., Subject]) -> None:
    made = subject()
    attention(made)
    modules = list(made.model.modules())
    assert {m.form for m in modules if isinstance(m, CausalSelfAttention)} == {"fused"}
    assert not any(module._forward_hooks for module in modules)


def test_one_token_looks_at_itself(subject: Callable[..., Subject]) -> None:
    result = attention(subject("a"))
    assert (result.pattern == 1.0).all()
    assert {(one.target, one.mean) for heads in result.habits for one in heads} == {("itself", 1.0)}


def test_habits_are_named_for_what_a_head_looks_at_most() -> None:
    n = 6
    eye = np.eye(n)
    before = np.eye(n, k=-1)
    before[0, 0] = 1.0
    first = np.zeros((n, n))
    first[:, 0] = 1.0
    assert (habit(eye).target, habit(eye).mean) == ("itself", 1.0)
    assert (habit(before).target, habit(before).mean) == ("the token before it", 1.0)
    assert (habit(first).target, habit(first).mean) == ("the first token", 1.0)
    mostly = 0.7 * before + 0.3 * first
    assert habit(mostly).target == "the token before it"
    assert habit(mostly).mean == pytest.approx((4 * 0.7 + 1.0) / 5)


def test_every_head_of_every_layer_has_a_habit(subject: Callable[..., Subject]) -> None:
    result = attention(subject("kettle"))
    assert [len(heads) for heads in result.habits] == [4, 4]
    for heads, patterns in zip(result.habits, result.pattern, strict=True):
        assert [habit(pattern) for pattern in patterns] == list(heads)

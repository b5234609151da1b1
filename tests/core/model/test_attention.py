"""Attention: both forms compute one thing, nothing comes from the future, heads may share keys and values."""

import itertools
from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F

from core import config
from core.config import ModelConfig
from core.model.attention import ATTENTIONS, CausalSelfAttention
from core.model.gpt import GPT

FORMS = [form for form in config.ATTENTION_FORMS if form != "auto"]
KINDS = [
    {"position": position, "qk_norm": qk_norm, "n_kv_heads": kv}
    for position, qk_norm, kv in itertools.product(config.POSITIONS, (False, True), (0, 2))
]


def ids_for(model: GPT) -> torch.Tensor:
    shape = (2, model.config.context_length)
    return torch.randint(model.config.vocab_size, shape, generator=torch.Generator().manual_seed(3))


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_both_forms_give_the_same_logits_and_gradients(tiny_gpt: Callable[..., GPT], kind: dict) -> None:
    model = tiny_gpt(**kind)
    ids = ids_for(model)
    logits, gradients = {}, {}
    for form in FORMS:
        model.set_attention_form(form)
        logits[form] = model(ids)
        model.zero_grad()
        model.loss(ids, ids.roll(-1, 1)).backward()
        gradients[form] = torch.cat([p.grad.flatten() for p in model.parameters() if p.grad is not None])
    assert (logits["fused"] - logits["explicit"]).abs().max() < 1e-5
    assert (gradients["fused"] - gradients["explicit"]).abs().max() < 1e-5


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_a_changed_token_changes_nothing_before_it(tiny_gpt: Callable[..., GPT], kind: dict, form: str) -> None:
    """Bit for bit; and what comes after does change."""
    model = tiny_gpt(**kind)
    model.set_attention_form(form)
    ids = ids_for(model)
    with torch.no_grad():
        before = model(ids)
        for place in range(ids.size(1)):
            changed = ids.clone()
            changed[:, place] = (changed[:, place] + 1) % model.config.vocab_size
            after = model(changed)
            assert torch.equal(after[:, :place], before[:, :place])
            assert ((after[:, place:] - before[:, place:]).abs().amax(dim=-1) > 1e-6).all()


@pytest.mark.parametrize("form", FORMS)
def test_grouped_heads_are_heads_with_copied_keys_and_values(tiny_gpt: Callable[..., GPT], form: str) -> None:
    grouped, whole = tiny_gpt(1, n_kv_heads=2), tiny_gpt(2)
    for model in (grouped, whole):
        model.set_attention_form(form)
    few = dict(grouped.named_parameters())
    with torch.no_grad():
        for name, parameter in whole.named_parameters():
            given = few[name]
            if "qkv" in name:
                q, k, v = given.split((32, 16, 16))
                k, v = (x.unflatten(0, (2, 8)).repeat_interleave(2, 0).flatten(0, 1) for x in (k, v))
                given = torch.cat((q, k, v))
            parameter.copy_(given)
        ids = ids_for(whole)
        assert (grouped(ids) - whole(ids)).abs().max() < 1e-5


@pytest.mark.parametrize("form", FORMS)
def test_dropout_is_off_in_evaluation_and_on_in_training(form: str) -> None:
    attention = CausalSelfAttention(ModelConfig(vocab_size=9, d_model=16, n_heads=4, dropout=0.5))
    attention.form = form
    x = torch.randn(2, 8, 16, generator=torch.Generator().manual_seed(4))
    attention.eval()
    state = torch.get_rng_state()
    assert torch.equal(attention(x), attention(x))
    assert torch.equal(torch.get_rng_state(), state)
    attention.train()
    assert not torch.equal(attention(x), attention(x))


def test_it_is_what_torch_calls_multi_head_attention() -> None:
    """torch.nn.functional's own, with the same weights."""
    ours = CausalSelfAttention(ModelConfig(vocab_size=9, d_model=16, n_heads=4, context_length=8)).eval()
    x = torch.randn(2, 8, 16, generator=torch.Generator().manual_seed(5))
    y = x.transpose(0, 1)  # T B D
    theirs, _ = F.multi_head_attention_forward(
        y, y, y, 16, 4, ours.qkv.weight, ours.qkv.bias, None, None, False, 0.0, ours.out.weight, ours.out.bias,
        training=False, attn_mask=torch.ones(8, 8, dtype=torch.bool).triu(1),
    )  # fmt: skip
    assert (ours(x) - theirs.transpose(0, 1)).abs().max() < 1e-6


def test_registry_holds_what_is_declared() -> None:
    assert set(ATTENTIONS) == set(config.ATTENTIONS)

"""Taps: their names, what they show beside an independent computation, and that looking changes nothing."""

from collections.abc import Callable

import numpy as np
import pytest
import torch

from core.control import Interrupted
from core.model.attention import CausalSelfAttention
from core.model.gpt import GPT
from core.model.taps import Tap, capture, replaced, tap_names, watched

MODERN = {"norm": "rmsnorm", "mlp": "swiglu", "position": "rope", "tied_head": False, "bias": False, "n_kv_heads": 2}
# TransformerLens 2, HookedTransformer: the names of one layer of GPT-2 and of Llama, in the order of the walk.
GPT2_LAYER = (
    "hook_resid_pre", "ln1.hook_normalized", "attn.hook_q", "attn.hook_k", "attn.hook_v", "attn.hook_attn_scores",
    "attn.hook_pattern", "attn.hook_z", "hook_attn_out", "hook_resid_mid", "ln2.hook_normalized", "mlp.hook_pre",
    "mlp.hook_post", "hook_mlp_out", "hook_resid_post",
)  # fmt: skip
LLAMA_LAYER = (
    "hook_resid_pre", "ln1.hook_normalized", "attn.hook_q", "attn.hook_k", "attn.hook_v", "attn.hook_rot_q",
    "attn.hook_rot_k", "attn.hook_attn_scores", "attn.hook_pattern", "attn.hook_z", "hook_attn_out",
    "hook_resid_mid", "ln2.hook_normalized", "mlp.hook_pre", "mlp.hook_pre_linear", "mlp.hook_post", "hook_mlp_out",
    "hook_resid_post",
)  # fmt: skip


def names_of(layer: tuple[str, ...], *embeddings: str) -> tuple[str, ...]:
    inside = tuple(f"blocks.{number}.{name}" for number in range(2) for name in layer)
    return (*embeddings, *inside, "ln_final.hook_normalized")


def ids_for(model: GPT, batch: int = 2) -> torch.Tensor:
    chance = torch.Generator().manual_seed(7)
    return torch.randint(model.config.vocab_size, (batch, 9), generator=chance)


def hooks_in(model: GPT) -> int:
    return sum(len(module._forward_hooks) for module in model.modules())


def forms_of(model: GPT) -> set[str]:
    return {module.form for module in model.modules() if isinstance(module, CausalSelfAttention)}


def test_names_are_those_of_transformer_lens(tiny_gpt: Callable[..., GPT]) -> None:
    assert set(tap_names(tiny_gpt())) == set(names_of(GPT2_LAYER, "hook_embed", "hook_pos_embed"))
    assert set(tap_names(tiny_gpt(**MODERN))) == set(names_of(LLAMA_LAYER, "hook_embed", "hook_pos_embed"))


@pytest.mark.parametrize("settings", [{}, MODERN], ids=["classic", "modern"])
def test_names_stand_in_the_order_of_the_walk(tiny_gpt: Callable[..., GPT], settings: dict) -> None:
    model = tiny_gpt(**settings)
    passed: list[str] = []
    model.set_attention_form("explicit")
    for name, module in model.named_modules():
        if isinstance(module, Tap):
            module.register_forward_hook(lambda _m, _i, _o, name=name: passed.append(name))
    model(ids_for(model))
    assert passed == [name for name in tap_names(model) if name in passed]
    assert len(passed) == len(set(passed)) >= len(tap_names(model)) - 1  # rotary positions have no vector to show


@pytest.mark.parametrize("settings", [{}, MODERN], ids=["classic", "modern"])
def test_captured_pattern_is_the_masked_softmax_of_queries_and_keys(
    tiny_gpt: Callable[..., GPT], settings: dict
) -> None:
    model = tiny_gpt(**settings)
    turned = "hook_rot_" if settings else "hook_"
    with capture(model, tap_names(model)) as seen, torch.no_grad():
        model(ids_for(model))
    for layer in range(2):
        at = f"blocks.{layer}.attn."
        q, k = (seen[f"{at}{turned}{name}"].double().numpy() for name in "qk")
        v, z = (seen[f"{at}hook_{name}"].double().numpy() for name in "vz")
        k, v = (np.repeat(x, q.shape[1] // x.shape[1], axis=1) for x in (k, v))
        scores = np.einsum("bhqk,bhtk->bhqt", q, k) / np.sqrt(q.shape[-1])
        future = np.triu(np.ones(scores.shape[-2:], dtype=bool), 1)
        odds = np.where(future, 0.0, np.exp(scores - scores.max(axis=-1, keepdims=True)))
        odds /= odds.sum(axis=-1, keepdims=True)
        pattern = seen[f"{at}hook_pattern"].numpy()
        assert pattern == pytest.approx(odds, abs=1e-6)
        assert pattern.sum(axis=-1) == pytest.approx(1.0, abs=1e-6)
        assert (pattern[..., future] == 0.0).all()
        assert z == pytest.approx(np.einsum("bhqt,bhtk->bhqk", odds, v), abs=1e-5)
        shown = seen[f"{at}hook_attn_scores"].numpy()
        assert np.isneginf(shown[..., future]).all()
        assert shown[..., ~future] == pytest.approx(scores[..., ~future], abs=1e-5)


@pytest.mark.parametrize("settings", [{}, MODERN], ids=["classic", "modern"])
def test_captured_shapes_are_those_written_beside_the_code(tiny_gpt: Callable[..., GPT], settings: dict) -> None:
    model = tiny_gpt(**settings)
    with capture(model, tap_names(model)) as seen, torch.no_grad():
        model(ids_for(model))
    B, T, D, F, H, H_kv, K = 2, 9, 32, 40, 4, 2 if settings else 4, 8
    shape = {name: tuple(tensor.shape) for name, tensor in seen.items()}
    assert shape["hook_embed"] == shape["ln_final.hook_normalized"] == (B, T, D)
    at = "blocks.1."
    assert shape[f"{at}attn.hook_q"] == shape[f"{at}attn.hook_z"] == (B, H, T, K)
    assert shape[f"{at}attn.hook_k"] == shape[f"{at}attn.hook_v"] == (B, H_kv, T, K)
    assert shape[f"{at}attn.hook_pattern"] == shape[f"{at}attn.hook_attn_scores"] == (B, H, T, T)
    assert shape[f"{at}mlp.hook_pre"] == shape[f"{at}mlp.hook_post"] == (B, T, F)


def test_the_stream_is_the_sum_of_what_was_added_to_it(tiny_gpt: Callable[..., GPT]) -> None:
    model = tiny_gpt()
    with capture(model, tap_names(model)) as seen, torch.no_grad():
        logits = model(ids_for(model))
    stream = seen["hook_embed"] + seen["hook_pos_embed"]
    for layer in range(2):
        at = f"blocks.{layer}."
        assert torch.equal(seen[f"{at}hook_resid_pre"], stream)
        assert torch.equal(seen[f"{at}hook_resid_pre"] + seen[f"{at}hook_attn_out"], seen[f"{at}hook_resid_mid"])
        assert torch.equal(seen[f"{at}hook_resid_mid"] + seen[f"{at}hook_mlp_out"], seen[f"{at}hook_resid_post"])
        stream = seen[f"{at}hook_resid_post"]
    mean, std = stream.mean(-1, keepdim=True), stream.std(-1, correction=0, keepdim=True)
    final = (stream - mean) / std * model.ln_final.weight + model.ln_final.bias
    assert (seen["ln_final.hook_normalized"] - final).abs().max() < 1e-4
    assert (final @ model.head_weight.T - logits).abs().max() < 1e-4


def test_looking_changes_no_logit_and_leaves_nothing_behind(tiny_gpt: Callable[..., GPT]) -> None:
    model = tiny_gpt()
    ids = ids_for(model)
    with torch.no_grad():
        before = model(ids)
        with capture(model, tap_names(model)):
            inside = model(ids)
            assert forms_of(model) == {"explicit"}
        assert torch.equal(model(ids), before)
    assert (inside - before).abs().max() < 1e-5
    assert forms_of(model) == {"fused"}
    assert hooks_in(model) == 0


def test_everything_is_put_back_after_an_error_inside(tiny_gpt: Callable[..., GPT]) -> None:
    model = tiny_gpt()
    with pytest.raises(IndexError), capture(model, tap_names(model)):
        model(torch.tensor([[10_000]]))
    assert forms_of(model) == {"fused"}
    assert hooks_in(model) == 0


def test_an_unknown_name_touches_no_tap(tiny_gpt: Callable[..., GPT]) -> None:
    model = tiny_gpt()
    with pytest.raises(KeyError, match="nowhere"), capture(model, ["hook_embed", "nowhere"]):
        pass
    assert forms_of(model) == {"fused"}
    assert hooks_in(model) == 0


def test_a_pass_that_is_watched_can_be_ended_before_any_block(tiny_gpt: Callable[..., GPT]) -> None:
    model = tiny_gpt()
    looks: list[int] = []

    def look() -> None:
        looks.append(len(looks))
        if len(looks) == 4:
            raise Interrupted

    with watched(model.blocks, look):
        model(ids_for(model))
        assert looks == [0, 1]
        with pytest.raises(Interrupted):
            model(ids_for(model))
    model(ids_for(model))
    assert looks == [0, 1, 2, 3]


@pytest.mark.parametrize("settings", [{}, MODERN], ids=["classic", "modern"])
def test_what_passes_any_tap_is_replaced_by_what_a_tensor_or_a_function_says(
    tiny_gpt: Callable[..., GPT], settings: dict
) -> None:
    """Every tap in turn: what another prompt had there, put in place, is what is then seen there and goes on."""
    model = tiny_gpt(**settings)
    ids = ids_for(model)
    with capture(model, tap_names(model)) as other, torch.no_grad():
        model(ids.flip(0))
    for name, value in other.items():
        for by in (value, lambda _was, value=value: value):
            with replaced(model, {name: by}), capture(model, (name, "blocks.1.hook_resid_post")) as seen:
                with torch.no_grad():
                    model(ids)
                assert torch.equal(seen[name], value)
        if name.endswith("blocks.1.hook_resid_post"):
            assert torch.equal(seen["blocks.1.hook_resid_post"], value)


def test_a_replaced_stream_gives_the_other_prompts_logits(tiny_gpt: Callable[..., GPT]) -> None:
    model = tiny_gpt()
    ids = ids_for(model)
    with torch.no_grad():
        wanted = model(ids.flip(0))
        with capture(model, ("blocks.1.hook_resid_pre",)) as other:
            model(ids.flip(0))
        with replaced(model, other):
            found = model(ids)
        with replaced(model, {"hook_embed": torch.zeros(32), "blocks.0.attn.hook_pattern": torch.zeros(9, 9)}):
            model(ids)
    assert (found - wanted).abs().max() < 1e-5


def test_replacing_leaves_nothing_behind_and_an_unknown_name_touches_nothing(tiny_gpt: Callable[..., GPT]) -> None:
    model = tiny_gpt()
    ids = ids_for(model)
    with torch.no_grad():
        wanted = model(ids)
        with pytest.raises(KeyError), replaced(model, {"hook_embed": torch.zeros(32), "nowhere": torch.zeros(1)}):
            raise AssertionError("nothing is done here")
        assert (hooks_in(model), forms_of(model)) == (0, {"fused"})
        with pytest.raises(RuntimeError), replaced(model, {"hook_embed": torch.zeros(31)}):
            model(ids)
        assert (hooks_in(model), forms_of(model)) == (0, {"fused"})
        assert torch.equal(model(ids), wanted)

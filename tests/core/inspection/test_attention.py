"""The attention view beside an independent computation, and how it labels heads."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from core.config import HEAD_KINDS, QUANTITIES, InspectConfig
from core.control import RunControl
from core.engine import Engine
from core.errors import SettingError
from core.inspection import Subject
from core.inspection import attention as module
from core.inspection.attention import attention
from core.inspection.head_scores import chance_of, repeated_tokens, score_heads
from core.inspection.head_stories import STANDS_OUT
from core.model.attention import CausalSelfAttention
from core.model.taps import capture
from core.paths import Home
from core.protocol import AttentionResult, Inspect, InspectDone, InspectSoFar, Prove, ProveDone
from core.protocol.inspecting.attention import COLUMNS


def seen(subject: Subject) -> AttentionResult:
    """The whole result."""
    *_, whole = attention(subject)
    assert isinstance(whole, AttentionResult)
    return whole


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
    assert seen(made).pattern[0] == pytest.approx(pattern_of_layer_0(made), abs=1e-6)


def test_a_network_without_attention_has_none_to_show(subject: Callable[..., Subject]) -> None:
    with pytest.raises(SettingError, match="--attention none"):
        seen(subject("kettle", attention="none"))


@pytest.mark.parametrize("settings", [{}, {"n_kv_heads": 2, "position": "rope"}], ids=["classic", "grouped"])
def test_rows_sum_to_one_and_the_future_is_nothing(subject: Callable[..., Subject], settings: dict) -> None:
    pattern = seen(subject("kettle", **settings)).pattern
    assert pattern.shape == (2, 4, 6, 6)
    assert pattern.sum(axis=-1) == pytest.approx(1.0, abs=1e-6)
    assert not pattern[..., np.triu(np.ones((6, 6), dtype=bool), 1)].any()


def test_the_network_is_left_as_it_was(subject: Callable[..., Subject]) -> None:
    made = subject()
    seen(made)
    modules = list(made.model.modules())
    assert {m.form for m in modules if isinstance(m, CausalSelfAttention)} == {"fused"}
    assert not any(module._forward_hooks for module in modules)


def test_one_token_looks_at_itself(subject: Callable[..., Subject]) -> None:
    assert (seen(subject("a")).pattern == 1.0).all()


def showing(subject: Subject, quantity: str) -> Subject:
    return replace(subject, looking=InspectConfig(quantity=quantity))


FAMILIES = pytest.mark.parametrize(
    "settings", [{}, {"n_kv_heads": 2, "position": "rope", "bias": False}], ids=["classic", "grouped"]
)


@FAMILIES
def test_values_are_what_is_handed_over_into_the_stream(subject: Callable[..., Subject], settings: dict) -> None:
    """The vectors themselves, one asking token after another: what a head writes is their sum."""
    made = subject("kettle", **settings)
    weights, shown = seen(made).pattern[1], seen(showing(made, "values")).pattern[1]  # H T T
    attn = made.model.blocks[1].attn
    with capture(made.model, ["blocks.1.attn.hook_v", "blocks.1.attn.hook_z"]) as captured, torch.no_grad():
        made.model(made.batch)
    v, z = (captured[f"blocks.1.attn.hook_{name}"][0].numpy() for name in "vz")  # H' T K, H T K
    out = attn.out.weight.detach().numpy()  # D HK
    for head in range(4):
        into_stream = out[:, 8 * head : 8 * head + 8]  # D K
        for row in range(6):
            handed = [weights[head, row, column] * into_stream @ v[head * len(v) // 4, column] for column in range(6)]
            assert shown[head, row] == pytest.approx(np.linalg.norm(handed, axis=1), abs=1e-5)
            assert np.sum(handed, axis=0) == pytest.approx(into_stream @ z[head, row], abs=1e-5)


@FAMILIES
def test_the_softmax_of_the_scores_is_the_pattern(subject: Callable[..., Subject], settings: dict) -> None:
    made = subject("kettle", **settings)
    shown, future = seen(showing(made, "scores")).pattern, np.triu(np.ones((6, 6), dtype=bool), 1)
    assert not shown[..., future].any()
    odds = np.exp(np.where(future, -np.inf, shown))
    assert odds / odds.sum(axis=-1, keepdims=True) == pytest.approx(seen(made).pattern, abs=1e-6)


def test_quantities_are_those_that_are_declared() -> None:
    assert set(module.QUANTITIES) == set(QUANTITIES) == set(COLUMNS)


def test_each_head_is_labelled_by_what_it_scores(subject: Callable[..., Subject]) -> None:
    made = subject("kettle")
    labels = seen(made).labels
    ids = repeated_tokens(made.model, made.tokenizer)
    scores = score_heads(made.model, ids).scores
    assert [len(heads) for heads in labels] == [4, 4]
    for layer, heads in enumerate(labels):
        for head, one in enumerate(heads):
            above = scores[:, layer, head] - chance_of(ids)
            number = tuple(HEAD_KINDS).index(one.kind)
            assert number == above.argmax()
            assert one.score == pytest.approx(scores[number, layer, head])
            assert one.clear == (above[number] >= STANDS_OUT)


def test_of_a_large_network_the_pattern_is_shown_before_heads_are_measured(
    trained: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "QUICK", 0)
    engine, question = Engine(trained), Inspect("demo", "attention", "The fox")
    so_far, done = engine.run(question, RunControl())
    assert isinstance(so_far, InspectSoFar)
    assert isinstance(done, InspectDone)
    assert so_far.result.labels == ()
    assert "being measured" in so_far.result.unlabelled
    assert so_far.result.pattern == pytest.approx(done.result.pattern)
    assert done.result.labels
    assert [type(event) for event in engine.run(question, RunControl())] == [InspectDone], "it is remembered"


def test_where_heads_cannot_be_labelled_it_says_why(subject: Callable[..., Subject]) -> None:
    result = seen(subject("kett", context_length=4))
    assert result.labels == ()
    assert "twice" in result.unlabelled
    assert result.pattern.shape == (2, 4, 4, 4)


@pytest.mark.parametrize("family", ["classic", "modern"])
@pytest.mark.parametrize("quantity", ["values", "scores"])
def test_transformer_lens_repeats_each_quantity(
    quantity: str, family: str, families: dict[str, Home], tmp_path: Path
) -> None:
    pytest.importorskip("transformer_lens", reason="needs TransformerLens: pip install 'hellogpt[parity]'")
    question = Inspect("demo", "attention", "The fox sat by", looking=InspectConfig(quantity=quantity))
    *_, last = Engine(families[family]).run(Prove(question, str(tmp_path / "proof")), RunControl())
    assert isinstance(last, ProveDone), last
    done = subprocess.run([sys.executable, "prove.py"], cwd=last.path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"attention, {quantity}" in done.stdout

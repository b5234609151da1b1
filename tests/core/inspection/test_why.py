"""Why a token: the bars beside transformers' hidden states and torch's gradient, and that they add up."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from core.config import NO_RIVAL, InspectConfig
from core.control import RunControl
from core.engine import Engine
from core.errors import SettingError
from core.inspection import Subject
from core.inspection.attention import attention
from core.inspection.why import explained, why
from core.model.taps import capture
from core.paths import Home
from core.protocol import Export, ExportDone, Inspect, InspectDone, WhyResult

MODERN = {"norm": "rmsnorm", "position": "rope", "mlp": "swiglu", "n_kv_heads": 2, "tied_head": False, "bias": False}
KINDS = {
    "classic": {},
    "modern": MODERN,
    "no norm": {"norm": "none"},
    "no attention": {"attention": "none"},
    "no feed-forward": {"mlp": "none"},
    "QK norm, ReLU²": {"qk_norm": True, "mlp": "relu2"},
}


def looking_at(subject: Subject, **looked_at: int) -> Subject:
    return dataclasses.replace(subject, looking=InspectConfig(**looked_at))


def by_part(result: WhyResult) -> dict[str, float]:
    return {one.part: one.value for one in result.contributions}


@pytest.mark.parametrize("settings", KINDS.values(), ids=list(KINDS))
@pytest.mark.parametrize(("bits", "within"), [(torch.float32, 1e-4), (torch.float64, 1e-9)])
def test_the_bars_add_up_to_what_the_model_says(
    subject: Callable[..., Subject], settings: dict, bits: torch.dtype, within: float
) -> None:
    made = subject("kettle", at=4, **settings)
    made.model.to(bits)
    result = explained(made)
    with torch.no_grad():
        logits = made.model(made.batch)[0, 4].double().numpy()
    assert result.rival is not None
    assert [result.token.id, result.rival.id] == np.argsort(-logits)[:2].tolist()
    assert result.total == pytest.approx(logits[result.token.id] - logits[result.rival.id], abs=within)
    assert result.logit == pytest.approx(result.total, abs=within)
    parts = {"embed", "pos_embed", "L0H0", "L1H3", "L0F", "L1F", "bias"}
    missing = {"modern": {"pos_embed", "bias"}, "no attention": {"L0H0", "L1H3"}, "no feed-forward": {"L0F", "L1F"}}
    kind = next(name for name, own in KINDS.items() if own is settings)
    assert parts & by_part(result).keys() == parts - missing.get(kind, set())


def test_each_bar_is_the_gradient_times_what_was_written(subject: Callable[..., Subject]) -> None:
    """The final norm's scale held, the logit is linear in the stream: torch's own derivative says how much."""
    made = subject("kettle", at=3)
    model = made.model.double()
    writers = ["hook_embed", "hook_pos_embed", "blocks.0.hook_mlp_out", "blocks.1.hook_mlp_out", "blocks.1.attn.hook_z"]
    with capture(model, (*writers, "blocks.1.hook_resid_post")) as seen, torch.no_grad():
        model.features(made.batch)
    stream = seen["blocks.1.hook_resid_post"][0, 3].clone().requires_grad_()
    scale = (stream.detach().var(unbiased=False) + model.ln_final.epsilon).sqrt()
    normed = (stream - stream.mean()) / scale * model.ln_final.weight + model.ln_final.bias
    (model.head_weight[7] @ normed).backward()
    assert stream.grad is not None
    slope, model = stream.grad, model.requires_grad_(False)
    bars = by_part(explained(looking_at(made, token=7, rival=NO_RIVAL)))
    assert bars["embed"] == pytest.approx(float(slope @ seen["hook_embed"][0, 3]), abs=1e-9)
    assert bars["pos_embed"] == pytest.approx(float(slope @ seen["hook_pos_embed"][3]), abs=1e-9)
    for layer in (0, 1):
        written = seen[f"blocks.{layer}.hook_mlp_out"][0, 3]
        assert bars[f"L{layer}F"] == pytest.approx(float(slope @ written), abs=1e-9)
    for head in range(4):
        alone = torch.zeros(32, dtype=torch.float64)
        alone[8 * head : 8 * head + 8] = seen["blocks.1.attn.hook_z"][0, head, 3]
        written = model.blocks[1].attn.out.weight @ alone
        assert bars[f"L1H{head}"] == pytest.approx(float(slope @ written), abs=1e-9)


def test_layers_add_what_transformers_says_they_write(trained: Home, tmp_path: Path) -> None:
    transformers = pytest.importorskip("transformers")
    engine = Engine(trained)
    *_, sent = engine.run(Export("demo", "hf", str(tmp_path / "model")), RunControl())
    assert isinstance(sent, ExportDone), sent
    *_, done = engine.run(Inspect("demo", "why", "The fox sat by the"), RunControl())
    assert isinstance(done, InspectDone), done
    result = done.result
    assert isinstance(result, WhyResult)
    theirs = transformers.GPT2LMHeadModel.from_pretrained(tmp_path / "model", attn_implementation="eager").eval()
    before_norm: list[torch.Tensor] = []
    theirs.transformer.ln_f.register_forward_pre_hook(lambda _, inputs: before_norm.append(inputs[0]))
    with torch.no_grad():
        out = theirs(torch.tensor([done.token_ids]), output_hidden_states=True)
    norm, head = theirs.transformer.ln_f, theirs.lm_head.weight
    assert result.rival is not None
    wanted = (head[result.token.id] - head[result.rival.id]).detach()
    streams = [*out.hidden_states[:-1], before_norm[0]]  # the last of theirs is behind the final norm
    last = before_norm[0][0, -1]
    direction = wanted * norm.weight.detach()
    direction = (direction - direction.mean()) / (last.var(unbiased=False) + norm.eps).sqrt()
    biases = {piece.name: piece.value for piece in result.contributions[-1].pieces}
    bars = by_part(result)
    for layer in (0, 1):
        written = (streams[layer + 1] - streams[layer])[0, -1]
        ours = sum(bars[f"L{layer}{part}"] for part in ("H0", "H1", "H2", "H3", "F")) + biases[f"L{layer}A"]
        assert ours == pytest.approx(float(direction @ written), abs=1e-4)
    logits = out.logits[0, -1]
    assert result.total == pytest.approx(float(logits[result.token.id] - logits[result.rival.id]), abs=1e-4)


def test_a_head_is_what_it_takes_from_each_token_and_a_feed_forward_its_neurons(
    subject: Callable[..., Subject],
) -> None:
    made = subject("kett", d_ff=4)
    result = explained(made)
    for one in result.contributions:
        if "H" in one.part:
            assert sum(source.value for source in one.sources) == pytest.approx(one.value)
            weights = [source.weight for source in one.sources]
            assert sum(weights) == pytest.approx(1.0, abs=1e-6)
            assert weights == sorted(weights, reverse=True)
    bias = made.model.blocks[1].mlp.down.bias
    with torch.no_grad():
        bias.zero_()
    without = next(one for one in explained(made).contributions if one.part == "L1F")
    assert sum(piece.value for piece in without.pieces) == pytest.approx(without.value)
    biases = result.contributions[-1]
    assert sum(piece.value for piece in biases.pieces) == pytest.approx(biases.value)
    assert {piece.name for piece in biases.pieces} == {"L0A", "L1A", "final norm"}


def test_the_two_tokens_are_chosen_and_what_came_is_told(subject: Callable[..., Subject]) -> None:
    made = subject("kettle", at=2)
    chosen = explained(looking_at(made, token=9, rival=11))
    assert chosen.rival is not None
    assert (chosen.token.id, chosen.rival.id) == (9, 11)
    logits = made.logits_after(2)
    assert chosen.total == pytest.approx(float(logits[9] - logits[11]), abs=1e-4)
    best, second = np.argsort(-logits)[:2].tolist()
    overtaken = explained(looking_at(made, rival=best))
    assert overtaken.rival is not None
    assert (overtaken.token.id, overtaken.rival.id) == (best, second)
    alone = explained(looking_at(made, token=9, rival=NO_RIVAL))
    assert alone.rival is None
    assert alone.total == pytest.approx(float(logits[9]), abs=1e-4)
    assert chosen.came is not None
    assert chosen.came.token == "t"
    assert [one.id for one in chosen.candidates] == np.argsort(-logits)[:24].tolist()
    rows = {row[0]: row for row in chosen.table(("k",) * 6).rows}
    assert rows["bias"][-1] == pytest.approx(rows["model"][3], abs=1e-4)


def test_what_has_no_meaning_is_refused_in_a_sentence(subject: Callable[..., Subject]) -> None:
    with pytest.raises(SettingError, match="--no-residual"):
        explained(subject("kettle", residual=False))
    with pytest.raises(SettingError, match="no token 61 "):
        explained(looking_at(subject("kettle"), token=61))
    with pytest.raises(SettingError, match="no token 90 "):
        explained(looking_at(subject("kettle"), rival=90))
    with pytest.raises(SettingError, match="with itself"):
        explained(looking_at(subject("kettle"), token=5, rival=5))


def test_one_token_and_a_network_with_everything_off(subject: Callable[..., Subject]) -> None:
    made = subject("a")
    with torch.no_grad():
        for block in made.model.blocks:
            for matrix in (block.attn.out, block.mlp.down):
                matrix.weight.zero_()
                matrix.bias.zero_()
    result = explained(made)
    bars = by_part(result)
    assert all(value == 0 for part, value in bars.items() if part.startswith("L"))
    assert result.total == pytest.approx(result.logit, abs=1e-4)


def test_heads_are_labelled_as_in_the_view_of_attention(subject: Callable[..., Subject]) -> None:
    made = subject("kettle")
    *_, result = why(made)
    *_, beside = attention(made)
    assert result is not None
    assert beside is not None
    heads = [one.does for one in result.contributions if one.sources]
    assert heads == [label for layer in beside.labels for label in layer]
    assert all(one.does is None for one in result.contributions if not one.sources)
    *_, without = why(subject("kettle", attention="none"))
    assert without == explained(subject("kettle", attention="none"))

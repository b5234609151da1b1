"""The logit lens beside numpy and transformers: what each layer would say, how surely, and how far from the end."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

import core.inspection.logit_lens as file
from core.config import InspectConfig
from core.control import Interrupted, RunControl
from core.engine import Engine
from core.inspection import Subject
from core.inspection.logit_lens import SHOWN, logit_lens
from core.model.taps import capture
from core.paths import Home
from core.protocol import Export, ExportDone, Inspect, InspectDone, LogitLensResult

MODERN = {"norm": "rmsnorm", "position": "rope", "mlp": "swiglu", "n_kv_heads": 2, "tied_head": False, "bias": False}


def whole(subject: Subject) -> LogitLensResult:
    *_, last = logit_lens(subject)
    assert last is not None
    return last


def by_hand(subject: Subject) -> np.ndarray:
    """log2 of the odds of all tokens, in every layer and place, in 64 bits: M T V."""
    model = subject.model.double()
    names = ["blocks.0.hook_resid_pre", "blocks.0.hook_resid_post", "blocks.1.hook_resid_post"]
    with capture(model, names) as seen, torch.no_grad():
        model(subject.batch)
        logits = torch.cat([model.ln_final(seen[name]) @ model.head_weight.T for name in names]).numpy()
    model.float()
    shifted = logits - logits.max(axis=-1, keepdims=True)
    odds = np.exp(shifted)
    return (shifted - np.log(odds.sum(axis=-1, keepdims=True))) / np.log(2)


@pytest.mark.parametrize(
    "settings",
    [{}, MODERN, {"norm": "none"}, {"residual": False}, {"attention": "none"}, {"mlp": "none"}],
    ids=["classic", "modern", "no norm", "no residual", "no attention", "no feed-forward"],
)
def test_every_layer_and_place_is_what_the_definitions_say(subject: Callable[..., Subject], settings: dict) -> None:
    made = subject("kettle", at=2, **settings)
    result, bits = whole(made), by_hand(made)
    odds = np.exp2(bits)
    assert result.layers == ("embedding", "layer 0", "layer 1")
    assert (result.top == bits.argmax(axis=-1)).all()
    assert result.odds == pytest.approx(odds.max(axis=-1), abs=1e-5)
    assert result.entropy == pytest.approx(-(odds * bits).sum(axis=-1), abs=1e-4)
    assert result.kl == pytest.approx((odds[-1] * (bits[-1] - bits)).sum(axis=-1), abs=1e-4)
    assert (result.answers == bits[-1].argmax(axis=-1)).all()
    own = np.take_along_axis(bits, result.answers[None, :, None], axis=-1)
    assert (result.rank == (bits > own).sum(axis=-1) + 1).all()
    assert result.answer_odds == pytest.approx(np.exp2(own[..., 0]), abs=1e-5)
    for reading, row in zip(result.readings, odds[:, 2], strict=True):
        assert [one.id for one in reading] == np.argsort(-row)[:SHOWN].tolist()
        assert [one.probability for one in reading] == pytest.approx(sorted(row)[: -SHOWN - 1 : -1], abs=1e-5)


def test_the_rank_is_that_of_the_token_that_is_explained(subject: Callable[..., Subject]) -> None:
    made = dataclasses.replace(subject("kettle", at=3), looking=InspectConfig(token=7))
    result, bits = whole(made), by_hand(made)
    assert result.answers[3] == 7
    assert result.rank[:, 3].tolist() == [int((row > row[7]).sum()) + 1 for row in bits[:, 3]]
    rows = result.table(("k", "e", "t", "t", "l", "e")).rows
    assert len(rows) == 3 * 6
    assert rows[3][7] == made.tokenizer.label(7)


def test_transformers_hidden_states_say_the_same(trained: Home, tmp_path: Path) -> None:
    transformers = pytest.importorskip("transformers")
    engine = Engine(trained)
    *_, sent = engine.run(Export("demo", "hf", str(tmp_path / "model")), RunControl())
    assert isinstance(sent, ExportDone), sent
    *_, done = engine.run(Inspect("demo", "logit-lens", "The fox sat by the"), RunControl())
    assert isinstance(done, InspectDone), done
    assert isinstance(done.result, LogitLensResult)
    theirs = transformers.GPT2LMHeadModel.from_pretrained(tmp_path / "model", attn_implementation="eager").eval()
    with torch.no_grad():
        out = theirs(torch.tensor([done.token_ids]), output_hidden_states=True)
        early = [theirs.lm_head(theirs.transformer.ln_f(x))[0] for x in out.hidden_states[:-1]]
        odds = torch.stack([*early, out.logits[0]]).softmax(dim=-1).numpy()
    assert done.result.odds == pytest.approx(odds.max(axis=-1), abs=1e-4)
    assert (done.result.top == odds.argmax(axis=-1)).all()


def test_of_a_large_vocabulary_a_few_places_are_read_at_a_time_and_those_asked_about_first(
    subject: Callable[..., Subject], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = subject("kettle", at=4)
    at_once = whole(made)
    monkeypatch.setattr(file, "AT_ONCE", 2 * 61)
    monkeypatch.setattr(file, "BETWEEN", 0.0)
    first, second, last = (known for known in logit_lens(made) if known is not None)
    assert np.flatnonzero(first.top[0] >= 0).tolist() == [4, 5]
    assert np.isnan(first.odds[:, :4]).all()
    assert all(first.readings)
    assert len(second.table(("x",) * 6).rows) == 3 * 4
    assert (last.top == at_once.top).all()
    assert last.kl == pytest.approx(at_once.kl, abs=1e-5)


def test_a_stop_is_heard_between_layers(subject: Callable[..., Subject]) -> None:
    control = RunControl()
    made = dataclasses.replace(subject("kettle"), control=control)
    running = logit_lens(made)
    control.stop()
    with pytest.raises(Interrupted):
        next(running)


def test_one_token_is_enough(subject: Callable[..., Subject]) -> None:
    assert whole(subject("a")).top.shape == (3, 1)

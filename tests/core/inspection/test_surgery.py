"""The view of surgery: odds before and after, each part alone, how it goes on, beside operated networks and torch."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from core.config import InspectConfig, SamplingConfig, SurgeryConfig
from core.control import Interrupted, RunControl
from core.errors import RunError, SettingError
from core.inspection import Subject
from core.inspection.surgery import WRITTEN, surgery
from core.model.decoder import Decoder
from core.model.generate import generate
from core.model.laid_out import lay_out
from core.model.surgery import Means, measure_means, operate, steering_direction, steering_ids
from core.protocol import SurgeryResult
from core.text.tokenizers.specials import NEVER_WRITTEN

MODERN = {"norm": "rmsnorm", "mlp": "swiglu", "position": "rope", "tied_head": False, "bias": False, "n_kv_heads": 2}
NETWORKS = {
    "classic": {},
    "modern": MODERN,
    "no attention": {"attention": "none"},
    "no feed-forward": {"mlp": "none"},
    "no residuals": {"residual": False},
}


def operated(whole: Subject, surgery: SurgeryConfig, **looking: object) -> Subject:
    """The same question to the operated network, as the engine asks it."""
    model = whole.model
    means = measure_means(model, [list(range(16)), [5, 9, 33]]) if surgery.ablation == "mean" else None
    ids = steering_ids(surgery, whole.tokenizer)
    direction = steering_direction(model, surgery.layer_of(model.config), *ids) if surgery.steers else None
    made = operate(model, surgery, means, direction) if surgery.changes else model
    whole_model = model if surgery.changes else None
    about = {"model": made, "surgery": surgery, "whole": whole_model, "means": means}
    return replace(whole, looking=InspectConfig(**looking), **about)


def odds(subject: Subject, model: torch.nn.Module | None = None) -> np.ndarray:
    with torch.no_grad():
        return (model or subject.model)(subject.batch)[0, subject.at].double().softmax(-1).numpy()


def last(subject: Subject) -> SurgeryResult:
    *_, result = surgery(subject)
    return result


@pytest.mark.parametrize("settings", NETWORKS.values(), ids=list(NETWORKS))
def test_odds_before_and_after_are_those_of_the_two_networks(subject: Callable[..., Subject], settings: dict) -> None:
    whole = subject("kettle", at=4, **settings)
    made = operated(whole, SurgeryConfig(off=("L1",)))
    result, before, after = last(made), odds(whole), odds(made)
    assert result.explained.id == before.argmax()
    for shift in (result.explained, *result.shifts):
        assert (shift.before, shift.after) == pytest.approx((before[shift.id], after[shift.id]))
        assert shift.token == whole.tokenizer.label(shift.id)
    wanted = np.argsort(-np.maximum(before, after))[:10]
    assert [shift.id for shift in result.shifts] == wanted.tolist()
    divergence = F.kl_div(torch.tensor(after).log(), torch.tensor(before), reduction="sum") / np.log(2)
    assert result.divergence == pytest.approx(float(divergence))


@pytest.mark.parametrize("settings", NETWORKS.values(), ids=list(NETWORKS))
@pytest.mark.parametrize("ablation", ["zero", "mean"])
def test_each_part_alone_is_what_switching_it_off_as_well_makes(
    subject: Callable[..., Subject], settings: dict, ablation: str
) -> None:
    """While another part is off already, and the stream is steered."""
    off = ("L1F",) if settings.get("attention") == "none" else ("L0H2",)
    changed = SurgeryConfig(off=off, ablation=ablation, steer_to="x", steer_layer=1, steer_strength=0.5)
    whole = subject("kettle", **settings)
    made = operated(whole, changed, token=20)
    *_, result = surgery(made)
    direction = steering_direction(whole.model, 1, *steering_ids(changed, whole.tokenizer))
    heads = 0 if settings.get("attention") == "none" else 4
    assert result.alone.shape == (2, heads + 1)
    for layer in range(2):
        parts = [f"L{layer}H{head}" for head in range(heads)] + [f"L{layer}F"]
        for column, part in enumerate(parts):
            if part.endswith("F") and settings.get("mlp") == "none":
                assert np.isnan(result.alone[layer, column])
                continue
            both = operate(whole.model, replace(changed, off=(*off, part)), made.means, direction)
            assert result.alone[layer, column] == pytest.approx(odds(made, both)[20], abs=1e-6)


def test_the_text_goes_on_as_the_decoders_write_it(subject: Callable[..., Subject]) -> None:
    whole = subject("kettle", at=4)
    made = operated(whole, SurgeryConfig(off=("L0",)))
    rules = SamplingConfig(temperature=0.0, max_new_tokens=WRITTEN)

    def written(model: torch.nn.Module) -> str:
        tokens = generate(Decoder(lay_out(model)), whole.tokenizer, list(whole.ids[:5]), rules, RunControl())
        return "".join(token.text for token in tokens)

    result = last(made)
    assert result.writes == (written(whole.model), written(made.model))
    assert result.writes[0][0] == next(
        one.token for one in sorted(result.shifts, key=lambda one: -one.before) if one.id not in NEVER_WRITTEN
    )


def test_it_says_how_far_it_pushes_and_what_was_read_for_it(subject: Callable[..., Subject]) -> None:
    whole = subject("kettle")
    made = operated(whole, SurgeryConfig(steer_from="ab", steer_to="x", steer_layer=0, steer_strength=-2.0))
    result, kept = last(made), []
    handle = whole.model.blocks[0].register_forward_hook(lambda _m, _i, output: kept.append(output[0]))
    encode = whole.tokenizer.encode
    with torch.no_grad():
        for ids in (encode("x"), encode("ab"), list(whole.ids)):
            whole.model(torch.tensor([ids]))
    handle.remove()
    push = 2 * (kept[0][-1] - kept[1][-1]).norm() / kept[2].norm(dim=-1).mean()
    assert result.pushed == pytest.approx(float(push), rel=1e-5)
    assert result.steering_ids == (tuple(encode("ab")), tuple(encode("x")))
    assert last(operated(whole, SurgeryConfig())).pushed is None


def test_something_is_shown_at_once_and_a_stop_is_heard_between(subject: Callable[..., Subject]) -> None:
    control = RunControl()
    results = surgery(replace(operated(subject("kettle"), SurgeryConfig(off=("L0",))), control=control))
    first = next(results)
    assert first.shifts
    assert np.isnan(first.alone).all()
    control.stop()
    with pytest.raises(Interrupted):
        list(results)


def test_the_table_has_all_that_is_known(subject: Callable[..., Subject]) -> None:
    result = last(operated(subject("kettle"), SurgeryConfig(off=("L0",)), second_prompt="mettle"))
    rows = result.table(("k", "e", "t", "t", "l", "e")).rows
    kinds = [row[0] for row in rows]
    assert (kinds.count("odds"), kinds.count("off as well"), kinds.count("patched")) == (10, 10, 12)
    assert rows[0][4:] == (result.shifts[0].before, result.shifts[0].after)


@pytest.mark.parametrize("prompt", ["a", "kettle on the h"])
def test_short_and_long_prompts_with_everything_off(subject: Callable[..., Subject], prompt: str) -> None:
    result = last(operated(subject(prompt), SurgeryConfig(off=("L0", "L1"))))
    assert np.allclose(result.alone, result.explained.after)


def test_a_network_without_numbers_and_a_token_that_is_none_are_refused(subject: Callable[..., Subject]) -> None:
    with pytest.raises(SettingError, match="--token"):
        last(operated(subject("kettle"), SurgeryConfig(), token=61))
    broken = subject("kettle")
    with torch.no_grad():
        broken.model.ln_final.bias[0] = float("nan")
    with pytest.raises(RunError):
        last(operated(broken, SurgeryConfig(off=("L0H0",))))


def test_means_come_with_what_they_were_taken_over(subject: Callable[..., Subject]) -> None:
    made = operated(subject("kettle"), SurgeryConfig(off=("L0H0",), ablation="mean"))
    assert isinstance(made.means, Means)
    assert last(made).mean_texts == (tuple(range(16)), (5, 9, 33))

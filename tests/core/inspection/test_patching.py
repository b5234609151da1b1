"""Activation patching beside hooks on the whole network, one place at a time."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from core.config import InspectConfig
from core.errors import SettingError
from core.inspection import Subject
from core.inspection.patching import AT_ONCE, patch, patched
from core.protocol import PatchMap

MODERN = {"norm": "rmsnorm", "mlp": "swiglu", "position": "rope", "tied_head": False, "bias": False, "n_kv_heads": 2}
FIRST, SECOND, TOKEN = "kettle", "mettlo", 20


def asked(whole: Subject, **looking: object) -> Subject:
    return replace(whole, looking=InspectConfig(**{"second_prompt": SECOND, **looking}))


def filled(subject: Subject) -> PatchMap:
    empty, note = patch(subject, TOKEN)
    assert empty is not None, note
    *_, found = patched(subject, TOKEN, empty)
    return found


def by_hand(subject: Subject, found: PatchMap) -> np.ndarray:
    """Every place put in alone, by a hook on the block, its attention or its feed-forward.  L T"""
    looking, model, at = subject.looking, subject.model, subject.at
    first, second = subject.batch, torch.tensor([found.other_ids])
    gives, gets = (first, second) if looking.patching == "denoise" else (second, first)

    def difference(ids: Tensor) -> float:
        with torch.no_grad():
            logits = model(ids)[0, at].double()
        return float(logits[TOKEN] - logits[found.rival])

    def place_of(block: nn.Module) -> nn.Module:
        return {"stream": block, "attention": block.attn, "mlp": block.mlp}[looking.patched]

    def hook(place: nn.Module, change: Callable[[Tensor], Tensor]) -> torch.utils.hooks.RemovableHandle:
        if looking.patched == "stream":
            return place.register_forward_pre_hook(lambda _m, inputs: (change(inputs[0]),))
        return place.register_forward_hook(lambda _m, _i, output: change(output))

    start, goal = difference(gets), difference(gives)
    shares = np.zeros((len(model.blocks), at + 1))
    for layer, block in enumerate(model.blocks):
        kept: list[Tensor] = []
        handle = hook(place_of(block), lambda value, kept=kept: kept.append(value) or value)
        difference(gives)
        handle.remove()
        for place in range(at + 1):

            def put(value: Tensor, place: int = place, kept: list[Tensor] = kept) -> Tensor:
                value = value.clone()
                value[0, place] = kept[0][0, place]
                return value

            handle = hook(place_of(block), put)
            shares[layer, place] = (difference(gets) - start) / (goal - start)
            handle.remove()
    return shares


@pytest.mark.parametrize("settings", [{}, MODERN], ids=["classic", "modern"])
@pytest.mark.parametrize("patched_part", ["stream", "attention", "mlp"])
@pytest.mark.parametrize("way", ["denoise", "noise"])
def test_what_comes_along_is_what_hooks_bring(
    subject: Callable[..., Subject], settings: dict, patched_part: str, way: str
) -> None:
    whole = subject(FIRST, at=4, **settings)
    made = asked(whole, patched=patched_part, patching=way)
    found = filled(made)
    assert found.recovered == pytest.approx(by_hand(made, found), abs=1e-4)
    assert found.other == tuple(SECOND)


def test_the_stream_at_all_that_differs_brings_everything(subject: Callable[..., Subject]) -> None:
    """In front of layer 0 the prompts differ where their letters do; elsewhere there is nothing to bring."""
    found = filled(asked(subject("kettle"), second_prompt="mettle"))
    assert found.recovered[0] == pytest.approx([1, 0, 0, 0, 0, 0], abs=1e-5)


def test_the_rival_is_what_the_second_prompt_wants_unless_another_is_named(subject: Callable[..., Subject]) -> None:
    whole = subject(FIRST)
    second = replace(whole, ids=tuple(whole.tokenizer.encode(SECOND)))
    assert filled(asked(whole)).rival == second.logits_after(5).argmax()
    assert filled(asked(whole, rival=7)).rival == 7
    assert filled(asked(whole, rival=-2)).rival == second.logits_after(5).argmax()
    with pytest.raises(SettingError, match="--rival"):
        patch(asked(whole, rival=61), TOKEN)


def test_it_grows_from_layer_to_layer_and_of_a_long_prompt_in_pieces(
    subject: Callable[..., Subject], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = asked(subject(FIRST))
    whole = filled(made)
    assert AT_ONCE >= 512
    monkeypatch.setattr("core.inspection.patching.AT_ONCE", 24)
    empty, _ = patch(made, TOKEN)
    steps = list(patched(made, TOKEN, empty))
    assert [int(np.isnan(step.recovered).sum()) for step in steps] == [8, 6, 2, 0]
    assert steps[-1].recovered == pytest.approx(whole.recovered, abs=1e-5)


@pytest.mark.parametrize(
    ("second", "settings", "looking", "says"),
    [
        ("mettles", {}, {}, "6 tokens, the second 7"),
        (FIRST, {}, {}, "nothing to bring back"),
        (SECOND, {"attention": "none"}, {"patched": "attention"}, "--attention none"),
        (SECOND, {"mlp": "none"}, {"patched": "mlp"}, "--mlp none"),
    ],
)
def test_where_there_is_no_map_a_sentence_says_why(
    subject: Callable[..., Subject], second: str, settings: dict, looking: dict, says: str
) -> None:
    found, note = patch(asked(subject(FIRST, **settings), second_prompt=second, **looking), TOKEN)
    assert found is None
    assert says in note

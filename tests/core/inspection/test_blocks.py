"""Blocks: every stage beside its tap, its parameters, its code; and that only what is drawn is kept."""

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest
import torch

from core.config import InspectConfig
from core.errors import SettingError
from core.inspection import Subject
from core.inspection.blocks import PICTURE, blocks, picture
from core.inspection.stages import HEAD, stages_of
from core.model.taps import capture, tap_names
from core.protocol import BlocksResult

MODERN = {"norm": "rmsnorm", "position": "rope", "mlp": "swiglu", "n_kv_heads": 2, "tied_head": False, "bias": False}
KINDS = {
    "classic": {"dropout": 0.1},
    "modern": MODERN,
    "no attention": {"attention": "none"},
    "no feed-forward": {"mlp": "none"},
    "no residual": {"residual": False, "norm": "none"},
    "QK norm, ReLU²": {"qk_norm": True, "mlp": "relu2", "position": "none"},
}


def looking_at(subject: Subject, **looked_at: object) -> BlocksResult:
    return blocks(dataclasses.replace(subject, looking=InspectConfig(**looked_at)))  # type: ignore[arg-type]


@pytest.mark.parametrize("settings", KINDS.values(), ids=list(KINDS))
def test_every_stage_is_a_tap_in_the_order_of_the_walk_and_every_parameter_is_one_stages(
    subject: Callable[..., Subject], settings: dict
) -> None:
    made = subject("kettle", at=3, **settings)
    result = blocks(made)
    names = [stage.name for stage in result.stages]
    with capture(made.model, tap_names(made.model)) as seen:
        made.model(made.batch)
    passed = [name for name in seen if name in names and "hook_v" not in name]  # values are not turned, and so earlier
    assert [name for name in names if "hook_v" not in name] == [*passed, HEAD]
    assert sum(stage.parameters for stage in result.stages) == sum(p.numel() for p in made.model.parameters())
    for stage in result.stages[:-1]:
        value = seen[stage.name]
        value = (value[0] if value.dim() > 2 else value).numpy()
        assert stage.shape == value.shape
        assert len(stage.letters.split()) == value.ndim
        if stage.length is not None:
            assert stage.length == pytest.approx(np.linalg.norm(value[..., 3, :]), rel=1e-5)
        flat = value if value.ndim == 2 else value.transpose(1, 0, 2).reshape(value.shape[1], -1)
        finite = flat.copy()
        if stage.letters == "H T T":
            finite[np.tile(np.triu(np.ones((6, 6), dtype=bool), 1), 4)] = np.nan
        if max(flat.shape) <= PICTURE:
            assert stage.picture == pytest.approx(finite / np.nanmax(np.abs(finite)), abs=1e-5, nan_ok=True)


@pytest.mark.parametrize("settings", KINDS.values(), ids=list(KINDS))
def test_the_code_of_every_stage_is_shown_with_the_lines_that_do_it(
    subject: Callable[..., Subject], settings: dict
) -> None:
    made = subject("ke", **settings)
    for stage in stages_of(made.model):
        source = looking_at(made, block=stage.name).source
        assert source is not None
        assert source.file.startswith("core/model/")
        assert source.marked, stage.name
        lines = source.text.splitlines()
        assert all(stage.mark in lines[number] for number in source.marked)
        with open(source.file, encoding="utf-8") as file:
            assert file.read().splitlines()[source.first - 1].strip() == lines[0].strip()


def test_the_chosen_stage_is_there_in_full(subject: Callable[..., Subject]) -> None:
    made = subject("kettle", at=2)
    assert blocks(made).chosen == "hook_embed"
    with capture(made.model, ["blocks.1.attn.hook_pattern"]) as seen:
        made.model(made.batch)
    result = looking_at(made, block="blocks.1.attn.hook_pattern")
    assert (result.tensor == seen["blocks.1.attn.hook_pattern"][0].numpy()).all()
    assert result.stage.letters == "H T T"
    logits = made.logits_after(2)
    head = looking_at(made, block=HEAD)
    assert head.tensor == pytest.approx(logits, abs=1e-5)
    assert head.stages[-1].picture.shape == (1, PICTURE)
    assert [one.id for one in head.candidates] == np.argsort(-logits)[:8].tolist()
    scores = looking_at(made, block="blocks.0.attn.hook_attn_scores")
    assert np.isnan(scores.stage.picture[0, 1])
    assert np.isneginf(scores.tensor[0, 0, 1])


def test_the_stream_turns_by_what_is_added(subject: Callable[..., Subject]) -> None:
    made = subject("kettle", at=5)
    with capture(made.model, ["blocks.0.hook_resid_pre", "blocks.0.hook_resid_mid"]) as seen:
        made.model(made.batch)
    before, after = (value[0, 5].double().numpy() for value in seen.values())
    cosine = before @ after / np.linalg.norm(before) / np.linalg.norm(after)
    turned = next(stage.turned for stage in blocks(made).stages if stage.name == "blocks.0.hook_resid_mid")
    assert turned == pytest.approx(np.degrees(np.arccos(cosine)))


def test_of_many_layers_one_is_open(subject: Callable[..., Subject]) -> None:
    made = subject("kettle", n_layers=8, n_kv_heads=2)
    result = looking_at(made, layer=2)
    assert result.folded == (0, 1, 3, 4, 5, 6, 7)
    assert [stage.name for stage in result.stages if stage.layer == 5] == ["blocks.5.hook_resid_post"]
    assert len([stage for stage in result.stages if stage.layer == 2]) == 14
    assert looking_at(made, layer=2, block="blocks.7.mlp.hook_pre").folded == tuple(range(7))
    assert len(result.layer_parameters) == 8
    keys = next(stage for stage in result.stages if stage.kind == "k")
    assert (keys.letters, keys.shape) == ("G T K", (2, 6, 8))


def test_what_a_network_lacks_is_not_looked_at_and_what_none_has_is_refused(
    subject: Callable[..., Subject],
) -> None:
    made = subject("kettle", position="rope")
    assert looking_at(made, block="hook_pos_embed").chosen == "hook_embed"
    assert looking_at(made, block="blocks.9.mlp.hook_post").chosen == "blocks.1.mlp.hook_post"
    with pytest.raises(SettingError, match="--block") as told:
        looking_at(made, block="blocks.0.attn.hook_y")
    assert "blocks.0.attn.hook_rot_q" in told.value.hint
    rows = blocks(made).table(("k",) * 6).rows
    assert rows[0][:3] == ("hook_embed", "Token embedding", "6 × 32")


def test_a_large_tensor_has_a_small_picture() -> None:
    value = torch.arange(4 * 100 * 60, dtype=torch.float32).view(4, 100, 60)
    small = picture(value)
    assert small.shape == (PICTURE, PICTURE)
    assert small[0, 0] == 0.0
    assert small.max() == 1.0
    assert picture(torch.zeros(3, 5)).tolist() == [[0.0] * 5] * 3

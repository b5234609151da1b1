"""What is compared: every kind has its variants, each differs from the whole in what its name says and nothing else."""

import dataclasses

import pytest

from core.config import EXPERIMENTS, ExperimentConfig, ModelConfig
from core.errors import SettingError
from core.experiments.sentences import SENTENCES
from core.experiments.variants import VARIANTS, WHOLE, multiples, variants_of

from .conftest import tiny_config


def test_registries_hold_what_is_declared() -> None:
    assert set(VARIANTS) == set(SENTENCES) == set(EXPERIMENTS)


@pytest.mark.parametrize("kind", EXPERIMENTS)
def test_every_kind_has_one_whole_among_its_variants_and_names_that_differ(kind: str) -> None:
    variants = variants_of(ExperimentConfig(kind), tiny_config())
    assert [variant.name for variant in variants].count(WHOLE) == 1
    assert len({variant.name for variant in variants}) == len({variant.label for variant in variants}) == len(variants)


def changed(model: ModelConfig, whole: ModelConfig) -> dict[str, object]:
    pairs = {field.name: getattr(model, field.name) for field in dataclasses.fields(model)}
    return {name: value for name, value in pairs.items() if value != getattr(whole, name)}


def test_each_block_is_taken_out_alone() -> None:
    shared = tiny_config()
    variants = variants_of(ExperimentConfig("take-a-block-out"), shared)
    found = {v.name: changed(v.config(shared, 1.0, 0).model, shared.model) for v in variants}
    assert found == {
        "whole": {},
        "no-positions": {"position": "none"},
        "no-attention": {"attention": "none"},
        "one-head": {"n_heads": 1},
        "no-feed-forward": {"mlp": "none"},
        "no-normalisation": {"norm": "none"},
        "no-residuals": {"residual": False},
    }


def test_a_part_that_is_not_there_is_not_taken_out() -> None:
    names = [v.name for v in variants_of(ExperimentConfig(), tiny_config(position="none", n_heads=1))]
    assert "no-positions" not in names
    assert "one-head" not in names
    with pytest.raises(SettingError, match="--attention none"):
        variants_of(ExperimentConfig(), tiny_config(mlp="none"))


def test_rates_are_multiples_about_the_settings_own() -> None:
    assert multiples(ExperimentConfig(rates=3, rate_factor=3.0)) == pytest.approx([1 / 3, 1, 3])
    assert multiples(ExperimentConfig(rates=4, rate_factor=2.0)) == [0.5, 1, 2, 4]
    assert multiples(ExperimentConfig(rates=1)) == [1]
    shared = tiny_config(learning_rate=0.02, muon_learning_rate=0.5)
    training = variants_of(ExperimentConfig(), shared)[0].config(shared, 3.0, 7).training
    assert (training.learning_rate, training.muon_learning_rate, training.seed) == (pytest.approx(0.06), 1.0, 7)


def test_sizes_are_half_the_same_and_twice() -> None:
    shared = tiny_config(n_layers=2)
    sizes = {(v.config(shared, 1.0, 0).model.d_model, v.config(shared, 1.0, 0).model.n_layers)
             for v in variants_of(ExperimentConfig("size"), shared)}  # fmt: skip
    assert sizes == {(width, depth) for width in (8, 16, 32) for depth in (1, 2, 4)}
    with pytest.raises(SettingError, match="--d-ff 20"):
        variants_of(ExperimentConfig("size"), tiny_config(d_ff=20))

"""What the tests of experiments share: a tiny one, and numbers as trainings would give them."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from core.config import ExperimentConfig, RunConfig, experiment_config
from core.experiments.result import mean_and_spread
from core.protocol import RunExperiment, VariantResult

TINY = {
    "vocab_size": 300, "context_length": 8, "d_model": 16, "n_layers": 1, "n_heads": 2, "batch_size": 2, "steps": 2,
    "warmup_steps": 1, "threads": 1, "device": "cpu", "precision": "fp32", "attention_form": "fused",
}  # fmt: skip


def tiny_config(**own: object) -> RunConfig:
    return experiment_config("tiny", {**TINY, **own})  # type: ignore[dict-item]


def measured(losses: Sequence[float | None], name: str = "x", label: str = "Without x") -> VariantResult:
    """A variant with these final losses."""
    mean, spread = mean_and_spread([loss for loss in losses if loss is not None])
    return VariantResult(name, label, 1000, 1.0, 0.01, (), tuple(losses), (), mean, spread, whole=name == "whole")


@pytest.fixture
def two_by_two(story: Path) -> RunExperiment:
    """A sweep of two learning rates, two seeds each: four trainings of two steps."""
    return RunExperiment(ExperimentConfig("learning-rate", seeds=2, rates=2), tiny_config(), (str(story),), "sweep")

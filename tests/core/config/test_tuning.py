"""The settings of a tuning: a fork's, with smaller steps."""

import msgspec
import pytest

from core.config import IMPORTED, RunConfig, TuningConfig, build_config, fork_config, tune_config, tune_settings
from core.errors import SettingError


def test_it_takes_smaller_steps_for_a_few_minutes() -> None:
    parent = build_config("small", {"minutes": 9.0, "vocab_size": 700})
    tuned = tune_config(parent)
    assert tuned.model == parent.model
    assert tuned.tuning == TuningConfig()
    assert tuned.training.learning_rate < parent.training.learning_rate
    assert tuned.training.muon_learning_rate < parent.training.muon_learning_rate
    assert tuned.training.minutes < parent.training.minutes


def test_ones_own_settings_count_and_the_networks_are_none() -> None:
    tuned = tune_config(build_config(), {"replay": 0.25, "steps": 7, "learning_rate": 0.1})
    assert tuned.tuning == TuningConfig(0.25)
    assert (tuned.training.steps, tuned.training.minutes, tuned.training.learning_rate) == (7, 0, 0.1)
    with pytest.raises(SettingError, match="keeps the network"):
        tune_config(build_config(), {"d_model": 8})
    assert {"replay", "minutes", "seed"} <= set(tune_settings())
    assert "d_model" not in tune_settings()


def test_one_that_came_in_takes_the_steps_of_its_forks() -> None:
    parent = RunConfig(preset=IMPORTED)
    assert tune_config(parent).training.learning_rate == fork_config(parent).training.learning_rate


def test_it_survives_its_file_and_a_fork_is_no_tuning() -> None:
    tuned = tune_config(build_config(), {"replay": 0.25})
    assert msgspec.json.decode(msgspec.json.encode(tuned), type=RunConfig) == tuned
    assert fork_config(tuned).tuning is None

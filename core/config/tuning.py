"""The settings of a run that is taught to answer: those of a fork, with smaller steps."""

from collections.abc import Mapping
from dataclasses import replace

from core.config.choices import Value
from core.config.declaring import Setting, settings_of
from core.config.presets import IMPORTED, fork_config
from core.config.settings import BUDGETS, RunConfig, TrainingConfig, TuningConfig

# Steps small enough that what is known stays, as measured on Little World; the budget where nobody gives one.
GENTLE_STEPS: dict[str, Value] = {"learning_rate": 1e-3, "muon_learning_rate": 0.01, "schedule": "wsd"}
USUAL_MINUTES = 3.0


def tune_settings() -> dict[str, Setting]:
    """Every setting of a tuning by name. How the text is cut stays as it was."""
    return {one.name: one for one in (*settings_of(TuningConfig), *settings_of(TrainingConfig))}


def tune_config(parent: RunConfig, overrides: Mapping[str, Value] | None = None) -> RunConfig:
    """The configuration of a run that teaches ``parent`` to answer, with the person's own settings on top.

    Raises:
        SettingError: an unknown setting, one that the network fixes, or a value that does not fit.
    """
    own = dict(overrides or {})
    tuning = TuningConfig(**{name: own.pop(name) for name in ("replay",) if name in own})  # type: ignore[arg-type]
    budget: dict[str, Value] = {} if any(own.get(name) for name in BUDGETS) else {"minutes": USUAL_MINUTES}
    steps = {} if parent.preset == IMPORTED else GENTLE_STEPS  # a fork of one that came in takes smaller ones yet
    return replace(fork_config(parent, {**steps, **budget, **own}), tuning=tuning)

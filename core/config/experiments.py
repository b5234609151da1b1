"""What an experiment is asked for, and the settings that its trainings have in common."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from core.config.choices import EXPERIMENTS, Value
from core.config.declaring import Validated, setting
from core.config.presets import DEFAULT_PRESET, build_config
from core.config.settings import BUDGETS, RunConfig
from core.errors import SettingError

# Steps of each training where nobody says how many.
USUAL_STEPS = 400
# Many short trainings are not to spend their time on being looked at.
LOOKS = 8
SAMPLE_TOKENS = 24


@dataclass(frozen=True)
class ExperimentConfig(Validated):
    """Which experiment, and how often each of its networks is trained."""

    title: ClassVar[str] = "Experiment"

    kind: str = setting("take-a-block-out", "Experiment", "What is compared.", choices=EXPERIMENTS)
    seeds: int = setting(
        3, "Seeds", "How often each variant is trained, each time with other chances. Fewer than 3 carry no claim.",
        low=1, high=20,
    )  # fmt: skip
    rates: int = setting(
        0, "Learning rates", "How many learning rates are tried.", low=1, high=9,
        automatic="3 for each variant, 5 in a sweep",
    )  # fmt: skip
    rate_factor: float = setting(
        3.0, "Rate factor", "By how much each learning rate tried is larger than the one before.", low=1.1, high=100.0
    )

    @property
    def rates_tried(self) -> int:
        """``rates`` as resolved."""
        return self.rates or (5 if self.kind == "learning-rate" else 3)


def experiment_config(preset: str = DEFAULT_PRESET, overrides: Mapping[str, Value] | None = None) -> RunConfig:
    """The settings that all trainings of an experiment share, with the person's own on top.

    Raises:
        SettingError: a value does not fit, or the budget is in minutes: then tokens would not be equal.
    """
    own = dict(overrides or {})
    if own.get("minutes"):
        raise SettingError(
            "An experiment compares networks that have seen equally many tokens; minutes (--minutes) do not say so.",
            "Give --steps or --epochs.",
        )
    if not any(own.get(name) for name in BUDGETS):
        own = {**{name: value for name, value in own.items() if name not in BUDGETS}, "steps": USUAL_STEPS}
    config = build_config(preset, {"keep_stops": False, **own})
    steps = config.training.steps
    if steps and "eval_every" not in own:
        config = replace(config, training=replace(config.training, eval_every=max(1, steps // LOOKS)))
    return replace(config, sampling=replace(config.sampling, max_new_tokens=SAMPLE_TOKENS))

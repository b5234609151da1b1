"""What each experiment compares: its variants, as changes of the settings that its trainings share.

An entry of ``VARIANTS`` stands under the name that ``config.EXPERIMENTS`` declares. A variant that changes nothing, for
the network has no such part anyway, is left out.
"""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from core.config import ExperimentConfig, RunConfig
from core.errors import SettingError

WHOLE = "whole"
# A learning rate above this is refused by its setting.
HIGHEST_RATE = 1.0


@dataclass(frozen=True)
class Variant:
    """``changes``: settings of the network; ``rate``: multiple of the learning rates, None where it is tuned.

    ``purpose``: what the part that is missing does, to begin a sentence with.
    """

    name: str
    label: str
    changes: dict[str, Any] = field(default_factory=dict)
    rate: float | None = 1.0
    purpose: str = ""

    def config(self, shared: RunConfig, rate: float, seed: int) -> RunConfig:
        """The settings of one training.

        Raises:
            SettingError: they do not fit together.
        """
        model = dataclasses.replace(shared.model, **self.changes)
        training = shared.training
        rates = {name: min(HIGHEST_RATE, rate * getattr(training, name)) for name in RATES}
        return dataclasses.replace(shared, model=model, training=dataclasses.replace(training, seed=seed, **rates))


# A multiple applies to both: Muon's is for the blocks' matrices, the other for the rest.
RATES = ("learning_rate", "muon_learning_rate")
# The parts that can be taken out, in the order in which a token meets them.
PARTS = (
    Variant("no-positions", "Without positions", {"position": "none"}, None,
            "Positions tell the model in which order the tokens stand."),
    Variant("no-attention", "Without attention", {"attention": "none"}, None,
            "Attention lets a token gather from the tokens before it."),
    Variant("one-head", "With one head", {"n_heads": 1, "n_kv_heads": 0}, None,
            "Several heads let a token look for several things at once."),
    Variant("no-feed-forward", "Without feed-forward", {"mlp": "none"}, None,
            "The feed-forward block works on what attention has gathered, token by token."),
    Variant("no-normalisation", "Without normalisation", {"norm": "none"}, None,
            "Normalisation hands every part numbers of the same size."),
    Variant("no-residuals", "Without residuals", {"residual": False}, None,
            "Residuals let each part add to what is known instead of replacing it."),
)  # fmt: skip


def _take_out(experiment: ExperimentConfig, shared: RunConfig) -> list[Variant]:
    return [Variant(WHOLE, "The whole model", {}, None), *PARTS]


def _learning_rates(experiment: ExperimentConfig, shared: RunConfig) -> list[Variant]:
    variants = []
    for rate in multiples(experiment):
        label = f"{rate * shared.training.learning_rate:.2g}"
        name = WHOLE if rate == 1.0 else f"rate-x{rate:.3g}"
        variants.append(Variant(name, f"Learning rate {label}", {}, rate))
    return variants


def _sizes(experiment: ExperimentConfig, shared: RunConfig) -> list[Variant]:
    model = shared.model
    if model.d_ff:
        raise SettingError(
            f"Width and feed-forward width (--d-ff {model.d_ff}) would change at once.", "Leave --d-ff out."
        )
    widths = sorted({max(4, model.d_model // 2), model.d_model, 2 * model.d_model})
    depths = sorted({max(1, model.n_layers // 2), model.n_layers, 2 * model.n_layers})
    return [
        Variant(
            WHOLE if (width, depth) == (model.d_model, model.n_layers) else f"{width}-wide-{depth}-deep",
            f"{width} wide, {depth} deep",
            {"d_model": width, "n_layers": depth},
        )
        for width in widths
        for depth in depths
    ]


VARIANTS: dict[str, Callable[[ExperimentConfig, RunConfig], list[Variant]]] = {
    "take-a-block-out": _take_out,
    "learning-rate": _learning_rates,
    "size": _sizes,
}


def multiples(experiment: ExperimentConfig) -> list[float]:
    """The multiples of the learning rate that are tried, with 1 in the middle (or just below it)."""
    count = experiment.rates_tried
    return [experiment.rate_factor ** (place - (count - 1) // 2) for place in range(count)]


def variants_of(experiment: ExperimentConfig, shared: RunConfig) -> tuple[Variant, ...]:
    """Every variant, each of settings that fit together.

    Raises:
        SettingError: one does not; nothing has been trained then.
    """
    found = []
    for variant in VARIANTS[experiment.kind](experiment, shared):
        config = variant.config(shared, 1.0, shared.training.seed)
        if variant.name == WHOLE or variant.rate not in (None, 1.0) or config.model != shared.model:
            found.append(variant)
    return tuple(found)

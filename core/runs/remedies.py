"""What a verdict's remedy means for the settings of the run that comes after."""

from core.config import RunConfig, Value, train_settings
from core.protocol import Remedy

# A third and three times: one step on the ladder that people try rates on.
FACTORS: dict[str, float] = {"lower_rate": 0.3, "higher_rate": 3.0}


def remedied(config: RunConfig, remedy: Remedy) -> dict[str, Value]:
    """The settings that differ from ``config``, by name: learning rates in two figures, inside their range."""
    factor = FACTORS.get(remedy)
    if factor is None:
        return {}
    names = ["learning_rate", *(["muon_learning_rate"] if config.training.optimizer == "muon" else [])]
    changed: dict[str, Value] = {}
    for name in names:
        declared = train_settings()[name]
        rate = float(f"{getattr(config.training, name) * factor:.2g}")
        changed[name] = min(max(rate, float(declared.low or 0)), float(declared.high or rate))
    return changed

"""What a remedy means for the settings that follow."""

from core.config import build_config
from core.runs.remedies import remedied


def test_a_lower_or_higher_rate_moves_every_rate_of_the_optimiser() -> None:
    config = build_config("small", {"learning_rate": 0.01, "muon_learning_rate": 0.03})
    assert remedied(config, "lower_rate") == {"learning_rate": 0.003, "muon_learning_rate": 0.009}
    assert remedied(config, "higher_rate") == {"learning_rate": 0.03, "muon_learning_rate": 0.09}
    alone = build_config("small", {"optimizer": "adamw", "learning_rate": 0.003})
    assert remedied(alone, "lower_rate") == {"learning_rate": 0.0009}


def test_rates_stay_in_their_range() -> None:
    config = build_config("small", {"optimizer": "adamw", "learning_rate": 0.8})
    assert remedied(config, "higher_rate") == {"learning_rate": 1.0}
    build_config("small", {"optimizer": "adamw", **remedied(config, "higher_rate")})


def test_other_remedies_change_nothing() -> None:
    config = build_config("small")
    assert remedied(config, "longer") == remedied(config, "best") == remedied(config, "") == {}

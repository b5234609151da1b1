"""The steps of a token's tint."""

import pytest

from core.conversations.surprise import STEPS, tint_step


@pytest.mark.parametrize(
    ("probability", "step"),
    [(1.0, 0), (0.82, 0), (0.8, 1), (0.5, 2), (0.25, 3), (0.15, 4), (1e-3, STEPS), (0.0, STEPS)],
)
def test_a_token_is_the_more_tinted_the_more_it_surprised(probability: float, step: int) -> None:
    assert tint_step(probability) == step

"""The rule for size by time: more time never means a smaller network, little text never a larger one."""

import itertools

import pytest

from core.config import ModelConfig
from core.training.rule import ALPHA, BETA, LADDER, READ_AGAIN, A, B, choose_size, filled_by, size_of, worth

MODEL = ModelConfig(vocab_size=1500)
SPEED = 2e11  # operations a second


def width(seconds: float, tokens: int, model: ModelConfig = MODEL) -> int:
    return int(choose_size(model, SPEED * seconds, tokens)["d_model"])


def test_more_time_means_a_larger_network() -> None:
    widths = [width(seconds, 100_000_000) for seconds in (10, 60, 180, 900, 3600, 28_800)]
    assert widths == sorted(widths)
    assert widths[0] < widths[-1]


def test_little_text_means_a_smaller_network() -> None:
    widths = [width(28_800, tokens) for tokens in (20_000, 200_000, 2_000_000, 200_000_000)]
    assert widths == sorted(widths)
    assert widths[0] < widths[-1]


def test_a_minute_on_two_cores_is_the_size_that_won_there() -> None:
    assert choose_size(MODEL, SPEED * 60, 843_000) == {"n_layers": 3, "d_model": 96, "n_heads": 3}


def test_what_is_read_again_is_worth_less_each_time() -> None:
    values = [worth(times * 1000, 1000, READ_AGAIN) for times in (0.5, 1, 2, 3, 4, 400)]
    assert values[:2] == [500, 1000]
    gains = [later - earlier for earlier, later in itertools.pairwise(values[1:5])]
    assert gains == sorted(gains, reverse=True)
    assert gains[0] < 1000
    assert values[-1] == pytest.approx(1000 * (1 + READ_AGAIN), rel=1e-3)


def test_what_a_text_fills_is_the_balance_of_the_two_terms() -> None:
    tokens = 1e8
    numbers = filled_by(tokens)
    # Where N and D are in balance, moving a little of the operations from one to the other changes nothing.
    losses = [A / (numbers * k) ** ALPHA + B / (tokens / k) ** BETA for k in (0.9, 1.0, 1.1)]
    assert losses[1] < min(losses[0], losses[2])


def test_the_ladder_rises_in_about_equal_steps_and_every_size_is_a_network() -> None:
    sizes = [size_of(size, 0) for size in LADDER]
    assert all(1.3 < larger / smaller < 4 for smaller, larger in itertools.pairwise(sizes))
    for size in LADDER:
        ModelConfig(vocab_size=300, **size.settings)


@pytest.mark.parametrize("own", [{"n_kv_heads": 2}, {"d_ff": 1024}])
def test_what_a_preset_fixes_follows_the_width(own: dict[str, int]) -> None:
    model = ModelConfig(vocab_size=1500, **own)
    for seconds in (10, 180, 3600, 28_800):
        chosen = choose_size(model, SPEED * seconds, 100_000_000)
        fitted = ModelConfig(**{**vars(model), **chosen})
        assert fitted.ff_width == 4 * fitted.d_model
        assert fitted.kv_heads <= fitted.n_heads

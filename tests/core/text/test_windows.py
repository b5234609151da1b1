"""Windows: an epoch predicts every token but the first exactly once, in an order that seed and epoch decide."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import TextError
from core.text.windows import (
    IGNORED,
    VALIDATION_TOKENS,
    batch,
    check_length,
    epoch_length,
    epoch_windows,
    validation_windows,
)

CONTEXTS = st.integers(1, 40)
MORE = st.integers(1, 400)
SEEDS = st.integers(0, 2**31 - 1)


@pytest.mark.smoke
@settings(deadline=None)
@given(context=CONTEXTS, more=MORE, seed=SEEDS, epoch=st.integers(0, 1000))
def test_every_token_but_the_first_is_a_target_exactly_once_an_epoch(
    context: int, more: int, seed: int, epoch: int
) -> None:
    n_tokens = context + more
    tokens = np.arange(n_tokens, dtype=np.uint32)  # each token is its own place
    windows = epoch_windows(n_tokens, context, seed, epoch)
    inputs, targets = batch(tokens, windows, context)
    assert sorted(targets[targets != IGNORED].tolist()) == list(range(1, n_tokens))
    assert (targets[targets != IGNORED] == inputs[targets != IGNORED] + 1).all()
    assert (np.diff(inputs, axis=1) == 1).all()


@settings(deadline=None)
@given(context=CONTEXTS, more=MORE, seed=SEEDS, epoch=st.integers(0, 1000))
def test_an_epoch_has_as_many_windows_as_announced(context: int, more: int, seed: int, epoch: int) -> None:
    announced = epoch_length(context + more, context, seed, epoch)
    assert len(epoch_windows(context + more, context, seed, epoch)) == announced
    assert announced - int(np.ceil((context + more - 1) / context)) in (0, 1)


@settings(deadline=None)
@given(context=CONTEXTS, more=MORE, seed=SEEDS, epoch=st.integers(0, 1000))
def test_the_order_is_a_function_of_seed_and_epoch(context: int, more: int, seed: int, epoch: int) -> None:
    first = epoch_windows(context + more, context, seed, epoch)
    assert (first == epoch_windows(context + more, context, seed, epoch)).all()


def test_seeds_and_epochs_give_orders_and_offsets_of_their_own() -> None:
    orders = [epoch_windows(1000, 16, seed, epoch) for seed in (0, 1) for epoch in (0, 1)]
    assert len({order.tobytes() for order in orders}) == len(orders)
    second = {int(np.sort(epoch_windows(1000, 16, 0, epoch)[:, 0])[1]) for epoch in range(40)}
    assert len(second) > 8
    assert any((np.diff(order[:, 0]) < 0).any() for order in orders)


@settings(deadline=None)
@given(context=CONTEXTS, more=MORE, limit=st.integers(1, 500))
def test_validation_windows_lie_whole_inside_and_apart(context: int, more: int, limit: int) -> None:
    n_tokens = context + more
    windows = validation_windows(n_tokens, context, limit)
    _, targets = batch(np.arange(n_tokens), windows, context)
    assert len(windows)
    assert (targets != IGNORED).all()
    assert targets.max() < n_tokens
    assert len(np.unique(targets)) == targets.size
    assert targets.size <= max(limit, context)
    assert (windows == validation_windows(n_tokens, context, limit)).all()


def test_validation_windows_are_spread_over_a_long_text() -> None:
    windows = validation_windows(1_000_001, 100)
    assert len(windows) == VALIDATION_TOKENS // 100
    gaps = np.diff(windows[:, 0])
    assert windows[0, 0] == 0
    assert gaps.max() - gaps.min() <= 100
    assert windows[-1, 0] >= 1_000_000 - gaps.max() - 100


@pytest.mark.parametrize("n_tokens", [0, 1, 15, 16])
def test_a_text_shorter_than_one_window_is_refused_with_the_numbers(n_tokens: int) -> None:
    calls = {
        "training": lambda: epoch_windows(n_tokens, 16, 0, 0),
        "validation": lambda: validation_windows(n_tokens, 16),
        "other": lambda: check_length(n_tokens, 16, "other"),
    }
    for part, call in calls.items():
        with pytest.raises(
            TextError, match=f"its {part} part has {n_tokens} tokens, but one window needs 17"
        ) as caught:
            call()
        assert "--context-length" in caught.value.hint


def test_one_window_is_enough() -> None:
    check_length(17, 16, "training")
    assert validation_windows(17, 16).tolist() == [[0, 0, 16]]


def test_targets_that_do_not_count_are_masked() -> None:
    tokens = np.array([10, 11, 12, 13, 14, 15], dtype=np.uint16)
    inputs, targets = batch(tokens, np.array([[0, 0, 3], [2, 1, 3], [1, 0, 2]]), 3)
    assert inputs.tolist() == [[10, 11, 12], [12, 13, 14], [11, 12, 13]]
    assert targets.tolist() == [[11, 12, 13], [IGNORED, 14, 15], [12, 13, IGNORED]]
    assert inputs.dtype == targets.dtype == np.int64

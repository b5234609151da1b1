"""Batches: an epoch holds each target once, and the place in the walk is all that a resume needs."""

import itertools
from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest

from core.text.prepare import Prepared
from core.training.batches import Batches
from core.training.checkpoint import Position

T = 16


@pytest.fixture
def prepared(prepared_story: Callable[..., Prepared]) -> Prepared:
    return prepared_story()


def test_an_epoch_predicts_every_training_token_but_the_first_once(prepared: Prepared) -> None:
    """Counted by token and the one before it: so many of each pair as the text has."""
    batches, at = Batches(prepared, T, 1, seed=3), Position()
    found: Counter[tuple[int, int]] = Counter()
    while at.epoch == 0:
        inputs, targets = batches.next(at)
        assert inputs.shape == targets.shape == (1, T)
        found.update(zip(inputs[targets >= 0].tolist(), targets[targets >= 0].tolist(), strict=True))
    assert found == Counter(itertools.pairwise(prepared.train.tolist()))


def test_the_last_batch_of_an_epoch_goes_over_into_the_next(prepared: Prepared) -> None:
    one_by_one, by_seven = Batches(prepared, T, 1, seed=0), Batches(prepared, T, 7, seed=0)
    here, there = Position(), Position()
    while there.epoch < 2:
        inputs, targets = by_seven.next(there)
        assert inputs.shape == (7, T)
        for row in range(7):
            single = one_by_one.next(here)
            assert np.array_equal(single[0][0], inputs[row])
            assert np.array_equal(single[1][0], targets[row])
        assert (here.epoch, here.window) == (there.epoch, there.window)


def test_going_on_from_a_place_gives_what_would_have_come(prepared: Prepared) -> None:
    batches, at = Batches(prepared, T, 8, seed=5), Position()
    for _ in range(30):
        batches.next(at)
    place = Position(epoch=at.epoch, window=at.window)
    assert place.epoch > 0
    coming = batches.next(at)
    again = Batches(prepared, T, 8, seed=5).next(place)
    assert all(np.array_equal(a, b) for a, b in zip(coming, again, strict=True))


def test_order_follows_from_the_seed_and_changes_with_the_epoch(prepared: Prepared) -> None:
    def first(seed: int, epoch: int) -> list[int]:
        return Batches(prepared, T, 8, seed).next(Position(epoch=epoch))[0].ravel().tolist()

    assert first(1, 0) == first(1, 0)
    assert first(1, 0) != first(2, 0)
    assert first(1, 0) != first(1, 1)


def test_validation_is_the_same_each_time_and_every_target_counts(prepared: Prepared) -> None:
    batches = Batches(prepared, T, 8, seed=0)
    first, again = list(batches.validation()), list(batches.validation())
    assert sum(len(inputs) for inputs, _ in first) == (len(prepared.val) - 1) // T
    for (inputs, targets), (same, _) in zip(first, again, strict=True):
        assert np.array_equal(inputs, same)
        assert (targets >= 0).all()
        assert np.array_equal(inputs[:, 1:], targets[:, :-1])


@pytest.mark.parametrize("epochs", [1.0, 2.0, 2.5, 7.0])
def test_so_many_epochs_have_as_many_windows_as_announced(prepared: Prepared, epochs: float) -> None:
    """Each counted by walking: an epoch whose offset leaves something over on both sides has one more."""
    batches, at = Batches(prepared, T, 1, seed=0), Position()
    walked = [0]
    while at.epoch <= epochs:
        batches.next(at)
        walked += [0] * (at.epoch - len(walked) + 1)
        walked[-1 if at.window else -2] += 1
    part = int(np.ceil((epochs - int(epochs)) * walked[int(epochs)]))
    assert batches.windows(epochs) == sum(walked[: int(epochs)]) + part

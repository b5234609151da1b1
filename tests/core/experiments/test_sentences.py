"""No sentence claims what the spread does not carry, and what it carries is said with the measured numbers."""

import dataclasses
import math

import numpy as np
import pytest

from core.config import EXPERIMENTS
from core.experiments.sentences import SENTENCES, differ, sentence_of
from core.experiments.variants import PARTS
from core.protocol import References, Tried

from .conftest import measured

WHOLE = measured((2.00, 2.01, 1.99), "whole", "The whole model")
REFERENCES = References(uniform=6.2, unigram=4.2, bigram=2.8)


def said(losses: tuple[float | None, ...], references: References | None = REFERENCES) -> str:
    return sentence_of(PARTS[0], measured(losses), WHOLE, references)


def test_a_clear_loss_is_said_with_its_numbers() -> None:
    sentence = said((2.50, 2.51, 2.49))
    assert sentence.startswith(PARTS[0].purpose)
    assert "higher, 2.500 ± 0.010 against 2.000 ± 0.010" in sentence
    assert f"{round(100 * math.exp(-0.5))} % as probable" in sentence


def test_a_clear_gain_is_said_as_one() -> None:
    assert "does better" in said((1.50, 1.51, 1.49))


@pytest.mark.parametrize(
    "losses",
    [
        (2.0, 2.02, 1.98),  # the same
        (2.5, 2.6, 1.99),  # one seed lies among the whole's
        (2.1, 2.5, 3.2),  # all beyond, but so far from each other that it may be chance
        (2.03, 2.04, 2.05),  # all beyond, and too near
    ],
)
def test_what_may_be_chance_is_called_no_difference(losses: tuple[float, ...]) -> None:
    assert "no difference that the spread of the seeds carries" in said(losses)


def test_two_seeds_carry_no_claim() -> None:
    sentence = said((3.0, 3.0))
    assert "fewer than 3 seeds" in sentence
    assert "higher" not in sentence


def test_what_came_to_no_number_is_said_and_not_averaged() -> None:
    assert said((None, 2.50, 2.51)).count("One of its trainings") == 1
    assert "fewer than 3" in said((None, 2.50, 2.51))
    assert said((None, None, None)) == f"{PARTS[0].purpose} All of its trainings came to a loss that is no number."


def test_it_is_put_beside_counting_where_all_seeds_agree() -> None:
    assert "table of token pairs (2.80)" in said((3.0, 3.01, 3.02))
    assert "how frequent each token is (4.20)" in said((4.3, 4.31, 4.32))
    assert "no better than" not in said((2.79, 3.01, 3.02))
    assert "no better than" not in said((3.0, 3.01, 3.02), references=None)


def test_a_learning_rate_at_the_edge_is_said() -> None:
    tried = (Tried(0.5, 3.0), Tried(1.0, 2.9), Tried(2.0, 2.8))
    for rate, words in ((0.5, "smallest that was tried"), (1.0, ""), (2.0, "largest that was tried")):
        one = dataclasses.replace(measured((3.0, 3.01, 3.02)), tried=tried, rate=rate)
        sentence = sentence_of(PARTS[0], one, WHOLE)
        assert words in sentence
        assert ("may lie beyond" in sentence) == bool(words)


def test_chance_alone_is_seldom_called_a_difference() -> None:
    """Six variants that differ in nothing, 2,000 times: in fewer than 5 % of the experiments is one called another."""
    generator = np.random.default_rng(0)
    wrong = 0
    for _ in range(2000):
        losses = generator.normal(2.0, 0.01, size=(7, 3))
        whole, *others = (measured(tuple(map(float, row))) for row in losses)
        wrong += any(differ(one, whole) for one in others)
    assert 0 < wrong < 100


def test_a_difference_of_rounding_is_none() -> None:
    assert not differ(measured((2.0, 2.0, 2.0)), measured((2.00001, 2.00001, 2.00001)))


@pytest.mark.parametrize("kind", EXPERIMENTS)
def test_before_anything_is_measured_nothing_is_said(kind: str) -> None:
    assert SENTENCES[kind]([measured((), "whole"), measured(())]) == ()


def test_the_dearest_part_is_named_only_if_the_seeds_tell_it_apart() -> None:
    far, near = measured((3.00, 3.01, 3.02), label="Without a"), measured((2.50, 2.51, 2.52), label="Without b")
    beside = measured((3.01, 3.02, 3.03), label="Without c")
    (one,) = SENTENCES["take-a-block-out"]([WHOLE, near, far])
    assert one == "Dearest is without a: 1.01 nats per token."
    (two,) = SENTENCES["take-a-block-out"]([WHOLE, near, far, beside])
    assert "without c and without a, which the seeds do not tell apart" in two
    (none,) = SENTENCES["take-a-block-out"]([WHOLE, measured((2.0, 2.01, 2.02))])
    assert none.startswith("No part")


def test_a_best_rate_at_the_edge_is_called_one() -> None:
    low, high = (
        measured((3.0, 3.01, 3.02), label="Learning rate 1"),
        measured((2.0, 2.01, 2.02), label="Learning rate 2"),
    )
    best, edge = SENTENCES["learning-rate"]([low, high])
    assert best == "The best learning rate tried is learning rate 2: 2.010 ± 0.010."
    assert "largest that was tried" in edge
    lost = measured((None, None, None), label="Learning rate 3")
    assert SENTENCES["learning-rate"]([low, high, lost])[-1].startswith("Learning rate 3: all of its trainings")


def test_sizes_that_are_alike_are_named_together() -> None:
    one, other = measured((2.0, 2.01, 2.02), label="8 wide"), measured((2.01, 2.02, 2.03), label="16 wide")
    first, second = SENTENCES["size"]([one, other])
    assert "not told apart from it: 16 wide (2.020 ± 0.010)" in first
    assert "equally many tokens" in second

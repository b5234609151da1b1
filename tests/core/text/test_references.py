"""Reference losses against the same formulas worked out slowly, with dictionaries and the standard library alone."""

import itertools
import math
from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.text import references as module
from core.text.references import references

DISCOUNT = Fraction(3, 4)


def slow_unigram(train: list[int], vocab_size: int) -> list[Fraction]:
    counts = Counter(train)
    return [Fraction(counts[token] + 1, len(train) + vocab_size) for token in range(vocab_size)]


def slow_bigram(train: list[int], before: int, token: int, vocab_size: int) -> Fraction:
    pairs = Counter(itertools.pairwise(train))
    histories = Counter(train[:-1])
    backed_off = slow_unigram(train, vocab_size)[token]
    if not histories[before]:
        return backed_off
    followers = len({pair for pair in pairs if pair[0] == before})
    seen = max(pairs[before, token] - DISCOUNT, Fraction(0))
    return (seen + DISCOUNT * followers * backed_off) / histories[before]


@settings(deadline=None, max_examples=60)
@given(data=st.data(), vocab_size=st.integers(2, 9))
def test_losses_equal_those_of_slow_counting(data: st.DataObject, vocab_size: int) -> None:
    tokens = st.integers(0, vocab_size - 1)
    train = data.draw(st.lists(tokens, min_size=2, max_size=40))
    pairs = data.draw(st.lists(st.tuples(tokens, tokens), min_size=1, max_size=12))
    found = references(
        np.array(train, dtype=np.uint16), np.array([a for a, _ in pairs]), np.array([b for _, b in pairs]), vocab_size
    )
    unigram = slow_unigram(train, vocab_size)
    bigrams = [slow_bigram(train, before, token, vocab_size) for before, token in pairs]
    assert found.uniform == pytest.approx(math.log(vocab_size))
    assert found.unigram == pytest.approx(-sum(math.log(unigram[token]) for _, token in pairs) / len(pairs))
    assert found.bigram == pytest.approx(-sum(map(math.log, bigrams)) / len(pairs))


@settings(deadline=None, max_examples=30)
@given(data=st.data(), vocab_size=st.integers(2, 9))
def test_odds_after_any_token_add_up_to_one(data: st.DataObject, vocab_size: int) -> None:
    tokens = st.integers(0, vocab_size - 1)
    train = np.array(data.draw(st.lists(tokens, min_size=2, max_size=40)))
    before = np.array([data.draw(tokens)])
    losses = [references(train, before, np.array([token]), vocab_size) for token in range(vocab_size)]
    assert sum(math.exp(-loss.unigram) for loss in losses) == pytest.approx(1)
    assert sum(math.exp(-loss.bigram) for loss in losses) == pytest.approx(1)


def test_pairs_tell_more_than_frequencies_and_those_more_than_chance() -> None:
    train = np.array([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 0, 3] * 50)
    found = references(train, train[:-1], train[1:], 8)
    assert found.bigram < found.unigram < found.uniform == math.log(8)


def test_no_more_tokens_are_counted_than_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert module.COUNTED_TOKENS == 5_000_000
    monkeypatch.setattr(module, "COUNTED_TOKENS", 20)
    train, inputs, targets = np.array([0, 1] * 10 + [2] * 100), np.array([0, 2]), np.array([1, 2])
    assert references(train, inputs, targets, 3) == references(train[:20], inputs, targets, 3)


@pytest.mark.parametrize("vocab_size", [65_536, 65_537])
def test_pairs_of_the_last_tokens_of_a_large_vocabulary_are_told_apart(vocab_size: int) -> None:
    """65,536 tokens have just as many pairs as there are numbers of 32 bits."""
    last = vocab_size - 1
    train = np.array([last, last, 0, 1] * 20 + [0, 0], dtype=np.uint32)
    found = references(train, np.array([last, last]), np.array([last, 0]), vocab_size)
    odds = [float(slow_bigram(train.tolist(), last, token, vocab_size)) for token in (last, 0)]
    assert found.bigram == pytest.approx(-sum(map(math.log, odds)) / 2)

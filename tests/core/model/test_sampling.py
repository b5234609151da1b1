"""Sampling rules beside transformers' processors, and the frequencies of what is drawn."""

import math

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from transformers.generation.logits_process import (
    MinPLogitsWarper,
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
)

from core.config import SamplingConfig
from core.model.sampling import Sampler, likeliest, writable
from core.text.tokenizers.char import CharTokenizer

# Multiples of 1/64, all different: no ties, whose order nobody defines.
LOGITS = st.lists(st.integers(-640, 640), min_size=2, max_size=40, unique=True).map(lambda v: np.array(v) / 64)
RULES = st.builds(
    SamplingConfig,
    temperature=st.floats(0.1, 4.0),
    top_k=st.sampled_from([0, 1, 2, 3, 5, 8, 13, 50]),
    top_p=st.one_of(st.just(1.0), st.floats(0.05, 0.999)),
    min_p=st.one_of(st.just(0.0), st.floats(0.01, 1.0)),
)
HARD = [
    SamplingConfig(temperature=1.0, min_p=0.0, seed=1),
    SamplingConfig(temperature=0.7, top_k=6, min_p=0.0, seed=2),
    SamplingConfig(temperature=1.5, top_p=0.8, min_p=0.0, seed=3),
    SamplingConfig(temperature=1.0, min_p=0.1, seed=4),
    SamplingConfig(temperature=1.3, top_k=12, top_p=0.9, min_p=0.02, seed=5),
]


def by_transformers(logits: np.ndarray, rules: SamplingConfig) -> np.ndarray:
    """The probabilities of all tokens, 0 where a rule cut one: temperature, top-k, top-p, min-p in that order."""
    scores = torch.from_numpy(logits)[None]
    processors = [TemperatureLogitsWarper(rules.temperature)]
    if rules.top_k:
        processors.append(TopKLogitsWarper(rules.top_k))
    if rules.top_p < 1.0:
        processors.append(TopPLogitsWarper(rules.top_p))
    if rules.min_p > 0.0:
        processors.append(MinPLogitsWarper(rules.min_p))
    for process in processors:
        scores = process(torch.zeros(1, 1, dtype=torch.long), scores)
    return scores[0].softmax(-1).numpy()


def on_an_edge(logits: np.ndarray, rules: SamplingConfig) -> bool:
    """Whether rounding alone decides if a token stays."""
    odds = np.sort(
        by_transformers(logits, SamplingConfig(temperature=rules.temperature, top_k=rules.top_k, min_p=0.0))
    )[::-1]
    before = np.cumsum(odds) - odds
    kept = odds[before < rules.top_p]
    near_p = np.abs(before - rules.top_p).min() < 1e-9
    return bool(near_p or np.abs(kept / kept[0] - rules.min_p).min() < 1e-9)


@settings(max_examples=400)
@given(LOGITS, RULES)
def test_kept_tokens_and_odds_are_those_of_transformers(logits: np.ndarray, rules: SamplingConfig) -> None:
    assume(not on_an_edge(logits, rules))
    wanted = by_transformers(logits, rules)
    ids, odds = Sampler(rules).distribution(logits.astype(np.float32))
    assert set(ids.tolist()) == set(np.flatnonzero(wanted).tolist())
    assert odds == pytest.approx(wanted[ids], abs=1e-9)
    assert odds.sum() == pytest.approx(1.0)


@pytest.mark.parametrize("rules", HARD, ids=str)
def test_frequencies_are_the_odds(rules: SamplingConfig) -> None:
    """Pearson's chi-squared of 10 000 draws stays within six of its standard deviations."""
    logits = np.random.default_rng(0).normal(0.0, 1.5, 30)
    wanted = by_transformers(logits, rules)
    sampler = Sampler(rules)
    counts = np.bincount([sampler.draw(logits) for _ in range(10_000)], minlength=len(logits))
    possible = wanted > 0
    assert counts[~possible].sum() == 0
    expected = 10_000 * wanted[possible]
    common = expected >= 5
    chi_squared = ((counts[possible] - expected)[common] ** 2 / expected[common]).sum()
    freedom = int(common.sum()) - 1
    assert freedom >= 3
    assert chi_squared < freedom + 6 * math.sqrt(2 * freedom)
    # The test has teeth: the odds before the rules would not pass it.
    if rules.temperature != 1.0:
        plain = 10_000 * by_transformers(logits, SamplingConfig(temperature=1.0, min_p=0.0))
        assert ((counts - plain) ** 2 / plain).sum() > 100


@given(LOGITS)
def test_temperature_zero_takes_the_likeliest(logits: np.ndarray) -> None:
    sampler = Sampler(SamplingConfig(temperature=0.0, top_k=3, top_p=0.5, min_p=0.3))
    assert sampler.draw(logits) == int(logits.argmax())


@given(LOGITS, st.sampled_from([1e-310, 1e-30, 1e-3]))
def test_next_to_zero_the_likeliest_is_taken_as_well(logits: np.ndarray, temperature: float) -> None:
    ids, odds = Sampler(SamplingConfig(temperature=temperature, top_p=0.9)).distribution(logits)
    assert ids[odds.argmax()] == logits.argmax()
    assert odds.max() == pytest.approx(1.0, abs=1e-6)


def test_a_seed_gives_the_same_draws_and_another_seed_others() -> None:
    logits = np.zeros(50)

    first, again, third = (
        [sampler.draw(logits) for _ in range(20)] for sampler in (Sampler(SamplingConfig(seed=s)) for s in (1, 1, 2))
    )
    assert first == again
    assert third != first


def test_what_is_impossible_is_never_drawn() -> None:
    logits = np.zeros(5)
    logits[[0, 3]] = -np.inf
    for rules in (SamplingConfig(temperature=2.0), SamplingConfig(top_k=4), SamplingConfig(top_p=0.99, min_p=0.1)):
        sampler = Sampler(rules)
        assert {sampler.draw(logits) for _ in range(200)} == {1, 2, 4}


@given(LOGITS, RULES, st.data())
def test_among_the_allowed_the_rules_choose_as_if_there_were_no_others(
    logits: np.ndarray, rules: SamplingConfig, data: st.DataObject
) -> None:
    some = data.draw(st.sets(st.integers(0, len(logits) - 1), min_size=1))
    allowed = np.array(sorted(some))
    ids, odds = Sampler(rules, allowed).distribution(logits)
    ids_alone, odds_alone = Sampler(rules).distribution(logits[allowed])
    assert ids.tolist() == allowed[ids_alone].tolist()
    assert odds.tolist() == odds_alone.tolist()


def test_temperature_zero_takes_the_likeliest_that_is_allowed() -> None:
    logits = np.array([9.0, 1.0, 5.0, 2.0])
    ids, odds = Sampler(SamplingConfig(temperature=0.0), np.array([1, 3])).distribution(logits)
    assert (ids.tolist(), odds.tolist()) == ([3], [1.0])


def test_writable_is_all_but_what_stands_for_no_text_and_what_the_tokenizer_lacks() -> None:
    letters = CharTokenizer("abc")
    assert writable(letters, letters.vocab_size).tolist() == [2, 3, 4, 5, 6]
    assert writable(letters, 20).tolist() == [2, 3, 4, 5, 6]


def test_the_logits_are_not_changed() -> None:
    logits = np.linspace(-1, 1, 9)
    Sampler(SamplingConfig(temperature=0.5, top_k=3, top_p=0.5)).draw(logits)
    assert np.array_equal(logits, np.linspace(-1, 1, 9))


@given(st.lists(st.integers(0, 50), min_size=1, max_size=700), st.integers(1, 12))
def test_the_likeliest_are_the_best_and_among_equals_the_lower_id(values: list[int], count: int) -> None:
    odds = np.array(values, dtype=np.float32)
    assert likeliest(odds, count) == np.argsort(-odds, kind="stable")[:count].tolist()

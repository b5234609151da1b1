"""Sampling rules beside transformers' processors, and the frequencies of what is drawn."""

import dataclasses
import math
from collections.abc import Sequence

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from transformers.generation.logits_process import (
    LogitsProcessor,
    MinPLogitsWarper,
    NoBadWordsLogitsProcessor,
    RepetitionPenaltyLogitsProcessor,
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
)

from core.config import SamplingConfig
from core.model.banning import Banned
from core.model.sampling import Sampler, likeliest, penalized, writable
from core.text.tokenizers.char import CharTokenizer

# Multiples of 1/64, all different: no ties, whose order nobody defines.
LOGITS = st.lists(st.integers(-640, 640), min_size=2, max_size=40, unique=True).map(lambda v: np.array(v) / 64)
RULES = st.builds(
    SamplingConfig,
    repetition_penalty=st.one_of(st.just(1.0), st.floats(0.5, 3.0)),
    ban_token=st.lists(st.integers(0, 39), max_size=8).map(tuple),
    temperature=st.floats(0.1, 4.0),
    top_k=st.sampled_from([0, 1, 2, 3, 5, 8, 13, 50]),
    top_p=st.one_of(st.just(1.0), st.floats(0.05, 0.999)),
    min_p=st.one_of(st.just(0.0), st.floats(0.01, 1.0)),
)
SEEN = st.lists(st.integers(0, 39), max_size=20)
HARD = [
    SamplingConfig(temperature=1.0, min_p=0.0, seed=1),
    SamplingConfig(temperature=0.7, top_k=6, min_p=0.0, seed=2),
    SamplingConfig(temperature=1.5, top_p=0.8, min_p=0.0, seed=3),
    SamplingConfig(temperature=1.0, min_p=0.1, seed=4),
    SamplingConfig(temperature=1.3, top_k=12, top_p=0.9, min_p=0.02, seed=5),
    SamplingConfig(repetition_penalty=1.4, ban_token=(3, 8), temperature=1.3, min_p=0.0, seed=6),
]
WRITTEN = [1, 2, 3, 3, 2, 9]


def by_transformers(logits: np.ndarray, rules: SamplingConfig, seen: Sequence[int] = ()) -> np.ndarray:
    """The probabilities of all tokens, 0 where a rule cut one: repetition penalty, banned tokens, temperature, top-k,
    top-p, min-p, in the order in which its ``generate`` has them."""
    scores = torch.from_numpy(logits)[None]
    processors: list[LogitsProcessor] = []
    if rules.repetition_penalty != 1.0 and seen:
        processors.append(RepetitionPenaltyLogitsProcessor(rules.repetition_penalty))
    if rules.ban_token:
        processors.append(NoBadWordsLogitsProcessor([[token] for token in rules.ban_token]))
    processors.append(TemperatureLogitsWarper(rules.temperature))
    if rules.top_k:
        processors.append(TopKLogitsWarper(rules.top_k))
    if rules.top_p < 1.0:
        processors.append(TopPLogitsWarper(rules.top_p))
    if rules.min_p > 0.0:
        processors.append(MinPLogitsWarper(rules.min_p))
    for process in processors:
        scores = process(torch.tensor([list(seen) or [0]]), scores)
    return scores[0].softmax(-1).numpy()


def on_an_edge(logits: np.ndarray, rules: SamplingConfig, seen: Sequence[int]) -> bool:
    """Whether rounding alone decides if a token stays."""
    shaped = np.sort(penalized(logits, seen, rules.repetition_penalty))
    if np.diff(shaped).min() < 1e-4:  # the penalty has laid two tokens together
        return True
    without = dataclasses.replace(rules, top_p=1.0, min_p=0.0)
    odds = np.sort(by_transformers(logits, without, seen))[::-1]
    before = np.cumsum(odds) - odds
    kept = odds[before < rules.top_p]
    near_p = np.abs(before - rules.top_p).min() < 1e-5
    return bool(near_p or np.abs(kept / kept[0] - rules.min_p).min() < 1e-5)


def within(logits: np.ndarray, rules: SamplingConfig, seen: Sequence[int]) -> tuple[SamplingConfig, list[int]]:
    """Rules and tokens seen of this vocabulary, of which something is left."""
    size = len(logits)
    tokens = tuple(token for token in rules.ban_token if token < size)
    assume(len(set(tokens)) < size)
    return dataclasses.replace(rules, ban_token=tokens), [token for token in seen if token < size]


def sampler_of(rules: SamplingConfig, size: int) -> Sampler:
    """With the banned tokens of a vocabulary of ``size``."""
    return Sampler(rules, None, Banned((), rules.ban_token, CharTokenizer(""), size))


@settings(max_examples=400)
@given(LOGITS, RULES, SEEN)
def test_kept_tokens_and_odds_are_those_of_transformers(
    logits: np.ndarray, rules: SamplingConfig, seen: list[int]
) -> None:
    rules, seen = within(logits, rules, seen)
    assume(not on_an_edge(logits, rules, seen))
    wanted = by_transformers(logits, rules, seen)
    ids, odds = sampler_of(rules, len(logits)).distribution(logits.astype(np.float32), seen)
    assert set(ids.tolist()) == set(np.flatnonzero(wanted).tolist())
    assert odds == pytest.approx(wanted[ids], abs=1e-6)
    assert odds.sum() == pytest.approx(1.0)


@settings(max_examples=200)
@given(LOGITS, RULES, SEEN)
def test_each_cut_leaves_what_transformers_leaves_with_the_rules_up_to_it(
    logits: np.ndarray, rules: SamplingConfig, seen: list[int]
) -> None:
    rules, seen = within(logits, rules, seen)
    assume(not on_an_edge(logits, rules, seen))
    cuts = dict(sampler_of(rules, len(logits)).cuts(logits, seen))
    assert list(cuts) == [name for name in ("ban", "top_k", "top_p", "min_p") if name in cuts]
    left = set(range(len(logits)))
    so_far = dataclasses.replace(rules, top_k=0, top_p=1.0, min_p=0.0)
    for name in ("ban", "top_k", "top_p", "min_p"):
        if name != "ban":
            so_far = dataclasses.replace(so_far, **{name: getattr(rules, name)})
        before, left = left, set(np.flatnonzero(by_transformers(logits, so_far, seen)).tolist())
        assert (set(cuts[name].tolist()) if name in cuts else before) == left


def test_temperature_zero_is_a_cut_that_leaves_one() -> None:
    logits = np.array([1.0, 4.0, 2.0, 3.0])
    rules = SamplingConfig(temperature=0.0, top_k=2, ban_token=(1,))
    assert [(name, ids.tolist()) for name, ids in sampler_of(rules, 4).cuts(logits)] == [
        ("ban", [0, 2, 3]), ("temperature", [3]),
    ]  # fmt: skip


def test_the_penalty_is_over_what_is_seen_and_counts_a_token_once() -> None:
    logits = np.array([2.0, -2.0, 1.0, 0.5], dtype=np.float32)
    assert penalized(logits, [0, 1, 1, 0, 1], 2.0).tolist() == [1.0, -4.0, 1.0, 0.5]
    assert Sampler(SamplingConfig(repetition_penalty=4.0, temperature=0.0)).draw(logits, [0]) == 2
    assert logits.tolist() == [2.0, -2.0, 1.0, 0.5]


@pytest.mark.parametrize("rules", HARD, ids=str)
def test_frequencies_are_the_odds(rules: SamplingConfig) -> None:
    """Pearson's chi-squared of 10 000 draws stays within six of its standard deviations."""
    logits = np.random.default_rng(0).normal(0.0, 1.5, 30)
    wanted = by_transformers(logits, rules, WRITTEN)
    sampler = sampler_of(rules, len(logits))
    counts = np.bincount([sampler.draw(logits, WRITTEN) for _ in range(10_000)], minlength=len(logits))
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

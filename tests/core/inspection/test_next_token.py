"""The next-token view beside numpy: odds, rules, and the token that really came."""

from collections.abc import Callable

import numpy as np
import pytest
import torch

from core.config import SamplingConfig
from core.control import RunControl
from core.inspection import Subject
from core.inspection.next_token import SHOWN, entropy_bits, next_token, softmax
from core.model.decoder import Decoder
from core.model.generate import generate
from core.model.laid_out import lay_out
from core.text.tokenizers.specials import NEVER_WRITTEN


def odds_at(subject: Subject, at: int) -> np.ndarray:
    exact = np.exp(subject.logits_after(at).astype(np.float64))
    return exact / exact.sum()


def test_candidates_are_the_likeliest_best_first(subject: Callable[..., Subject]) -> None:
    made = subject("kettle")
    odds = odds_at(made, 5)
    result = next_token(made)
    assert [c.id for c in result.candidates] == np.argsort(-odds)[:SHOWN].tolist()
    for candidate in result.candidates:
        assert candidate.model_probability == pytest.approx(odds[candidate.id])
        assert candidate.logit == made.logits_after(5)[candidate.id]
        assert candidate.token == made.tokenizer.label(candidate.id)


def test_probabilities_are_those_after_temperature_and_rules(subject: Callable[..., Subject]) -> None:
    made = subject("kettle", sampling=SamplingConfig(temperature=0.5, top_k=7, min_p=0.0))
    odds = odds_at(made, 5) ** 2
    odds[list(NEVER_WRITTEN)] = 0.0
    best = np.argsort(-odds)[:7]
    result = next_token(made)
    assert result.kept == 7
    assert [c.id for c in result.candidates if c.kept] == best.tolist()
    for candidate in result.candidates:
        share = odds[candidate.id] / odds[best].sum() if candidate.kept else 0.0
        assert candidate.probability == pytest.approx(share)
    assert sum(candidate.probability for candidate in result.candidates) == pytest.approx(1.0)


def test_kept_counts_the_whole_vocabulary_and_not_only_what_is_shown(subject: Callable[..., Subject]) -> None:
    everything = next_token(subject(sampling=SamplingConfig(temperature=1.0, min_p=0.0)))
    assert everything.kept == 61 - len(NEVER_WRITTEN) > SHOWN
    assert next_token(subject(sampling=SamplingConfig(temperature=0.0))).kept == 1


def test_each_rule_that_cuts_is_told_in_order_with_what_it_leaves(subject: Callable[..., Subject]) -> None:
    rules = SamplingConfig(ban=("e",), temperature=1.0, top_k=12, top_p=0.8, min_p=0.02)
    result = next_token(subject("kettle", sampling=rules))
    assert [(cut.rule, cut.value) for cut in result.cuts[:3]] == [("ban", 1), ("top_k", 12), ("top_p", 0.8)]
    left = [cut.left for cut in result.cuts]
    assert left[:2] == [58, 12]
    assert left == sorted(left, reverse=True)
    assert left[-1] == result.kept
    by_rule = {candidate.cut_by for candidate in result.candidates}
    assert by_rule <= {"", "no text", *(cut.rule for cut in result.cuts)}
    for candidate in result.candidates:
        assert candidate.kept == (candidate.cut_by == "")
        assert (candidate.cut_by == "ban") == (candidate.token == "e")
    assert next_token(subject(sampling=SamplingConfig(min_p=0.0))).cuts == ()


def test_under_the_penalty_what_was_seen_stands_lower(subject: Callable[..., Subject]) -> None:
    plain = next_token(subject("kettle", sampling=SamplingConfig(min_p=0.0)))
    seen = {candidate.id for candidate in plain.candidates} & set(subject("kettle").ids)
    assert seen
    penalized = next_token(subject("kettle", sampling=SamplingConfig(min_p=0.0, repetition_penalty=3.0)))
    kept = [candidate.probability for candidate in penalized.candidates if candidate.kept]
    assert kept == sorted(kept, reverse=True)
    assert [c.id for c in penalized.candidates] != [c.id for c in plain.candidates]
    odds = {c.id: c.model_probability for c in plain.candidates}
    assert all(odds.get(c.id, c.model_probability) == c.model_probability for c in penalized.candidates)


@pytest.fixture
def drawn_to_pad(subject: Callable[..., Subject]) -> Callable[[SamplingConfig], Subject]:
    """A network with more tokens than its tokenizer, which finds <pad> likeliest and one that nobody knows next."""

    def made(sampling: SamplingConfig) -> Subject:
        found = subject("kettle", sampling=sampling, vocab_size=70)
        with torch.no_grad():
            found.model.ln_final.weight.zero_()
            found.model.ln_final.bias.copy_(found.model.embed.weight[20])
            found.model.embed.weight[NEVER_WRITTEN[0]] = 3 * found.model.ln_final.bias
            found.model.embed.weight[65] = 2 * found.model.ln_final.bias
        return found

    return made


def test_what_no_text_is_written_with_is_cut_and_keeps_the_odds_that_the_network_gives_it(
    drawn_to_pad: Callable[[SamplingConfig], Subject],
) -> None:
    made = drawn_to_pad(SamplingConfig(temperature=1.0, min_p=0.0))
    odds = odds_at(made, 5)
    result = next_token(made)
    first, second, third = result.candidates[:3]
    assert (first.token, second.token, third.id) == ("⟨pad⟩", "<65>", 20)
    assert [c.model_probability for c in (first, second, third)] == pytest.approx(odds[[0, 65, 20]])
    assert [(c.kept, c.probability) for c in (first, second)] == [(False, 0.0)] * 2
    writable = np.setdiff1d(np.arange(61), NEVER_WRITTEN)
    assert third.probability == pytest.approx(odds[20] / odds[writable].sum())
    assert result.kept == len(writable)


@pytest.mark.parametrize("temperature", [0.0, 1e-3])
def test_what_is_kept_is_what_chat_writes(
    drawn_to_pad: Callable[[SamplingConfig], Subject], temperature: float
) -> None:
    made = drawn_to_pad(SamplingConfig(temperature=temperature, max_new_tokens=1))
    (kept,) = [candidate for candidate in next_token(made).candidates if candidate.kept]
    (token,) = generate(
        Decoder(lay_out(made.model)), made.tokenizer, list(made.ids), made.sampling, RunControl(), with_odds=True
    )
    assert (token.token_id, token.probability) == (kept.id, pytest.approx(kept.model_probability, rel=1e-4))
    assert [label for label, _ in token.alternatives[:2]] == ["⟨pad⟩", "<65>"]


def test_any_token_can_be_asked_about_and_what_came_is_said(subject: Callable[..., Subject]) -> None:
    made = subject("kettle", at=2)
    odds = odds_at(made, 2)
    result = next_token(made)
    assert result.candidates[0].id == odds.argmax()
    assert result.came is not None
    assert result.came.token == "t"
    assert result.came.model_probability == pytest.approx(odds[made.ids[3]])
    assert next_token(subject("kettle")).came is None


def test_entropy_is_nothing_for_the_certain_and_log2_of_all_for_the_undecided(
    subject: Callable[..., Subject],
) -> None:
    assert entropy_bits(np.array([1.0, 0.0, 0.0])) == 0.0
    assert entropy_bits(np.full(64, 1 / 64)) == pytest.approx(6.0)
    made = subject("kettle")
    odds = odds_at(made, 5)
    assert next_token(made).entropy == pytest.approx(-(odds * np.log2(odds)).sum())


def test_softmax_stands_large_logits() -> None:
    assert softmax(np.array([1000.0, 1000.0, -1000.0], dtype=np.float32)) == pytest.approx([0.5, 0.5, 0.0])

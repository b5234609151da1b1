"""Banned words never come to stand in a text, however they are cut into tokens; nothing else is forbidden."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from transformers.generation.logits_process import NoBadWordsLogitsProcessor

from core.config import SamplingConfig
from core.errors import SettingError
from core.model.banning import Banned
from core.model.sampling import Sampler
from core.text.tokenizers import Tokenizer
from core.text.tokenizers.bpe import BpeTokenizer
from core.text.tokenizers.char import CharTokenizer

LETTERS = CharTokenizer("abcd")
WORDS = st.lists(st.text("abcd", min_size=1, max_size=4), min_size=1, max_size=4)
BYTES = BpeTokenizer.train(["the fox and the owl and the fox grüße 🦊 " * 3], 290)


def completes(tokenizer: Tokenizer, seen: list[int], token_id: int, words: list[str]) -> bool:
    """Whether this token makes a banned word whole: looked for in all of the bytes."""
    before = b"".join(map(tokenizer.token_bytes, seen))
    after = before + tokenizer.token_bytes(token_id)
    spelt = [word.encode() for word in words]
    return any(word in after[max(0, len(before) - len(word) + 1) :] for word in spelt)


@given(WORDS, st.text("abcd", max_size=8))
def test_among_characters_it_is_what_transformers_bans(words: list[str], text: str) -> None:
    seen = LETTERS.encode(text)
    banned = Banned(words, (), LETTERS, LETTERS.vocab_size)
    processor = NoBadWordsLogitsProcessor([LETTERS.encode(word) for word in words], eos_token_id=LETTERS.eos_id)
    scores = processor(torch.tensor([seen]), torch.zeros(1, LETTERS.vocab_size))[0].numpy()
    assert set(banned.after(seen).tolist()) == set(np.flatnonzero(np.isinf(scores)).tolist())


@given(
    st.lists(st.text("the foxandwlgrüß🦊", min_size=1, max_size=6), min_size=1, max_size=4),
    st.lists(st.integers(4, BYTES.vocab_size - 1), max_size=12),
)
def test_among_tokens_of_many_bytes_it_is_all_that_would_complete_a_word_and_nothing_else(
    words: list[str], seen: list[int]
) -> None:
    found = set(Banned(words, (), BYTES, BYTES.vocab_size).after(seen).tolist())
    for token_id in range(BYTES.vocab_size):
        assert (token_id in found) == completes(BYTES, seen, token_id, words), BYTES.label(token_id)


def test_a_word_does_not_reach_across_turns() -> None:
    """Between two turns stand tokens without text."""
    banned = Banned(["ab"], (), LETTERS, LETTERS.vocab_size)
    a, b = LETTERS.encode("ab")
    assert banned.after([a]).tolist() == [b]
    assert banned.after([a, 0]).tolist() == []


def test_tokens_are_banned_by_number_whatever_stands_before() -> None:
    banned = Banned((), (5, 3), LETTERS, LETTERS.vocab_size)
    assert banned.after([]).tolist() == banned.after([4, 4]).tolist() == [3, 5]
    with pytest.raises(SettingError, match="has 8, but this model has 8 tokens"):
        Banned((), (8,), LETTERS, LETTERS.vocab_size)


@pytest.mark.parametrize("rules", [SamplingConfig(ban=tuple("abcd")), SamplingConfig(ban_token=tuple(range(8)))])
def test_banning_everything_is_refused(rules: SamplingConfig) -> None:
    with pytest.raises(SettingError, match="nothing is left to write"):
        Sampler.for_texts(rules, LETTERS, LETTERS.vocab_size)


def test_what_is_banned_is_never_drawn_and_none_is_left_after_some_text() -> None:
    rules = SamplingConfig(ban=("aa", "ab", "ac", "ad"), ban_token=(LETTERS.bos_id, LETTERS.eos_id), min_p=0.0)
    sampler = Sampler.for_texts(rules, LETTERS, LETTERS.vocab_size)
    flat = np.zeros(LETTERS.vocab_size)
    assert {sampler.draw(flat) for _ in range(100)} == set(LETTERS.encode("abcd"))
    assert sampler.draw(flat, LETTERS.encode("ba")) is None

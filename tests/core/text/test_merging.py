"""Byte-pair merging in slow motion, beside Hugging Face's tokenizers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer, models

from core.text.merging import apply, history, ranks_of, uses

MERGES = [
    ("e", "r"), ("h", "e"), ("t", "he"), ("t", "h"), ("th", "er"), ("a", "a"), ("aa", "a"), ("aaa", "e"), ("a", "aa"),
]  # fmt: skip


@pytest.fixture(scope="module")
def theirs() -> Tokenizer:
    letters = sorted({letter for pair in MERGES for letter in "".join(pair)})
    vocabulary = {piece: n for n, piece in enumerate(dict.fromkeys([*letters, *("".join(pair) for pair in MERGES)]))}
    return Tokenizer(models.BPE(vocabulary, MERGES))


@given(st.text(alphabet="ehrta", max_size=24) | st.text(alphabet="ae", max_size=24))
def test_the_parts_are_those_of_the_library(theirs: Tokenizer, word: str) -> None:
    parts, made = apply(word, ranks_of(MERGES), len(MERGES))
    assert parts == theirs.encode(word).tokens
    assert len(made) == len(word) - len(parts)


def test_only_the_first_merges() -> None:
    ranks = ranks_of(MERGES)
    seen = [apply("other", ranks, first)[0] for first in range(6)]
    assert seen == [
        ["o", "t", "h", "e", "r"],
        ["o", "t", "h", "er"],
        ["o", "t", "h", "er"],
        ["o", "t", "h", "er"],
        ["o", "th", "er"],
        ["o", "ther"],
    ]


def test_uses_are_those_of_the_tokens() -> None:
    assert uses(["e", "er", "ther", "aaa", "the"], [9, 5, 2, 3, 0], MERGES) == [7, 0, 0, 2, 2, 3, 3, 0, 0]


def test_the_history_of_a_few_words_has_each_change_once() -> None:
    assert history(["other", "he"], MERGES) == [
        (0, ["o", "t", "h", "e", "r", "h", "e"]),
        (1, ["o", "t", "h", "er", "h", "e"]),
        (2, ["o", "t", "h", "er", "he"]),
        (4, ["o", "th", "er", "he"]),
        (5, ["o", "ther", "he"]),
    ]

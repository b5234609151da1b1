"""Tokenizers of imported models: cut into portions, a text keeps the ids that the library gives it whole."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

from core.text.portions import cut
from core.text.tokenizers.foreign import ForeignFacts, ForeignTokenizer

ODD = "ab1.!'s  \n\n\t\r\xa0\u180e\u3000\u200b日🙂"
TEXT = "".join(random.Random(0).choices(ODD, k=20_000))
LLAMA_3 = Regex(
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"
    r"|\s+(?!\S)|\s+"
)


def tokenizer(kind: str) -> ForeignTokenizer:
    """One built as the files of these families say, its merges learnt here."""
    inner = Tokenizer(models.BPE(unk_token="<unk>"))
    if kind == "Llama 2":
        inner.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
        inner.pre_tokenizer = pre_tokenizers.Split("▁", "merged_with_next")  # only so that merges keep to words
    elif kind == "SentencePiece":
        inner.pre_tokenizer = pre_tokenizers.Metaspace()
    else:
        split = pre_tokenizers.Split(LLAMA_3, "isolated")
        inner.pre_tokenizer = pre_tokenizers.Sequence([split, pre_tokenizers.ByteLevel(use_regex=False)])
    inner.train_from_iterator(
        [TEXT], trainers.BpeTrainer(vocab_size=600, special_tokens=["<unk>"], show_progress=False)
    )
    if kind == "Llama 2":
        inner.pre_tokenizer = None
    return ForeignTokenizer(inner, ForeignFacts(0, 0, (0,)))


KINDS = {kind: tokenizer(kind) for kind in ("Llama 2", "SentencePiece", "Llama 3")}


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=150)
@given(text=st.text(st.sampled_from(ODD), max_size=60), size=st.integers(1, 7))
def test_portions_change_no_token(kind: str, text: str, size: int) -> None:
    tokenizer = KINDS[kind]
    portions = list(cut([text], tokenizer.edge, size, 1000))
    given = [*portions[:1], *(one[1:] if tokenizer.writes_space else one for one in portions[1:])]
    assert [i for ids in tokenizer.encode_batch(given) for i in ids] == tokenizer.encode(text)


def test_a_space_is_left_out_only_where_the_tokenizer_writes_one() -> None:
    assert {kind: tokenizer.writes_space for kind, tokenizer in KINDS.items()} == {
        "Llama 2": True, "SentencePiece": False, "Llama 3": False
    }  # fmt: skip

"""The end of a long text has the ids that it has as part of the whole."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.tail import tail_ids
from core.text.tokenizers import Tokenizer
from core.text.tokenizers.bpe import BpeTokenizer
from core.text.tokenizers.char import CharTokenizer

TOKENIZERS: dict[str, Tokenizer] = {
    "bpe": BpeTokenizer.train(["the fox and the owl, and\n\nthe fox's den " * 3], 300),
    "char": CharTokenizer("the fox"),
}
TEXTS = st.lists(st.text("the fox'\n,é🦊", max_size=30), max_size=40).map("".join)


@pytest.mark.parametrize("name", TOKENIZERS)
def test_it_is_the_end_of_the_whole_and_enough(name: str) -> None:
    tokenizer = TOKENIZERS[name]

    @given(TEXTS, st.integers(1, 12))
    def check(text: str, enough: int) -> None:
        begin, ids = tail_ids(tokenizer, text, enough)
        whole = tokenizer.encode(text)
        assert ids == whole[len(whole) - len(ids) :]
        assert len(ids) >= min(enough, len(whole))
        assert tokenizer.encode(text[:begin]) + ids == whole

    check()


def test_of_a_long_text_little_is_encoded(monkeypatch: pytest.MonkeyPatch) -> None:
    tokenizer, asked = TOKENIZERS["bpe"], list[int]()
    encode: Callable[[str], list[int]] = tokenizer.encode

    def counted(text: str) -> list[int]:
        asked.append(len(text))
        return encode(text)

    monkeypatch.setattr(tokenizer, "encode", counted)
    begin, ids = tail_ids(tokenizer, "the fox and the owl, " * 50_000, 100)
    assert begin > 1_000_000
    assert len(ids) >= 100
    assert sum(asked) < 10_000

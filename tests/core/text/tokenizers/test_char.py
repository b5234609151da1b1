"""Characters: exact over their alphabet; anything else is unknown, counted and shown as such."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import RunError
from core.text.tokenizers.char import CharTokenizer
from core.text.tokenizers.specials import SPECIAL_LABELS, SPECIALS

UNICODE = st.text(st.characters(codec="utf-8"))


@pytest.mark.smoke
@settings(deadline=None)
@given(portions=st.lists(UNICODE, min_size=1, max_size=4))
def test_any_text_over_the_alphabet_comes_back_exactly(portions: list[str]) -> None:
    tokenizer = CharTokenizer.train(portions, 0)
    text = "".join(portions)
    ids = tokenizer.encode(text)
    assert tokenizer.decode(ids) == text
    assert b"".join(map(tokenizer.token_bytes, ids)) == text.encode()
    assert len(ids) == len(text)
    assert tokenizer.unknown(text) == 0
    assert tokenizer.vocab_size == len(SPECIALS) + len(set(text))


@settings(deadline=None)
@given(alphabet=st.text(st.characters(codec="utf-8"), min_size=1), text=UNICODE)
def test_what_is_outside_the_alphabet_is_counted_and_replaced(alphabet: str, text: str) -> None:
    tokenizer = CharTokenizer.train([alphabet], 0)
    ids = tokenizer.encode(text)
    outside = [character for character in text if character not in alphabet]
    assert tokenizer.unknown(text) == ids.count(tokenizer.unk_id) == len(outside)
    assert tokenizer.decode(ids) == "".join(c if c in alphabet else "\ufffd" for c in text)


@settings(deadline=None, max_examples=30)
@given(texts=st.lists(st.one_of(UNICODE, st.sampled_from(["lone \ud800 half", "\U0010ffff", "letters"])), max_size=4))
def test_a_batch_gives_the_ids_of_each_alone(texts: list[str]) -> None:
    tokenizer = CharTokenizer.train(["some letters", "\U0010ffff", *texts[:2]], 0)
    found = tokenizer.encode_batch(texts)
    assert [ids.tolist() for ids in found] == [tokenizer.encode(text) for text in texts]
    assert all(ids.dtype == np.uint32 for ids in found)


def test_the_order_of_a_text_does_not_change_its_tokenizer() -> None:
    assert CharTokenizer.train(["cab", "bad"], 0).encode("abcd") == CharTokenizer.train(["dcba"], 0).encode("abcd")
    assert CharTokenizer.train(["cab"], 0).encode("abc") == [4, 5, 6]


@pytest.mark.parametrize("name", SPECIALS)
def test_the_name_of_a_special_token_in_a_text_is_text(name: str) -> None:
    tokenizer = CharTokenizer.train([name], 0)
    ids = tokenizer.encode(name)
    assert len(ids) == len(name)
    assert min(ids) >= len(SPECIALS)
    assert tokenizer.decode(ids) == name


def test_special_tokens_come_first() -> None:
    tokenizer = CharTokenizer.train(["ab"], 0)
    assert SPECIALS == ("<pad>", "<unk>", "<bos>", "<eos>")
    assert (tokenizer.unk_id, tokenizer.bos_id, tokenizer.eos_id) == (1, 2, 3)
    assert tuple(tokenizer.label(i) for i in range(4)) == SPECIAL_LABELS
    assert tokenizer.decode([0, 2, 4, 5, 3]) == "ab"


@settings(deadline=None, max_examples=20)
@given(alphabet=UNICODE)
def test_what_was_saved_is_loaded(alphabet: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("char")
    tokenizer = CharTokenizer.train([alphabet], 0)
    tokenizer.save(folder)
    loaded = CharTokenizer.load(folder)
    assert loaded.vocab_size == tokenizer.vocab_size
    assert loaded.encode(alphabet) == tokenizer.encode(alphabet)


@pytest.mark.parametrize("data", [b"", b'"abc', b"[1, 2]", b'"a\xff"', b"{}"])
def test_a_damaged_file_is_refused_by_name(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "characters.json").write_bytes(data)
    with pytest.raises(RunError, match="damaged") as caught:
        CharTokenizer.load(tmp_path)
    assert str(tmp_path / "characters.json") in caught.value.message

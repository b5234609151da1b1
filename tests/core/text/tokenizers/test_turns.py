"""Three tokens more: no text becomes one, none becomes text, and a folder keeps them."""

from pathlib import Path

import pytest
from tokenizers import Tokenizer as HuggingFaceTokenizer

from core.text.template import Template
from core.text.tokenizers import Tokenizer, TurnTokenizer, load_tokenizer, with_turns
from core.text.tokenizers.bpe import BpeTokenizer
from core.text.tokenizers.char import CharTokenizer

TEXT = "Who are you? <user> <model> <end>"


@pytest.fixture(params=["bpe", "char"])
def plain(request: pytest.FixtureRequest) -> Tokenizer:
    return BpeTokenizer.train([TEXT * 3], 300) if request.param == "bpe" else CharTokenizer.train([TEXT], 0)


def test_they_stand_behind_the_vocabulary(plain: Tokenizer) -> None:
    taught = with_turns(plain)
    first = plain.vocab_size
    assert taught.vocab_size == first + 3
    assert taught.template == Template(first, first + 1, first + 2)
    assert [taught.label(first + number) for number in range(3)] == ["⟨user⟩", "⟨model⟩", "⟨end⟩"]
    assert [taught.token_bytes(first + number) for number in range(3)] == [b""] * 3
    assert {first, first + 1} <= set(taught.never_written)
    assert first + 2 in taught.ends
    assert first + 2 not in taught.never_written
    assert with_turns(taught) is taught


def test_no_text_becomes_one_of_them(plain: Tokenizer) -> None:
    taught = with_turns(plain)
    ids = taught.encode(TEXT)
    assert max(ids) < plain.vocab_size
    template = taught.template
    assert taught.decode([template.user, *ids, template.end, template.model]) == TEXT
    assert [one.tolist() for one in taught.encode_batch([TEXT])] == [ids]


def test_a_folder_keeps_them(plain: Tokenizer, tmp_path: Path) -> None:
    with_turns(plain).save(tmp_path)
    loaded = load_tokenizer(tmp_path)
    assert isinstance(loaded, TurnTokenizer)
    assert (loaded.template, type(loaded.plain)) == (with_turns(plain).template, type(plain))
    (tmp_path / "template.json").unlink()
    assert type(load_tokenizer(tmp_path)) is type(plain)


def test_hugging_faces_library_has_them_as_special_tokens(plain: Tokenizer, tmp_path: Path) -> None:
    taught = with_turns(plain)
    taught.hugging_face().save(str(tmp_path / "tokenizer.json"))
    theirs = HuggingFaceTokenizer.from_file(str(tmp_path / "tokenizer.json"))
    template = taught.template
    words = taught.encode("Who are you?")
    assert theirs.encode("<user>Who are you?<end><model>").ids == template.question(words)
    assert theirs.get_vocab_size() == taught.vocab_size

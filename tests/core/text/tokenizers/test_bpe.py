"""Byte-level BPE: any Unicode comes back, ids and merges are those of ``tokenizers``, damaged files are refused."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from core.errors import RunError, SettingError, TextError
from core.text.tokenizers.bpe import SMALLEST, BpeTokenizer
from core.text.tokenizers.specials import SPECIAL_LABELS, SPECIALS

TEXT = "The cat sat on the mat. The dog didn't sit; the cat's mat is Größe 40.\n\n日本の猫 🙂 12345\n" * 4
UNICODE = st.text(st.characters(codec="utf-8"))
VOCAB_SIZE = 330
ODD_TEXTS = ("", " ", "<bos>", "a<eos>b <pad>", "<unk><unk>", " the cat", "\n\n  x", "🙂🙂", "\0\x7f\ufeff", "e\u0301")


@pytest.fixture(scope="module")
def bpe() -> BpeTokenizer:
    return BpeTokenizer.train([TEXT], VOCAB_SIZE)


@pytest.fixture(scope="module")
def direct() -> Tokenizer:
    """GPT-2's recipe given to the library by hand."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCAB_SIZE,
        min_frequency=2,
        special_tokens=["<pad>", "<unk>", "<bos>", "<eos>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator([TEXT], trainer)
    tokenizer.encode_special_tokens = True
    return tokenizer


@pytest.mark.smoke
@settings(deadline=None)
@given(text=UNICODE)
def test_any_valid_unicode_comes_back_exactly(bpe: BpeTokenizer, text: str) -> None:
    ids = bpe.encode(text)
    assert bpe.decode(ids) == text
    assert b"".join(map(bpe.token_bytes, ids)) == text.encode()
    assert bpe.unknown(text) == 0


@settings(deadline=None)
@given(texts=st.lists(st.one_of(UNICODE, st.sampled_from(ODD_TEXTS)), max_size=5))
def test_a_batch_gives_the_ids_of_each_alone(bpe: BpeTokenizer, texts: list[str]) -> None:
    found = bpe.encode_batch(texts)
    assert [ids.tolist() for ids in found] == [bpe.encode(text) for text in texts]
    assert all(ids.dtype == np.uint32 for ids in found)


@pytest.mark.parametrize("name", SPECIALS)
def test_the_name_of_a_special_token_in_a_text_is_text(bpe: BpeTokenizer, name: str) -> None:
    text = f"a {name} b{name}"
    ids = bpe.encode(text)
    assert not set(ids) & set(range(len(SPECIALS)))
    assert bpe.decode(ids) == text


def test_special_tokens_come_first_and_stand_for_no_bytes(bpe: BpeTokenizer) -> None:
    assert SPECIALS == ("<pad>", "<unk>", "<bos>", "<eos>")
    assert (bpe.bos_id, bpe.eos_id) == (2, 3)
    assert [bpe.label(i) for i in range(4)] == list(SPECIAL_LABELS)
    assert bpe.decode([bpe.bos_id, *bpe.encode("cat"), bpe.eos_id]) == "cat"


def test_every_byte_has_its_token(bpe: BpeTokenizer) -> None:
    pieces = [bpe.token_bytes(i) for i in range(len(SPECIALS), bpe.vocab_size)]
    assert {bytes([byte]) for byte in range(256)} <= set(pieces)
    assert len(set(pieces)) == len(pieces)


@settings(deadline=None)
@given(text=st.one_of(UNICODE, st.sampled_from([*ODD_TEXTS, TEXT])))
def test_ids_are_those_of_tokenizers_itself(bpe: BpeTokenizer, direct: Tokenizer, text: str) -> None:
    expected = direct.encode(text, add_special_tokens=False).ids
    assert bpe.encode(text) == expected
    assert bpe.decode(expected) == direct.decode(expected, skip_special_tokens=False)


def test_vocabulary_and_merges_are_those_of_tokenizers_itself(
    bpe: BpeTokenizer, direct: Tokenizer, tmp_path: Path
) -> None:
    (tmp_path / "direct").mkdir()
    direct.model.save(str(tmp_path / "direct"))
    bpe.save(tmp_path / "ours")
    for name in ("vocab.json", "merges.txt"):
        assert (tmp_path / "ours" / name).read_bytes() == (tmp_path / "direct" / name).read_bytes()
    merges = (tmp_path / "ours" / "merges.txt").read_text(encoding="utf-8").splitlines()[1:]
    assert len(merges) == bpe.vocab_size - SMALLEST > 0


@settings(deadline=None, max_examples=10)
@given(text=UNICODE)
def test_what_was_saved_gives_the_same_ids_here_and_in_tokenizers(
    bpe: BpeTokenizer, text: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("bpe")
    bpe.save(folder)
    loaded = BpeTokenizer.load(folder)
    assert loaded.vocab_size == bpe.vocab_size
    from_json = Tokenizer.from_file(str(folder / "tokenizer.json"))
    from_pair = Tokenizer(models.BPE.from_file(str(folder / "vocab.json"), str(folder / "merges.txt")))
    from_pair.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    for case in (text, TEXT, *ODD_TEXTS):
        assert loaded.encode(case) == bpe.encode(case)
        assert loaded.decode(bpe.encode(case)) == case
        assert from_pair.encode(case).ids == bpe.encode(case)
        from_json.encode_special_tokens = True
        assert from_json.encode(case).ids == bpe.encode(case)


def test_saving_what_was_loaded_writes_the_same_bytes(bpe: BpeTokenizer, tmp_path: Path) -> None:
    bpe.save(tmp_path / "a")
    BpeTokenizer.load(tmp_path / "a").save(tmp_path / "b")
    for name in ("tokenizer.json", "vocab.json", "merges.txt"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_half_a_surrogate_pair_is_refused(bpe: BpeTokenizer) -> None:
    for text in ("\ud800", "a\udfffb"):
        with pytest.raises(TextError, match="lone surrogate"):
            bpe.encode(text)


def test_a_vocabulary_without_room_for_all_bytes_is_refused() -> None:
    with pytest.raises(SettingError, match=rf"--vocab-size\) is {SMALLEST - 1}.*at least {SMALLEST}") as caught:
        BpeTokenizer.train([TEXT], SMALLEST - 1)
    assert "--tokenizer char" in caught.value.hint
    assert BpeTokenizer.train([TEXT], SMALLEST).vocab_size == SMALLEST == 260


def test_what_occurs_once_is_not_merged() -> None:
    assert BpeTokenizer.train(["abcdefg"], 300).vocab_size == SMALLEST
    assert BpeTokenizer.train(["ab ab"], 300).vocab_size == SMALLEST + 1


def test_labels_show_bytes_that_are_no_character(bpe: BpeTokenizer) -> None:
    (first, *_) = (i for i in range(4, bpe.vocab_size) if bpe.token_bytes(i) == b"\xf0")
    assert bpe.label(first) == "⟨0xF0⟩"


def damaged(data: bytes) -> dict[str, bytes]:
    inside = json.loads(data)
    vocab = inside["model"]["vocab"]
    foreign = {("日" if name == "Ġ" else name): number for name, number in vocab.items()}
    strange = {**inside, "model": {**inside["model"], "vocab": foreign, "merges": []}}
    return {
        "cut": data[: len(data) // 2],
        "empty": b"",
        "no Unicode": data.replace(b"version", b"versio\xff", 1),
        "another file": b'{"hello": 1}',
        "a letter that stands for no byte": json.dumps(strange).encode(),
    }


@pytest.mark.parametrize("how", ["cut", "empty", "no Unicode", "another file", "a letter that stands for no byte"])
def test_a_damaged_file_is_refused_by_name(bpe: BpeTokenizer, how: str, tmp_path: Path) -> None:
    bpe.save(tmp_path)
    path = tmp_path / "tokenizer.json"
    path.write_bytes(damaged(path.read_bytes())[how])
    with pytest.raises(RunError, match="damaged") as caught:
        BpeTokenizer.load(tmp_path)
    assert str(path) in caught.value.message

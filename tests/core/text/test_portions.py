"""Portions of a text: cut where no token changes, and never much longer than asked for."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import pre_tokenizers

from core.text.portions import LONGEST, PORTION, portions
from core.text.tokenizers.bpe import BpeTokenizer

ODD = "ab1!'s  \n\n\t\r\v\f\x1c\x1f\x85\xa0\u1680\u180e\u2003\u2028\u202f\u3000\u200b\ufeffé日🙂"
ODD_BPE = BpeTokenizer.train(["".join(random.Random(0).choices(ODD, k=20_000))], 800)
PATTERN = pre_tokenizers.ByteLevel(add_prefix_space=False)


def pieces(text: str) -> list[str]:
    """What GPT-2's pattern cuts a text into, by ``tokenizers`` itself."""
    return [piece for piece, _ in PATTERN.pre_tokenize_str(text)]


@settings(deadline=None, max_examples=300)
@given(text=st.text(st.sampled_from(ODD), max_size=60), size=st.integers(1, 7))
def test_portions_change_no_token(text: str, size: int) -> None:
    cut = list(portions(text, size))
    assert "".join(cut) == text
    assert [piece for portion in cut for piece in pieces(portion)] == pieces(text)
    assert [i for portion in cut for i in ODD_BPE.encode(portion)] == ODD_BPE.encode(text)


def test_portions_are_hardly_longer_than_asked_for() -> None:
    cut = list(portions("four four " * 1000, 100))
    assert max(map(len, cut)) <= 105
    assert len(cut) > 90


@given(text=st.text(st.sampled_from(ODD), max_size=200), size=st.integers(1, 7), more=st.integers(0, 7))
def test_no_portion_is_longer_than_the_longest(text: str, size: int, more: int) -> None:
    cut = list(portions(text, size, size + more))
    assert "".join(cut) == text
    assert all(cut)
    assert max(map(len, cut), default=0) <= size + more


def test_a_text_without_spaces_is_cut_all_the_same() -> None:
    text = "日本" * (5 * PORTION)
    assert [len(portion) for portion in portions(text)] == [LONGEST] * 5

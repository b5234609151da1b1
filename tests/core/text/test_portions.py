"""Portions are the whole text in order, end where no token reaches across, and are never long."""

import random
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import pre_tokenizers

from core.control import Interrupted, RunControl
from core.text.document import Document, in_memory
from core.text.portions import LONGEST, PORTION, Portion, cut, portions, spread
from core.text.split import Stretch
from core.text.tokenizers.bpe import BpeTokenizer
from core.text.tokenizers.edges import BEFORE_SPACE_OR_NEWLINE

ODD = "ab1!'s  \n\n\t\r\v\f\x1c\x1f\x85\xa0\u1680\u180e\u2003\u2028\u202f\u3000\u200b\ufeffé日🙂"
ODD_BPE = BpeTokenizer.train(["".join(random.Random(0).choices(ODD, k=20_000))], 800)
EDGE = BEFORE_SPACE_OR_NEWLINE
PATTERN = pre_tokenizers.ByteLevel(add_prefix_space=False)
ODD_PIECES = st.lists(st.text(st.sampled_from(ODD), max_size=30), max_size=6)


def words(text: str) -> list[str]:
    """What GPT-2's pattern cuts a text into, by ``tokenizers`` itself."""
    return [piece for piece, _ in PATTERN.pre_tokenize_str(text)]


@settings(max_examples=300)
@given(pieces=ODD_PIECES, size=st.integers(1, 7))
def test_portions_change_no_token(pieces: list[str], size: int) -> None:
    text = "".join(pieces)
    found = list(cut(pieces, EDGE, size, 1000))
    assert "".join(found) == text
    assert [word for portion in found for word in words(portion)] == words(text)
    assert [i for portion in found for i in ODD_BPE.encode(portion)] == ODD_BPE.encode(text)


@given(pieces=ODD_PIECES, size=st.integers(1, 7), more=st.integers(0, 7))
def test_portions_do_not_depend_on_how_the_text_came(pieces: list[str], size: int, more: int) -> None:
    found = list(cut(pieces, EDGE, size, size + more))
    assert found == list(cut(["".join(pieces)], EDGE, size, size + more))
    assert all(found)
    assert max(map(len, found), default=0) <= size + more


def test_portions_are_hardly_longer_than_asked_for() -> None:
    found = list(cut(["four four " * 1000], EDGE, 100))
    assert max(map(len, found)) <= 105
    assert len(found) > 90


def test_a_text_without_spaces_is_cut_all_the_same() -> None:
    text = "日本" * (5 * PORTION)
    assert [len(portion) for portion in cut([text], EDGE)] == [LONGEST] * (10 * PORTION // LONGEST)


TEXTS = ("one two three\n", "four", "five six\nseven " * 20_000)


def found_in(stretches: list[Stretch], control: RunControl | None = None) -> list[Portion]:
    return list(portions([in_memory(text) for text in TEXTS], stretches, control or RunControl()))


@given(st.data())
def test_each_stretch_comes_whole_and_in_order(data: st.DataObject) -> None:
    stretches = []
    for number, text in enumerate(TEXTS):
        places = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=4, unique=True)))
        stretches += [Stretch(number, a, b, kept_back=True) for a, b in zip(places[::2], places[1::2], strict=False)]
    found = found_in(stretches)
    assert [portion.stretch for portion in found if portion.first] == stretches
    for stretch in stretches:
        text = "".join(portion.text for portion in found if portion.stretch == stretch)
        assert text == TEXTS[stretch.document][stretch.start : stretch.end]


def test_no_more_is_read_than_needed() -> None:
    def unread() -> Iterator[str]:
        yield "read"
        raise AssertionError("read too far")

    documents = [Document(1, 1, unread), in_memory("two")]
    found = portions(documents, [Stretch(0, 0, 4, False), Stretch(1, 0, 3, False)], RunControl())
    assert [portion.text for portion in found] == ["read", "two"]


def test_a_stop_is_heard_between_pieces() -> None:
    control = RunControl()
    control.stop()
    with pytest.raises(Interrupted):
        found_in([Stretch(0, 0, 5, False)], control)


@given(lengths=st.lists(st.integers(1, 9), min_size=1, max_size=40), wanted=st.integers(0, 200))
def test_a_sample_is_no_longer_than_wanted_and_lies_all_over(lengths: list[int], wanted: int) -> None:
    all_of_it = [f"{number:03}" * length for number, length in enumerate(lengths)]
    there = sum(map(len, all_of_it))
    found = list(spread(all_of_it, there, wanted))
    assert [portion for portion in all_of_it if portion in found] == found
    if wanted >= there:
        assert found == all_of_it
    longest = max(map(len, all_of_it))
    seen = taken = 0
    for portion in all_of_it:
        seen += len(portion)
        taken += len(portion) if portion in found else 0
        assert wanted * seen / there - longest - 1 < taken <= wanted * seen / there or wanted >= there

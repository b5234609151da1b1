"""What is learnt comes in bits, each with its place in the file it was read from."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from core.control import RunControl
from core.text.copied.marks import bits
from core.text.document import Document, in_memory
from core.text.findings import Found, without
from core.text.split import Stretch

TEXT = "one\ntwo\n\nthree\nfour\nfive\nsix\n"


def learnt(document: Document, *stretches: tuple[int, int], size: int = 5) -> list[tuple[str, int, int, bool]]:
    wanted = [Stretch(0, begin, end, False) for begin, end in stretches]
    return [(bit.text, bit.line, bit.character, bit.apart) for bit in bits([document], wanted, RunControl(), size)]


def test_bits_know_their_line_and_their_character() -> None:
    assert learnt(in_memory(TEXT), (0, 8), (15, 24)) == [
        ("one\nt", 1, 0, True), ("wo\n", 2, 5, False), ("four\n", 5, 15, True), ("five", 6, 20, False),
    ]  # fmt: skip


def test_what_was_taken_out_is_stepped_over_and_does_not_part_what_was_learnt() -> None:
    document = without(in_memory(TEXT), [Found("duplicates", "", ((4, 9), (15, 20)))], RunControl())
    assert "".join(document.pieces()) == "one\nthree\nfive\nsix\n"
    assert learnt(document, (0, 12), (14, 18), size=99) == [
        ("one\n", 1, 0, True), ("three\n", 4, 9, False), ("fi", 6, 20, False), ("\nsix", 6, 24, True),
    ]  # fmt: skip


@given(st.text("ab\n", max_size=60), st.lists(st.integers(0, 60), max_size=8), st.integers(1, 9), st.integers(1, 9))
def test_every_bit_stands_where_it_says(text: str, places: list[int], size: int, piece: int) -> None:
    document = Document(len(text), len(text), lambda: (text[at : at + piece] for at in range(0, len(text), piece)))
    cuts = sorted({min(place, len(text)) for place in places})
    stretches = [Stretch(0, begin, end, False) for begin, end in itertools.pairwise(cuts) if begin < end][::2]
    found = list(bits([document], stretches, RunControl(), size))
    assert "".join(bit.text for bit in found) == "".join(text[one.start : one.end] for one in stretches)
    for bit in found:
        assert text.startswith(bit.text, bit.character)
        assert bit.line == text[: bit.character].count("\n") + 1
    assert [bit.character for bit in found if bit.apart] == [stretch.start for stretch in stretches]

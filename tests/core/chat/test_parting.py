"""Where two texts part: by hand, and against a plain search."""

from hypothesis import given
from hypothesis import strategies as st

from core.chat.parting import Parting, same_tokens
from core.protocol import Parted, Token
from core.text.tokenizers.bpe import BpeTokenizer
from core.text.tokenizers.char import CharTokenizer

Text = list[tuple[int, str]]
TOKENS = st.lists(st.sampled_from([(1, "a"), (2, "b"), (3, "ab"), (4, "")]), max_size=8)


def told(by_id: bool, first: Text, second: Text) -> Parting:
    """Of both in turn, as they are written."""
    parting = Parting(by_id)
    for number in range(max(len(first), len(second))):
        for side, text in enumerate((first, second)):
            if number < len(text):
                before = parting.place
                place = parting.tell(side, Token(*text[number], 0.5, 1, 1.0))
                assert (place is None) == (parting.place is before), "it is said once"
    return parting


def test_the_first_token_that_differs() -> None:
    assert told(True, [(1, "a"), (2, "b"), (1, "a")], [(1, "a"), (3, "ab")]).place == Parted(1, 1)


def test_other_tokens_for_the_same_characters_are_no_difference_between_tokenizers() -> None:
    ours, theirs = [(1, "a"), (2, "b"), (1, "a")], [(3, "ab"), (2, "b")]
    assert told(False, ours, theirs).place == Parted(2, 1)
    assert told(True, ours, theirs).place == Parted(0, 0)


def test_one_that_came_to_its_end_parts_from_one_that_goes_on() -> None:
    short, long = [(1, "a")], [(1, "a"), (2, "b")]
    assert told(True, short, long).end((True, False)) == Parted(1, 1)
    assert told(True, long, short).end((False, True)) == Parted(1, 1)
    assert told(True, short, long).end((False, False)) is None, "its length was used up: it may have gone on so"
    assert told(True, short, short).end((True, True)) is None


@given(by_id=st.booleans(), first=TOKENS, second=TOKENS)
def test_it_is_the_first_difference(by_id: bool, first: Text, second: Text) -> None:
    def units(text: Text) -> list[tuple[object, int]]:
        if by_id:
            return [(i, number) for number, (i, _) in enumerate(text)]
        return [(letter, number) for number, (_, word) in enumerate(text) for letter in word]

    pairs = [(one[1], other[1]) for one, other in zip(units(first), units(second), strict=False) if one[0] != other[0]]
    place = told(by_id, first, second).place
    assert place == (Parted(*pairs[0]) if pairs else None)


def test_tokenizers_are_the_same_by_what_they_write() -> None:
    text = ["the fox and the owl and the fox " * 3]
    one = BpeTokenizer.train(text, 268)
    assert same_tokens(one, BpeTokenizer.train(text, 268))
    assert not same_tokens(one, BpeTokenizer.train(["a whale and a whale and a shark " * 3], 268))
    assert not same_tokens(one, CharTokenizer.train(text, 0))

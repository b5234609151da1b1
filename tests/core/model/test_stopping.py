"""Stop strings beside a plain search: what is shown is the text before the first of them, and nothing is taken back."""

from hypothesis import given
from hypothesis import strategies as st

from core.model.stopping import StopStrings
from core.protocol import Token

PIECES = st.lists(st.text("ab\n", max_size=4), max_size=12)
STRINGS = st.lists(st.text("ab\n", min_size=1, max_size=4), max_size=3)


def pushed(strings: list[str], pieces: list[str]) -> tuple[list[Token], bool]:
    """Everything that is let go of, piece by piece and at the end, and whether a string was met."""
    stops, shown = StopStrings(strings), list[Token]()
    for number, piece in enumerate(pieces):
        shown += stops.push(Token(number, piece, 0.0, 0, 0.0))
        if stops.met:
            return shown, True
    return shown + stops.rest(), False


@given(PIECES, STRINGS)
def test_it_is_the_text_before_the_first_stop_string(pieces: list[str], strings: list[str]) -> None:
    text = ""
    end = len("".join(pieces))
    for piece in pieces:  # the first piece with which a string is whole decides, then the earliest place
        text += piece
        places = [text.find(string) for string in strings if string in text]
        if places:
            end = min(places)
            break
    shown, met = pushed(strings, pieces)
    assert "".join(token.text for token in shown) == "".join(pieces)[:end]
    assert met == any(string in "".join(pieces) for string in strings)
    assert [token.token_id for token in shown] == list(range(len(shown)))


def test_without_any_a_token_comes_at_once() -> None:
    token = Token(7, "", 0.0, 0, 0.0)
    assert StopStrings(()).push(token) == [token]


def test_inside_a_token_the_text_ends_there() -> None:
    stops = StopStrings(["The"])
    (token,) = stops.push(Token(7, "end. The end", 0.5, 1, 2.0))
    assert (token.text, token.token_id, token.probability) == ("end. ", 7, 0.5)
    assert stops.met


def test_bytes_of_the_stop_strings_own_character_are_not_shown() -> None:
    """🦊 comes as four tokens, of which the last makes it whole."""
    stops = StopStrings(["🦊"])
    assert [stops.push(Token(n, "", 0.0, 0, 0.0)) for n in range(3)] == [[], [], []]
    assert stops.push(Token(3, "🦊", 0.0, 0, 0.0)) == []
    assert stops.met

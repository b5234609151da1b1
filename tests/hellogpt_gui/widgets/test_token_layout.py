"""Line breaking: nothing is lost or doubled, words stay whole, no line is too wide, streaming changes nothing."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hellogpt_gui.widgets.token_layout import Line, TokenLayout

TOKENS = st.lists(st.text("ab é.\n", min_size=1, max_size=7), max_size=25)
WIDTHS = st.integers(1, 16)


def proportional(text: str) -> float:
    """Letters of different widths, as in a real font."""
    return sum({" ": 0.5, ".": 0.25, "a": 1.0, "b": 1.5}.get(letter, 2.0) for letter in text)


MEASURES: dict[str, Callable[[str], float]] = {"equal": len, "proportional": proportional}


def lay_out(tokens: list[str], width: float, measure: Callable[[str], float] = len) -> TokenLayout:
    made = TokenLayout(width, measure)
    for token in tokens:
        made.append(token)
    return made


def shown(line: Line) -> str:
    return "".join(piece.text for piece in line.pieces)


def lines(*tokens: str, width: float) -> list[str]:
    return [shown(line) for line in lay_out(list(tokens), width).lines]


# ---- by hand --------------------------------------------------------------------------------------------------------


def test_words_stay_whole() -> None:
    assert lines("The", " fox", " met", " the", " owl", width=8) == ["The fox", "met the", "owl"]


def test_a_word_of_several_tokens_moves_down_as_one() -> None:
    assert lines("The", " fo", "x", "es", " met", width=7) == ["The", "foxes", "met"]


def test_many_words_in_one_token_break_between_words() -> None:
    assert lines("The foxes met the owl", width=9) == ["The foxes", "met the", "owl"]


def test_a_word_wider_than_the_line_is_cut() -> None:
    assert lines("a", " bbbbbbb", width=3) == ["a", "bbb", "bbb", "b"]


def test_a_word_as_long_as_a_book_is_cut_too() -> None:
    assert lines("b" * 20_003, width=8) == [*["b" * 8] * 2500, "bbb"]


def test_newlines_end_a_line_and_may_stand_alone() -> None:
    assert lines("a\n\nb", "\n", "c", width=8) == ["a", "", "b", "c"]
    assert [line.hard for line in lay_out(["a\nb"], 8).lines] == [True, False]


def test_the_space_before_the_first_token_goes_but_indentation_stays() -> None:
    assert lines(" a", "\n  b", width=8) == ["a", "  b"]
    assert lines(" a\n  b", width=8) == ["a", "  b"]


def test_without_tokens_there_is_one_empty_line() -> None:
    assert lines(width=5) == [""]


def test_pieces_know_their_token() -> None:
    (line,) = lay_out(["The", " fox", "es"], 20).lines
    assert [(piece.token, piece.text, piece.x, piece.width) for piece in line.pieces] == [
        (0, "The", 0, 3), (1, " fox", 3, 4), (2, "es", 7, 2)
    ]  # fmt: skip
    assert line.end == 9


# ---- whatever the text ----------------------------------------------------------------------------------------------


def walk(text: str, layout: TokenLayout) -> list[int]:
    """Follow the lines through the text. Returns where a line was broken without a newline; spaces may go there."""
    at, breaks = 0, []
    for number, line in enumerate(layout.lines):
        if not text.startswith(shown(line), at):
            while text[at : at + 1] == " ":
                at += 1
        assert text.startswith(shown(line), at)
        if number and not layout.lines[number - 1].hard:
            breaks.append(at)
        at += len(shown(line))
        if line.hard:
            assert text[at] == "\n"
            at += 1
    assert at == len(text)
    return breaks


@pytest.mark.parametrize("measure", MEASURES)
@given(TOKENS, WIDTHS)
def test_nothing_is_lost_or_doubled_but_spaces_where_a_line_begins(measure: str, tokens: list[str], width: int) -> None:
    walk("".join(tokens), lay_out(tokens, width, MEASURES[measure]))


@pytest.mark.parametrize("measure", MEASURES)
@given(TOKENS, WIDTHS)
def test_no_line_is_wider_than_the_width_unless_it_is_a_single_letter(
    measure: str, tokens: list[str], width: int
) -> None:
    for line in lay_out(tokens, width, MEASURES[measure]).lines:
        assert line.end <= width or len(shown(line)) == 1


@pytest.mark.parametrize("measure", MEASURES)
@given(TOKENS, WIDTHS)
def test_a_word_is_only_cut_if_it_is_wider_than_a_line(measure: str, tokens: list[str], width: int) -> None:
    text, layout = "".join(tokens), lay_out(tokens, width, MEASURES[measure])
    for at in walk(text, layout):
        before, after = re.search(r"[^ \n]*$", text[:at])[0], re.match(r"[^ \n]*", text[at:])[0]
        if before and after:
            assert MEASURES[measure](before + after) > width


@given(TOKENS, WIDTHS)
def test_pieces_lie_side_by_side_in_the_order_of_their_tokens(tokens: list[str], width: int) -> None:
    layout = lay_out(tokens, width, proportional)
    pieces = [piece for line in layout.lines for piece in line.pieces]
    assert [piece.token for piece in pieces] == sorted(piece.token for piece in pieces)
    for line in layout.lines:
        x = 0.0
        for piece in line.pieces:
            assert piece.x == pytest.approx(x)
            assert piece.width == pytest.approx(proportional(piece.text))
            x += piece.width


@given(TOKENS, TOKENS, WIDTHS)
def test_what_stands_above_the_last_word_does_not_move_when_more_is_written(
    first: list[str], more: list[str], width: int
) -> None:
    before = [shown(line) for line in lay_out(first, width).lines]
    after = [shown(line) for line in lay_out(first + more, width).lines]
    assert after[: len(before) - 1] == before[:-1]

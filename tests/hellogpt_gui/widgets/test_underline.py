"""Under which letters the line runs, against the letters that are shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hellogpt_gui.widgets.token_layout import TokenLayout
from hellogpt_gui.widgets.underline import joined, under


def underlined(tokens: list[str], stretches: list[tuple[int, int]], width: float) -> list[str]:
    """The letters above the line, row by row; each letter is one px wide. Stretches in letters of the whole text."""
    layout = TokenLayout(width, len)
    for token in tokens:
        layout.append(token)
    starts = [sum(map(len, tokens[:n])) for n in range(len(tokens) + 1)]

    def letter(at: int) -> tuple[int, int]:
        token = max(n for n, start in enumerate(starts[:-1]) if start <= at and (tokens[n] or not n))
        return token, at - starts[token]

    spans = []
    for begin, end in stretches:
        token, at = letter(end - 1)
        spans.append((letter(begin), (token, at + 1)))
    rows = []
    for row, line in enumerate(layout.lines):
        shown = "".join(piece.text for piece in line.pieces)
        runs = under(layout.lines, row, joined(spans), tokens.__getitem__, len)
        rows.append("".join(shown[round(begin) : round(end)] for begin, end in runs))
    return rows


@pytest.mark.parametrize(
    ("tokens", "stretches", "width", "rows"),
    [
        (["She", " liked", " plums"], [(3, 9)], 40, [" liked"]),
        (["She", " liked", " plums"], [(5, 12)], 40, ["iked pl"]),
        (["She", " liked", " plums"], [(1, 3), (2, 5)], 40, ["he l"]),
        (["She", " liked", " plums", " more"], [(1, 18)], 10, ["he liked", "plums mo"]),
        (["a long\n\nway", "."], [(2, 12)], 40, ["long", "", "way."]),
        (["abcabcabc", "d"], [(4, 10)], 3, ["", "bc", "abc", "d"]),
        (["one", "", " two"], [(0, 7)], 40, ["one two"]),
        (["one"], [], 40, [""]),
    ],
)
def test_it_runs_under_the_letters_of_the_stretches(
    tokens: list[str], stretches: list[tuple[int, int]], width: float, rows: list[str]
) -> None:
    assert underlined(tokens, stretches, width) == rows


@given(
    st.lists(st.text(st.sampled_from("ab \n"), max_size=6), min_size=1, max_size=12),
    st.integers(3, 12),
    st.data(),
)
def test_every_letter_of_a_stretch_that_is_shown_stands_above_the_line(
    tokens: list[str], width: int, data: st.DataObject
) -> None:
    text = "".join(tokens)
    if not text:
        return
    begin = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(begin + 1, len(text)))
    above = "".join("".join(underlined(tokens, [(begin, end)], width)).split())
    assert above == "".join(text[begin:end].split())

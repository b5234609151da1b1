"""Typed letters find an entry, and the closest one first."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from hellogpt_gui.widgets.fuzzy import misfit

LETTERS = some.text("abcdef ", max_size=12)


@pytest.mark.parametrize(
    ("typed", "words"),
    [("", "Zoom in"), ("zoom", "Zoom in"), ("in zoom", "Zoom in"), ("zin", "Zoom in"), ("exprt", "Export the run")],
)
def test_it_is_found(typed: str, words: str) -> None:
    assert misfit(typed, words) is not None


@pytest.mark.parametrize(("typed", "words"), [("zz", "Zoom in"), ("oz", "Zoom in"), ("zoom out", "Zoom in")])
def test_it_is_not_found(typed: str, words: str) -> None:
    assert misfit(typed, words) is None


def test_the_closer_it_is_the_better_it_fits() -> None:
    order = ["Star the run", "Restart", "Set another run"]
    fits = [misfit("sta", words) for words in order]
    assert None not in fits
    assert fits == sorted(fits)  # type: ignore[type-var]
    assert len(set(fits)) == 3


@given(LETTERS, LETTERS)
def test_what_stands_there_is_always_found(before: str, after: str) -> None:
    assert misfit(before, before + after) == 0
    part = after.strip()
    if part and " " not in part:
        assert misfit(part, before + after) in (0, 1)

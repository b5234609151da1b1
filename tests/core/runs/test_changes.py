"""Words that are other than before."""

import pytest

from core.runs.changes import changed_words


@pytest.mark.parametrize(
    ("before", "after", "marked"),
    [
        (" the fox ran home.", " the fox ran home.", []),
        (" the fox ran home.", " the owl ran home.", ["owl"]),
        (" the fox ran.", " the old fox ran away.", ["old", "ran away."]),
        ("", " a first word", ["a first word"]),
        (" the fox", "", []),
        ("one two three", "three", []),
        (" größer als 🦊 ist", " kleiner als 🦊 war", ["kleiner", "war"]),
        ("a b", "a\nb  c", ["c"]),
    ],
)
def test_what_is_new_is_marked(before: str, after: str, marked: list[str]) -> None:
    assert [after[begin:end] for begin, end in changed_words(before, after)] == marked

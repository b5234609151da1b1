"""The word that looks into a text."""

from pathlib import Path

from .conftest import Spoken


def test_what_is_inside_is_told(say_anew: Spoken, story: Path) -> None:
    words = ("look-inside", "--text", str(story), "--vocab-size", "300")
    (found,) = say_anew.json(*words)
    text = story.read_text(encoding="utf-8")
    assert (found["event"], found["characters"], found["size"]) == ("done", len(text), len(text))
    assert found["words"] == len(text.split())
    assert found["merges"][0].keys() == {"left", "right", "made", "uses"}
    assert len(found["zipf_ranks"]) == len(found["zipf_counts"]) > 10
    assert say_anew(*words) == 0
    first = found["merges"][0]
    assert f"{first['left']} + {first['right']} → {first['made']}, used {first['uses']:,} times" in say_anew.out
    assert "Zipf's law" in say_anew.out


def test_a_text_that_is_not_there_is_said(say_anew: Spoken) -> None:
    assert say_anew("look-inside", "--text", "nowhere.txt") == 2
    assert "There is no file or folder" in say_anew.err

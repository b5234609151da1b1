"""Dialogues from files and built-in texts."""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from core.control import Interrupted, RunControl
from core.errors import TextChangedError, TextError
from core.text.dialogues import Dialogues, gather_again, gather_dialogues

TALK = "User: Who?\nModel: Me.\n\nUser: Where?\nModel: Here.\nUser: Sure?\nModel: Yes.\n"


def finish(gathering: Generator[Any, None, Dialogues]) -> Dialogues:
    while True:
        try:
            next(gathering)
        except StopIteration as end:
            found: Dialogues = end.value
            return found


def gathered(*sources: str | Path) -> Dialogues:
    return finish(gather_dialogues([str(source) for source in sources], len, RunControl()))


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    path = tmp_path / "talk.txt"
    path.write_text(TALK, encoding="utf-8")
    return path


def test_files_are_read_each_once_in_order(talk: Path, tmp_path: Path) -> None:
    table = tmp_path / "more.csv"
    table.write_text("One?,1\n", encoding="utf-8")
    found = gathered(table, talk, table)
    assert [dialogue[0].text for dialogue in found.dialogues] == ["One?", "Who?", "Where?"]
    facts = found.facts
    assert (facts.label, facts.dialogues, facts.turns) == ("more and 1 more", 3, 8)
    assert [file.name for file in facts.files] == ["more.csv", "talk.txt"]
    assert facts.sources == (str(table), str(talk))


def test_little_world_has_its_own_with_prompts() -> None:
    found = gathered("little-world")
    assert found.facts.label == "Little World"
    assert found.facts.dialogues > 10_000
    assert found.prompts
    assert found == gathered("little-world")


def test_what_is_not_there_or_too_little_is_refused(tmp_path: Path, talk: Path) -> None:
    with pytest.raises(TextError, match=r"There is no file .*missing\.txt"):
        gathered(tmp_path / "missing.txt")
    with pytest.raises(TextError, match="is no file"):
        gathered(tmp_path)
    talk.write_text("User: a\nModel: b\n")
    with pytest.raises(TextError, match="There are 1 dialogues"):
        gathered(talk)
    talk.write_bytes(b"User: a\nModel: \0\0\1b\n")
    with pytest.raises(TextError, match=r"talk\.txt is not a text file"):
        gathered(talk)


def test_the_same_are_found_again_and_others_are_not_taken_for_them(talk: Path) -> None:
    found = gathered(talk)
    assert finish(gather_again(found.facts, len, RunControl())) == found
    talk.write_text(TALK.replace("Here", "There"), encoding="utf-8")
    with pytest.raises(TextChangedError, match="have changed"):
        finish(gather_again(found.facts, len, RunControl()))
    talk.unlink()
    with pytest.raises(TextChangedError, match="cannot be read any more"):
        finish(gather_again(found.facts, len, RunControl()))


def test_a_stop_is_heard(talk: Path) -> None:
    control = RunControl()
    control.stop()
    with pytest.raises(Interrupted):
        finish(gather_dialogues([str(talk)], len, control))

"""The words about conversations that were kept."""

import json
from pathlib import Path

import pytest

from core.conversations import Conversation
from core.conversations.file import path_of, save

from .conftest import Spoken


@pytest.fixture
def kept(say_anew: Spoken) -> list[Conversation]:
    talks = [Conversation(id=f"{n}{n}{n}abc", changed=f"2024-11-0{n}T12:00:00+00:00") for n in (1, 2)]
    talks[0].say("The fox\nand the owl")
    talks[1].name = "Plums"
    for number, talk in enumerate(talks, 1):
        talk.changed = f"2024-11-0{number}T12:00:00+00:00"
        save(say_anew.home, talk)
    return talks


def test_conversations_are_listed(say_anew: Spoken, kept: list[Conversation]) -> None:
    assert say_anew("conversations", "list") == 0
    assert say_anew.out.splitlines() == [
        "222abc  2024-11-02 12:00  Plums",
        "111abc  2024-11-01 12:00  The fox and the owl",
    ]
    first, second = say_anew.json("conversations", "list")
    assert (first["event"], first["name"], first["turns"], first["found"]) == ("conversation", "Plums", 0, None)
    assert second["id"] == kept[0].id


def test_words_are_found_and_damage_is_said_beside(say_anew: Spoken, kept: list[Conversation]) -> None:
    (found,) = say_anew.json("conversations", "list", "--find", "OWL")
    assert (found["id"], found["found"]) == (kept[0].id, "The fox and the owl")
    path_of(say_anew.home, kept[1].id).write_bytes(b"{")
    assert say_anew("conversations", "list") == 0
    assert len(say_anew.out.splitlines()) == 1
    assert "is damaged" in say_anew.err


def test_one_leaves_by_id_its_beginning_or_its_name(say_anew: Spoken, kept: list[Conversation], tmp_path: Path) -> None:
    path = tmp_path / "talk.html"
    for words in (kept[0].id, "1", "The fox and the owl"):
        (done,) = say_anew.json("conversations", "export", words, str(path))
        assert (done["event"], done["id"], done["size"]) == ("done", kept[0].id, path.stat().st_size)
    assert say_anew("conversations", "export", "1", str(tmp_path / "talk.md")) == 0
    assert "talk.md" in say_anew.out


def test_what_cannot_be_meant_is_refused(say_anew: Spoken, kept: list[Conversation], tmp_path: Path) -> None:
    assert say_anew("conversations", "export", "9", str(tmp_path / "x.md")) == 2
    assert "no conversation '9'" in say_anew.err
    assert say_anew("conversations", "export", "1", str(tmp_path / "x.pdf")) == 2
    assert "cannot become a .pdf" in say_anew.err
    twin = Conversation(id="1twin")
    save(say_anew.home, twin)
    assert say_anew("conversations", "export", "1", str(tmp_path / "x.md"), "--json") == 2
    assert "2 conversations fit '1'" in json.loads(say_anew.out)["message"]


def test_nothing_kept_is_said(say_anew: Spoken) -> None:
    assert say_anew("conversations", "list") == 0
    assert "No conversations yet" in say_anew.out

"""Conversations on disk: whole at every instant, and one that cannot be read costs none of the others."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.conversations import Conversation
from core.conversations.file import VERSION, list_conversations, load, path_of, save, snapshot, to_json
from core.errors import ConversationError, HomeError
from core.paths import Home

from .conftest import Write

CHECKOUT = Path(__file__).resolve().parents[3]


def test_everything_comes_back(home: Home, talk: Conversation) -> None:
    save(home, talk)
    assert load(path_of(home, talk.id)) == talk
    (card,) = list_conversations(home).cards
    assert (card.id, card.created, card.form) == (talk.id, talk.created, "chat")
    assert card.models == ("tales/serial_1", "tales/serial_2")
    assert [turn.text for turn in card.turns.values()] == [turn.text for turn in talk.turns.values()]


def test_the_last_changed_stands_first_and_a_home_without_any_has_none(home: Home) -> None:
    assert list_conversations(home).cards == ()
    for number in (2, 1, 3):
        save(home, Conversation(name=str(number), changed=f"2024-11-0{number}T12:00:00+00:00"))
    assert [card.name for card in list_conversations(home).cards] == ["3", "2", "1"]


@pytest.mark.parametrize("text", ["\x00", "half \ud800 a sign", "שלום עולם", "e\u0301\u0323", "\r\n\t", "🦊" * 9])
def test_any_text_is_kept_but_for_halves_of_signs(home: Home, text: str) -> None:
    talk = Conversation()
    talk.say(text)
    save(home, talk)
    assert load(path_of(home, talk.id)).turns[0].text == text.replace("\ud800", "?")
    assert talk.turns[0].text == text, "what is on the screen is not touched"


def test_only_turns_that_have_changed_are_put_into_letters_again(talk: Conversation) -> None:
    written: dict = {}
    assert to_json(talk, written) == to_json(talk)
    before = {number: data for number, (_, data) in written.items()}
    talk.say("more")
    assert to_json(talk, written) == to_json(talk)
    end = talk.path[-2].id
    assert [number for number, data in before.items() if written[number][1] is not data] == [end], "another is walked"


def test_what_is_written_is_the_talk_at_that_moment(talk: Conversation, write: Write) -> None:
    kept, then = snapshot(talk), to_json(talk)
    write(talk.path[-1], " and", " more")
    talk.say("later")
    talk.rename("other")
    assert to_json(kept) == then


def damages(whole: bytes) -> dict[str, bytes]:
    told = json.loads(whole)
    return {
        "nothing": b"",
        "cut off": whole[: len(whole) // 2],
        "no JSON": b"\x89PNG\r\n",
        "other JSON": b"[1, 2]",
        "no version": json.dumps({"conversation": told["conversation"]}).encode(),
        "no text": whole.replace(b"Who is Mira?", b"Who \xff is?"),
        "no tree": whole.replace(b'"parent":0', b'"parent":7'),
        "a rule out of range": whole.replace(b'"temperature":0.5', b'"temperature":-3.0'),
    }


@pytest.mark.parametrize("damage", damages(b'{"conversation":0}'))
def test_a_damaged_file_is_named_and_left_and_the_others_are_listed(
    home: Home, talk: Conversation, damage: str
) -> None:
    save(home, talk)
    save(home, Conversation(name="another"))
    path = path_of(home, talk.id)
    data = damages(path.read_bytes())[damage]
    path.write_bytes(data)
    with pytest.raises(ConversationError, match="is damaged") as caught:
        load(path)
    assert str(path) in caught.value.message
    assert path.read_bytes() == data
    listing = list_conversations(home)
    assert "another" in [card.name for card in listing.cards]
    if damage not in ("no tree", "a rule out of range"):  # a list does not look so closely
        assert [card.name for card in listing.cards] == ["another"]
        (trouble,) = listing.troubles
        assert str(path) in trouble.message


def test_a_file_of_a_newer_program_is_named_and_left(home: Home, talk: Conversation) -> None:
    save(home, talk)
    path = path_of(home, talk.id)
    newer = {"version": VERSION + 1, "talk": {"shape": "unknown"}}
    path.write_text(json.dumps(newer), encoding="utf-8")
    with pytest.raises(ConversationError, match="newer HelloGPT"):
        load(path)
    (trouble,) = list_conversations(home).troubles
    assert "newer" in trouble.message
    assert json.loads(path.read_text(encoding="utf-8")) == newer


def test_what_an_older_program_did_not_write_has_its_default(home: Home, talk: Conversation) -> None:
    save(home, talk)
    path = path_of(home, talk.id)
    told = json.loads(path.read_text(encoding="utf-8"))
    del told["conversation"]["form"], told["conversation"]["turns"]["1"]["kept"]
    told["conversation"]["of a later version"] = True
    path.write_text(json.dumps(told), encoding="utf-8")
    assert load(path).form == "continue"


def test_a_name_that_is_no_files_is_refused(home: Home) -> None:
    for bad in ("", "../escape", "a/b", "C:\\x", "a\x00b"):
        with pytest.raises(ConversationError, match="no conversation"):
            path_of(home, bad)
    with pytest.raises(ConversationError, match="no conversation"):
        load(path_of(home, "missing"))


def test_other_files_are_none_of_them(home: Home, talk: Conversation) -> None:
    save(home, talk)
    (home.conversations / "notes.txt").write_text("mine", encoding="utf-8")
    (home.conversations / ".tmp-x.json").write_text("{", encoding="utf-8")
    listing = list_conversations(home)
    assert (len(listing.cards), listing.troubles) == (1, ())


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path, talk: Conversation) -> None:
    (tmp_path / "artifacts").write_text("a file where a folder should be", encoding="utf-8")
    with pytest.raises(HomeError, match="cannot be written"):
        save(Home(tmp_path), talk)


def test_killed_while_it_writes_the_old_one_stands_there(home: Home, talk: Conversation) -> None:
    """At each call that changes the disk a child dies; the file is the old one or the new one."""
    save(home, talk)
    old = path_of(home, talk.id).read_bytes()
    script = (
        "import itertools, os, sys\n"
        "from pathlib import Path\n"
        "from core.conversations.file import load, path_of, save\n"
        "from core.paths import Home\n"
        "home, number = Home(Path(sys.argv[1])), int(sys.argv[3])\n"
        "talk = load(path_of(home, sys.argv[2]))\n"
        "talk.say('more')\n"
        "calls = itertools.count(1)\n"
        "for name in ('fsync', 'replace'):\n"
        "    def call(*given, real=getattr(os, name)):\n"
        "        if next(calls) == number:\n"
        "            os._exit(9)\n"
        "        return real(*given)\n"
        "    setattr(os, name, call)\n"
        "save(home, talk)\n"
    )
    for number, code in ((1, 9), (2, 9), (3, 0)):
        words = [sys.executable, "-c", script, str(home.root), talk.id, str(number)]
        assert subprocess.run(words, cwd=CHECKOUT, env=os.environ, check=False).returncode == code
        there = path_of(home, talk.id)
        assert (there.read_bytes() == old) == (code == 9)
        assert list_conversations(home).troubles == ()
    assert load(path_of(home, talk.id)).end.text == "more"

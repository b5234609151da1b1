"""Conversations that lie on disk get names and go to the trash."""

import shutil
import sys
from pathlib import Path

import pytest

from core.conversations import Conversation
from core.conversations.file import list_conversations, load, path_of, save
from core.conversations.keeping import delete, rename
from core.errors import ConversationError
from core.paths import Home
from core.runs.keeping import NoTrashError


def test_a_name_is_given_and_taken_away(home: Home, talk: Conversation) -> None:
    save(home, talk)
    rename(home, talk.id, " The fox\nand the owl ")
    (card,) = list_conversations(home).cards
    assert card.name == "The fox and the owl"
    assert load(path_of(home, talk.id)).turns == talk.turns
    rename(home, talk.id, "")
    assert list_conversations(home).cards[0].name == ""


def test_it_goes_to_the_trash_and_comes_back(home: Home, talk: Conversation, trash: Path) -> None:
    save(home, talk)
    delete(home, talk.id, "The fox")
    assert list_conversations(home).cards == ()
    if sys.platform == "linux":
        (there,) = (trash / "files").iterdir()
        shutil.move(there, path_of(home, talk.id))
        assert load(path_of(home, talk.id)) == talk
    with pytest.raises(ConversationError, match="'The fox' on the disk"):
        delete(home, Conversation().id, "The fox")


def test_without_a_trash_it_stays_unless_it_shall_go_for_good(
    home: Home, talk: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_trash(path: str) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("send2trash.send2trash", no_trash)
    save(home, talk)
    with pytest.raises(NoTrashError, match="'The fox' cannot be moved to the trash") as caught:
        delete(home, talk.id, "The fox")
    assert caught.value.offers == "forever"
    assert len(list_conversations(home).cards) == 1
    delete(home, talk.id, "The fox", forever=True)
    assert list_conversations(home).cards == ()


def test_a_damaged_one_can_be_thrown_away(home: Home, talk: Conversation, trash: Path) -> None:
    save(home, talk)
    path_of(home, talk.id).write_bytes(b"{")
    delete(home, talk.id, "The fox")
    assert list_conversations(home).troubles == ()

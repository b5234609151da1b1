"""The conversation on the screen is saved again and again, and never over what another program wrote."""

import pytest

from core.conversations import Conversation
from core.conversations.file import load, path_of
from core.conversations.keeping import rename
from core.conversations.saving import ChangedElsewhereError, Saver
from core.errors import ConversationError
from core.paths import Home


def test_it_is_saved_as_it_grows(home: Home, talk: Conversation) -> None:
    saver = Saver(home)
    for words in ("one", "two", "three"):
        talk.say(words)
        saver.save(talk)
        assert load(path_of(home, talk.id)) == talk


def test_what_another_window_wrote_is_not_written_over(home: Home, talk: Conversation) -> None:
    first, second = Saver(home), Saver(home)
    first.save(talk)
    other = second.open(talk.id)
    other.say("said elsewhere")
    second.save(other)
    talk.say("said here")
    with pytest.raises(ChangedElsewhereError, match="another window"):
        first.save(talk)
    assert load(path_of(home, talk.id)) == other
    talk.id = "copy"
    first.save(talk)
    assert load(path_of(home, "copy")) == talk


def test_one_that_was_renamed_on_the_disk_is_changed_too(home: Home, talk: Conversation) -> None:
    saver = Saver(home)
    saver.save(talk)
    rename(home, talk.id, "The fox")
    with pytest.raises(ChangedElsewhereError):
        saver.save(talk)


def test_one_that_was_deleted_meanwhile_is_written_again(home: Home, talk: Conversation) -> None:
    saver = Saver(home)
    saver.save(talk)
    path_of(home, talk.id).unlink()
    saver.save(talk)
    assert load(path_of(home, talk.id)) == talk


def test_another_one_in_between(home: Home, talk: Conversation) -> None:
    saver = Saver(home)
    saver.save(talk)
    other = Conversation(name="other")
    saver.save(other)
    talk.say("the end of an answer that was left")
    saver.save(talk)
    assert saver.open(talk.id) == talk
    talk.say("more")
    saver.save(talk)
    with pytest.raises(ConversationError, match="no conversation"):
        saver.open("missing")

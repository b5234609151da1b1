"""Saves the conversation that is on the screen again and again, and never over what another program wrote meanwhile."""

from pathlib import Path

from core.conversations.file import Written, load, path_of, save
from core.conversations.tree import Conversation
from core.errors import ConversationError
from core.paths import Home

Stamp = tuple[int, int]


class ChangedElsewhereError(ConversationError):
    """Another program has written this conversation since it was read or written here."""


class Saver:
    """Knows of each conversation what its file was when it was last read or written here, of the last one each turn's
    JSON too."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._stamps: dict[str, Stamp | None] = {}
        self._last, self._written = "", Written()

    def open(self, conversation_id: str) -> Conversation:
        """Read one from the disk.

        Raises:
            ConversationError: it cannot be read.
        """
        path = path_of(self._home, conversation_id)
        stamp = _stamp(path)  # before it is read: what is written in between is seen when this one is saved
        conversation = load(path)
        self._stamps[conversation_id] = stamp
        return conversation

    def save(self, conversation: Conversation) -> None:
        """Write what has changed.

        Raises:
            ChangedElsewhereError: another program has written it meanwhile; nothing is written.
            HomeError: the place cannot be written.
        """
        path = path_of(self._home, conversation.id)
        now = _stamp(path)
        if now is not None and now != self._stamps.get(conversation.id):
            raise ChangedElsewhereError(
                "This conversation was changed by another window of HelloGPT.",
                "What stands here is kept beside it, under a name of its own.",
            )
        if conversation.id != self._last:
            self._last, self._written = conversation.id, Written()
        save(self._home, conversation, self._written)
        self._stamps[conversation.id] = _stamp(path)


def _stamp(path: Path) -> Stamp | None:
    """What tells one state of a file from another; None where there is none."""
    try:
        about = path.stat()
    except OSError:
        return None
    return about.st_mtime_ns, about.st_ino

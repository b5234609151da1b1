"""What is done to the files of conversations, in a thread of its own, one after another."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from core.conversations import Conversation
from core.conversations.export import export
from core.conversations.file import Card, Listing, list_conversations, load, path_of, put_file
from core.conversations.keeping import delete, rename
from core.conversations.saving import Saver
from core.conversations.search import Found, search
from core.errors import HelloGPTError
from core.paths import Home
from hellogpt_gui.worker import Worker, told


@dataclass(frozen=True)
class Save:
    """``conversation``: a snapshot, which nobody changes."""

    conversation: Conversation


@dataclass(frozen=True)
class Open:
    """The answer brings the conversation. ``turn``: the one to be shown; ``again``: it was shown last time, and nothing
    is said where it is gone."""

    conversation_id: str
    turn: int | None = None
    again: bool = False


@dataclass(frozen=True)
class List:
    """The answer brings a Listing."""


@dataclass(frozen=True)
class Search:
    """The answer brings a tuple of Found."""

    cards: tuple[Card, ...]
    words: str


@dataclass(frozen=True)
class Rename:
    conversation_id: str
    name: str


@dataclass(frozen=True)
class Delete:
    """The answer brings the bytes of the file, with which it can be put back."""

    conversation_id: str
    title: str
    forever: bool = False


@dataclass(frozen=True)
class PutBack:
    conversation_id: str
    data: bytes


@dataclass(frozen=True)
class Export:
    """``conversation``: a snapshot, or the id of one that lies on disk."""

    conversation: Conversation | str
    path: str


Task = Save | Open | List | Search | Rename | Delete | PutBack | Export
Value = Conversation | Listing | tuple[Found, ...] | bytes | None


@dataclass(frozen=True)
class Answer:
    """How a task ended."""

    task: Task
    value: Value = None
    error: HelloGPTError | None = None


class Work(Worker):
    """``answered`` brings an Answer for each task."""

    def __init__(self, home: Home, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._home, self._saver = home, Saver(home)

    def begin(self, task: Task) -> None:
        self.start(partial(carry_out, self._home, self._saver, task))


def carry_out(home: Home, saver: Saver, task: Task) -> Answer:
    """Do it; a fault becomes a sentence."""
    try:
        return Answer(task, _carry_out(home, saver, task))
    except Exception as error:  # the thread must not end for it
        return Answer(task, error=told(error, task))


def _carry_out(home: Home, saver: Saver, task: Task) -> Value:
    match task:
        case Save(conversation):
            saver.save(conversation)
        case Open(conversation_id, _, again):
            gone = again and not path_of(home, conversation_id).is_file()
            return None if gone else saver.open(conversation_id)
        case List():
            return list_conversations(home)
        case Search(cards, words):
            return tuple(search(cards, words))
        case Rename(conversation_id, name):
            rename(home, conversation_id, name)
        case Delete(conversation_id, title, forever):
            data = path_of(home, conversation_id).read_bytes()
            delete(home, conversation_id, title, forever)
            return data
        case PutBack(conversation_id, data):
            put_file(path_of(home, conversation_id), data)
        case Export(conversation, path):
            found = load(path_of(home, conversation)) if isinstance(conversation, str) else conversation
            export(found, Path(path))
    return None

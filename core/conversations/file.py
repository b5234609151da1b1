"""Conversations on disk: one JSON file each under ``artifacts/conversations``, whole at every instant.

A file that cannot be read is named in one sentence and left as it is; the others are still listed.
"""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from core.conversations.tree import Conversation, Form, Turn, TurnRole
from core.errors import ConversationError, HelloGPTError
from core.paths import Home, readable, unwritable
from core.protocol import Token
from core.runs.writing import replace_file

VERSION = 1
SUFFIX = ".json"


@dataclass(frozen=True)
class TurnCard:
    """What is read of a turn to list and search it: its words, and who wrote them."""

    id: int
    role: TurnRole
    text: str = ""
    run: str = ""


@dataclass(frozen=True)
class Card:
    """A conversation without its tokens: quick to read, enough to list and search it."""

    id: str
    name: str = ""
    created: str = ""
    changed: str = ""
    form: Form = "continue"
    turns: dict[int, TurnCard] = field(default_factory=dict)

    @property
    def models(self) -> tuple[str, ...]:
        """The runs that wrote in it, in the order of their first answer."""
        return tuple(dict.fromkeys(turn.run for turn in self.turns.values() if turn.run))


@dataclass(frozen=True)
class Listing:
    """The conversations, the last changed first, and why others could not be read."""

    cards: tuple[Card, ...]
    troubles: tuple[ConversationError, ...] = ()


@dataclass(frozen=True)
class _Stamp:
    """The first thing that is read of a file."""

    version: int


@dataclass(frozen=True)
class _CardFile:
    conversation: Card


@dataclass
class _TurnRead(Turn):
    """A turn whose tokens are still letters."""

    tokens: list[msgspec.Raw] = field(default_factory=list)  # type: ignore[assignment]


@dataclass
class _Read(Conversation):
    """A conversation whose turns are still letters."""

    turns: dict[int, msgspec.Raw] = field(default_factory=dict)  # type: ignore[assignment]

    def __post_init__(self) -> None:
        """Whether they are a tree is seen once they are read."""


@dataclass(frozen=True)
class _File:
    conversation: _Read


_Kind = TypeVar("_Kind", _File, _CardFile)
# Turns as they were written last, and their JSON.
Written = dict[int, tuple[Turn, bytes]]


def path_of(home: Home, conversation_id: str) -> Path:
    """Where a conversation lies.

    Raises:
        ConversationError: the id cannot be the name of a file here.
    """
    if not conversation_id.isalnum():
        raise ConversationError(f"There is no conversation {readable(conversation_id)!r}.", "See what there is.")
    return home.conversations / f"{conversation_id}{SUFFIX}"


def snapshot(conversation: Conversation) -> Conversation:
    """What it is at this moment, to be written by a thread while the conversation goes on."""
    return replace(conversation, turns={number: _copy(turn) for number, turn in conversation.turns.items()})


def _copy(turn: Turn) -> Turn:
    return replace(turn, tokens=list(turn.tokens))


def to_json(conversation: Conversation, written: Written | None = None) -> bytes:
    """The file: version and conversation, tokens and odds with it. Halves of characters become "?".

    ``written``: remembers each turn's JSON, so that the next time only turns that have changed are put into letters.
    """
    known: Written = {} if written is None else written
    turns = {}
    for number, turn in conversation.turns.items():
        before = known.get(number)
        if before is None or before[0] != turn:
            known[number] = (_copy(turn), _turn_to_json(turn))
        turns[number] = msgspec.Raw(known[number][1])
    about = {one.name: getattr(conversation, one.name) for one in fields(conversation)}
    about |= {"name": readable(conversation.name), "turns": turns}
    return msgspec.json.encode({"version": VERSION, "conversation": about})


def _turn_to_json(turn: Turn) -> bytes:
    try:
        return msgspec.json.encode(turn)
    except UnicodeEncodeError:  # a text may hold what no file can
        return msgspec.json.encode(replace(turn, text=readable(turn.text)))


def save(home: Home, conversation: Conversation, written: Written | None = None) -> None:
    """Write it, in place of what was written before: killed in between, that still stands there.

    Raises:
        HomeError: the place cannot be written.
    """
    put_file(path_of(home, conversation.id), to_json(conversation, written))


def put_file(path: Path, data: bytes) -> None:
    """Put a conversation's file in its place, whole.

    Raises:
        HomeError: the place cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, data)
    except OSError as error:
        raise unwritable(path, error) from error


def load(path: Path) -> Conversation:
    """A conversation with all its branches.

    Raises:
        ConversationError: it is not there, it is damaged, or a newer program wrote it.
    """
    read = _decode(path, _File).conversation
    with _damage_named(path):
        turns = {number: _turn(letters) for number, letters in read.turns.items()}
        return Conversation(**{**_fields(read), "turns": turns})


def _turn(letters: msgspec.Raw) -> Turn:
    """Token by token, so that a thread that reads a long talk holds up no other one."""
    read = msgspec.json.decode(letters, type=_TurnRead)
    return Turn(**{**_fields(read), "tokens": [msgspec.json.decode(token, type=Token) for token in read.tokens]})


def _fields(read: _Read | _TurnRead) -> dict[str, Any]:
    return {one.name: getattr(read, one.name) for one in fields(read)}


def list_conversations(home: Home) -> Listing:
    """Every conversation that can be read, and a sentence for each other file."""
    cards: list[Card] = []
    troubles: list[ConversationError] = []
    for path in _files(home):
        try:
            cards.append(_decode(path, _CardFile).conversation)
        except ConversationError as error:
            troubles.append(error)
    cards.sort(key=lambda card: (card.changed, card.id), reverse=True)
    return Listing(tuple(cards), tuple(troubles))


def _files(home: Home) -> Sequence[Path]:
    try:
        return sorted(path for path in home.conversations.iterdir() if path.suffix == SUFFIX and path.name[0] != ".")
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except OSError as error:
        raise ConversationError(
            f"{home.conversations} cannot be read ({(error.strerror or str(error)).lower()}).", "Mend its permissions."
        ) from error


def _decode(path: Path, kind: type[_Kind]) -> _Kind:
    name = readable(str(path))
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise ConversationError(f"There is no conversation {name}.", "It may have been deleted.") from error
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ConversationError(f"{name} cannot be read ({reason}).", "Mend its permissions.") from error
    with _damage_named(path):
        version = msgspec.json.decode(data, type=_Stamp).version
        if version > VERSION:
            raise ConversationError(
                f"{name} was written by a newer HelloGPT (form {version}, this one knows {VERSION}).",
                "It is left as it is. Open it with the newer program.",
            )
        return msgspec.json.decode(data, type=kind)


@contextlib.contextmanager
def _damage_named(path: Path) -> Iterator[None]:
    """Cut off, no tree, or a setting out of its range: one sentence for all."""
    try:
        yield
    except ConversationError:
        raise
    except (ValueError, HelloGPTError) as error:
        raise ConversationError(
            f"{readable(str(path))} is damaged ({readable(str(error))}).",
            "It is left as it is; the other conversations are safe.",
        ) from error

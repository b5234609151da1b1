"""What a person does to conversations that lie on disk: give one a name, throw one away."""

from core.conversations.file import load, path_of, save
from core.conversations.naming import clean_name
from core.errors import ConversationError
from core.paths import Home, unwritable
from core.runs.keeping import to_trash


def rename(home: Home, conversation_id: str, name: str) -> None:
    """Give it a name; an empty one goes back to its first words.

    Raises:
        ConversationError: it cannot be read, or the name is far too long.
        HomeError: the place cannot be written.
    """
    conversation = load(path_of(home, conversation_id))
    conversation.rename(clean_name(name))
    save(home, conversation)


def delete(home: Home, conversation_id: str, title: str, forever: bool = False) -> None:
    """Move it to the trash, or remove it ``forever``; also where its file is damaged.

    Raises:
        ConversationError: it is not there.
        NoTrashError: there is no trash for this disk.
        HomeError: the place cannot be written.
    """
    path = path_of(home, conversation_id)
    if not path.is_file():
        raise ConversationError(f"There is no conversation {title!r} on the disk.", "It may have been deleted.")
    if not forever:
        to_trash(path, f"The conversation {title!r}")
        return
    try:
        path.unlink()
    except OSError as error:
        raise unwritable(path, error) from error

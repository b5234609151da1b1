"""What a conversation is called: by the person, or by its first words until then."""

from core.conversations.file import Card
from core.conversations.tree import Conversation
from core.errors import ConversationError

NEW = "New conversation"
LONGEST = 48  # characters of a name made from the first words
MOST = 200  # characters of a name that a person gives


def title_of(conversation: Conversation | Card) -> str:
    """Its name, or its first words."""
    return conversation.name or first_words(conversation)


def first_words(conversation: Conversation | Card) -> str:
    """The beginning of the first turn that says something, in one line, never cut inside a word that fits."""
    words = next((turn.text.split() for turn in conversation.turns.values() if turn.text.strip()), [])
    title = ""
    for word in words:
        if len(title) + len(word) + 1 > LONGEST:
            return (title or word[: LONGEST - 1]) + "…"
        title = f"{title} {word}".strip()
    return title or NEW


def clean_name(name: str) -> str:
    """A name that a person gave, in one line; empty goes back to the first words.

    Raises:
        ConversationError: it is far too long.
    """
    name = " ".join(name.split())
    if len(name) > MOST:
        raise ConversationError(f"The name has {len(name)} characters.", f"Keep it to {MOST}.")
    return name

"""Conversations as trees: what a person wrote, what models answered, and every way not taken.

Plain values that can be written as JSON; this room knows no network, no tokenizer and no window, and imports without
torch. Nothing that was written is ever changed: an edit, another answer, a branch from a token is a new turn beside the
old one.
"""

from core.conversations.tree import Conversation, Form, Removed, Turn, TurnRole

__all__ = ["Conversation", "Form", "Removed", "Turn", "TurnRole"]

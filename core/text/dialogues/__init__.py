"""Dialogues that a model is taught to answer with: read from files, or made by a built-in text; then laid out in rows.

A dialogue is turns of a user's and a model's by turns, the model's last. This room knows files and tokenizers, and no
network.
"""

from core.text.dialogue import Dialogue, Turn
from core.text.dialogues.gathering import Dialogues, DialoguesFacts, gather_again, gather_dialogues
from core.text.dialogues.packing import Rows, pack

__all__ = ["Dialogue", "Dialogues", "DialoguesFacts", "Rows", "Turn", "gather_again", "gather_dialogues", "pack"]

"""Talks with a network: a prompt in, tokens with their odds out, one at a time.

It knows tokenizer, network and sampling rules, and nothing of windows or terminals.
"""

from core.chat.answer import answer
from core.chat.continuations import continuations
from core.chat.copying import Copying
from core.chat.examination import sit_exam
from core.chat.prompt import read_prompt
from core.chat.reading import pasted, read
from core.chat.side_by_side import ask_two
from core.chat.through_time import filmstrip

__all__ = [
    "Copying",
    "answer",
    "ask_two",
    "continuations",
    "filmstrip",
    "pasted",
    "read",
    "read_prompt",
    "sit_exam",
]

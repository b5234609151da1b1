"""Talks with a network: a prompt in, tokens with their odds out, one at a time.

It knows tokenizer, network and sampling rules, and nothing of windows or terminals.
"""

from core.chat.answer import answer
from core.chat.continuations import continuations
from core.chat.copying import Copying
from core.chat.examination import sit_exam
from core.chat.prompt import read_prompt
from core.chat.reading import pasted, read

__all__ = ["Copying", "answer", "continuations", "pasted", "read", "read_prompt", "sit_exam"]

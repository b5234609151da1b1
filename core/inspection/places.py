"""Where the tokens of a text stand in the person's files: file, line and character of each.

Tokens are counted through: how many characters and newlines stand before one says where it is, for the text that
the tokens make up is the text that was read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

import numpy as np

from core.control import RunControl
from core.protocol import TextFile
from core.text.copied.marks import bits
from core.text.document import Document
from core.text.split import Stretch
from core.text.tokenizers import Tokenizer

BLOCK = 4096  # tokens that are counted together
CONTINUES, CONTINUATION = 0xC0, 0x80  # the bits of a byte of UTF-8 inside a character


@dataclass(frozen=True)
class ReadText:
    """``ids``: the tokens of all ``stretches`` of the ``documents``, one after the other; ``files``: of each document
    its file."""

    ids: np.ndarray
    documents: Sequence[Document]
    stretches: Sequence[Stretch]
    files: Sequence[TextFile]
    tokenizer: Tokenizer


class Places:
    """``known``: whether the tokens make up the text, character by character; else nothing is said of places."""

    def __init__(self, text: ReadText, control: RunControl) -> None:
        """Reads the text once.

        Raises:
            TextError: a file has changed or cannot be read any more.
            Interrupted: a stop was asked for.
        """
        tokenizer = text.tokenizer
        size = max(tokenizer.vocab_size, int(text.ids.max(initial=0)) + 1)
        data = [tokenizer.token_bytes(i) for i in range(size)]
        self._ids = text.ids
        self._characters = np.array([_characters(one) for one in data])  # V
        self._newlines = np.array([one.count(b"\n") for one in data])  # V
        self._before = np.zeros((-(-len(text.ids) // BLOCK) + 1, 2), dtype=np.int64)  # characters, newlines
        for block in range(len(self._before) - 1):
            control.check()
            self._before[block + 1] = self._before[block] + self._counted(block * BLOCK, (block + 1) * BLOCK)
        # Where a tokenizer writes a space before a text, each stretch begins with one that is not there.
        self._spaces = int(tokenizer.writes_space)
        lengths = [stretch.length + self._spaces for stretch in text.stretches]
        self._mark(text, control, set(accumulate(lengths, initial=0)))
        self.known = int(self._before[-1, 0]) == sum(lengths)

    def _mark(self, text: ReadText, control: RunControl, begins: set[int]) -> None:
        """Of every few thousand characters: where they begin among all, in which document, line and character."""
        rows, at, newlines = [], 0, 0
        for bit in bits(text.documents, text.stretches, control):
            at += self._spaces if at in begins else 0
            rows.append((at, bit.document, bit.line - newlines, bit.character - at))
            at += len(bit.text)
            newlines += bit.text.count("\n")
        self._marks = np.array(rows, dtype=np.int64).reshape(-1, 4)

    def _counted(self, begin: int, end: int) -> tuple[int, int]:
        some = self._ids[begin:end]
        return int(self._characters[some].sum()), int(self._newlines[some].sum())

    @cached_property
    def documents(self) -> np.ndarray:
        """The document of every token, by its number.  n"""
        ends = np.cumsum(self._characters[self._ids])
        begins = np.concatenate(([0], ends[:-1])) if len(ends) else ends
        rows = np.searchsorted(self._marks[:, 0], begins + self._spaces, side="right") - 1
        found: np.ndarray = self._marks[np.maximum(rows, 0), 1]
        return found

    def at(self, tokens: Sequence[int]) -> np.ndarray:
        """Document, line (from 1) and character (from 0) where each of these tokens begins.  n 3"""
        found = np.zeros((len(tokens), 3), dtype=np.int64)
        for number, token in enumerate(tokens):
            block = token // BLOCK
            characters, newlines = self._before[block] + self._counted(block * BLOCK, token)
            row = max(0, int(np.searchsorted(self._marks[:, 0], characters + self._spaces, side="right")) - 1)
            begin, document, line, character = self._marks[row]
            found[number] = document, line + newlines, max(0, character + max(characters, begin))
        return found


def _characters(data: bytes) -> int:
    """How many characters begin in these bytes."""
    return sum(byte & CONTINUES != CONTINUATION for byte in data)

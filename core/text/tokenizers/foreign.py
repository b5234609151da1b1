"""A tokenizer that came with an imported model, as Hugging Face's library reads it from its tokenizer.json.

Its special tokens have other names and ids than ours; which they are stands beside it in foreign.json. Two spellings
of bytes are known: GPT-2's letters, and Llama's, where \u2581 is a space and <0x0A> a byte.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import msgspec
import numpy as np
from tokenizers import Tokenizer

from core.errors import RunError, TextError
from core.text.tokenizers.edges import BEFORE_SPACE
from core.text.tokenizers.labels import label_of
from core.text.tokenizers.pieces import BYTE_OF_LETTER

SPACE = "\u2581"
_BYTE = re.compile(r"<0x([0-9A-F]{2})>")


@dataclass(frozen=True)
class ForeignFacts:
    """foreign.json. ``special``: ids of all special tokens; ``unk_id``: None where it can write any text."""

    bos_id: int
    eos_id: int
    special: tuple[int, ...] = ()
    unk_id: int | None = None


class ForeignTokenizer:
    """See ``core.text.tokenizers.Tokenizer``."""

    FILE = "foreign.json"
    edge = BEFORE_SPACE

    def __init__(self, inner: Tokenizer, facts: ForeignFacts) -> None:
        self._inner, self._facts = inner, facts
        self.prefix: tuple[int, ...] = tuple(inner.encode("").ids)  # what it puts before every text
        self._inner.encode_special_tokens = True
        self.vocab_size = inner.get_vocab_size()
        self.bos_id, self.eos_id, self.unk_id = facts.bos_id, facts.eos_id, facts.unk_id
        self.ends: tuple[int, ...] = (facts.bos_id, facts.eos_id)
        self._special = frozenset(facts.special)
        self.writes_space = self.encode("a  a")[len(self.encode("a")) :] == self.encode(" a") != self.encode("  a")
        self.never_written = tuple(i for i in facts.special if i not in (facts.bos_id, facts.eos_id))

    @classmethod
    def load(cls, folder: Path) -> "ForeignTokenizer":
        """Raises RunError where a file is damaged."""
        try:
            facts = msgspec.json.decode((folder / cls.FILE).read_bytes(), type=ForeignFacts)
            loaded = cls(Tokenizer.from_file(str(folder / "tokenizer.json")), facts)
            _ = loaded._bytes
            return loaded
        except Exception as error:  # the library raises plain Exception
            raise RunError(f"The tokenizer in {folder} is damaged ({error}).", "Choose another run.") from error

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._inner.save(str(folder / "tokenizer.json"))
        (folder / self.FILE).write_bytes(msgspec.json.encode(self._facts))

    def encode(self, text: str) -> list[int]:
        """The ids of a text. Raises TextError for half of a surrogate pair."""
        try:
            ids: list[int] = self._inner.encode(text, add_special_tokens=False).ids
        except TypeError as error:
            raise TextError("The text holds a broken character (a lone surrogate).", "Take it out.") from error
        return ids

    def encode_batch(self, texts: Sequence[str]) -> list[np.ndarray]:
        encoded = self._inner.encode_batch_fast(list(texts), add_special_tokens=False)
        return [np.asarray(one.ids, dtype=np.uint32) for one in encoded]

    def decode(self, ids: Sequence[int]) -> str:
        return b"".join(self._bytes[i] for i in ids).decode("utf-8", errors="replace")

    def token_bytes(self, token_id: int) -> bytes:
        return self._bytes[token_id] if token_id < self.vocab_size else b""

    def label(self, token_id: int) -> str:
        if token_id in self._special or token_id >= self.vocab_size:
            return self._inner.id_to_token(token_id) or f"<{token_id}>"
        return label_of(self._bytes[token_id])

    def unknown(self, text: str) -> int:
        return 0 if self.unk_id is None else self.encode(text).count(self.unk_id)

    def hugging_face(self) -> Tokenizer:
        return self._inner

    @cached_property
    def _bytes(self) -> list[bytes]:
        pieces = [self._inner.id_to_token(i) or "" for i in range(self.vocab_size)]
        spell = _from_letters if "ByteLevel" in self._inner.to_str() else _from_marks
        return [b"" if i in self._special else spell(piece) for i, piece in enumerate(pieces)]


def _from_letters(piece: str) -> bytes:
    """GPT-2's spelling; an added token may be spelled plainly."""
    if all(letter in BYTE_OF_LETTER for letter in piece):
        return bytes(BYTE_OF_LETTER[letter] for letter in piece)
    return piece.encode()


def _from_marks(piece: str) -> bytes:
    """Llama's spelling."""
    byte = _BYTE.fullmatch(piece)
    return bytes([int(byte[1], 16)]) if byte else piece.replace(SPACE, " ").encode()
